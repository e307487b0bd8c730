package dev.trustconnect.spring;

import dev.trustconnect.config.PolicyFileException;
import dev.trustconnect.identity.IdentityException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Reports a failed start by our own message, without Spring's stack of bean names. */
@Order(Ordered.HIGHEST_PRECEDENCE) // Boot's own would report only that a property can't be bound
final class StartFailureAnalyzer implements FailureAnalyzer {
  private static final int MAX_CAUSES = 50; // a chain may be a circle

  StartFailureAnalyzer() {}

  @Override
  public @Nullable FailureAnalysis analyze(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; cause != null && i < MAX_CAUSES; i++, cause = cause.getCause()) {
      if (cause instanceof PolicyFileException mistakes) {
        return new FailureAnalysis(
            "The policy file of TrustConnect can't be used:"
                + System.lineSeparator()
                + mistakes.getMessage(),
            "Correct the lines above. Nothing of the file is in force.",
            mistakes);
      }
      if (cause instanceof IdentityException unusable) {
        return new FailureAnalysis(
            "A client identity of TrustConnect can't be used:"
                + System.lineSeparator()
                + unusable.getMessage(),
            "Correct the file, or its entry under identities in the policy file.",
            unusable);
      }
      if (cause instanceof StartRefusedException refused) {
        return new FailureAnalysis(refused.getMessage(), refused.remedy(), refused);
      }
    }
    return null;
  }
}
