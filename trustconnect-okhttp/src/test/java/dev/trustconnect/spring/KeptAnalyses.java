package dev.trustconnect.spring;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;

/** Keeps what Spring Boot reports of a failed start. Spring creates it, so it is static. */
final class KeptAnalyses implements FailureAnalysisReporter {
  private static final AtomicReference<FailureAnalysis> LAST = new AtomicReference<>();

  KeptAnalyses() {}

  @Override
  public void report(FailureAnalysis analysis) {
    LAST.set(analysis);
  }

  static Optional<FailureAnalysis> takeLast() {
    return Optional.ofNullable(LAST.getAndSet(null));
  }
}
