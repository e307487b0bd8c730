package dev.trustconnect.okhttp.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.errors.AnthropicException;
import com.anthropic.errors.AnthropicIoException;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Refusal;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.refusal.NameRefusal;
import dev.trustconnect.resolve.UntrustedNameException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The SDK tries again after an {@link AnthropicIoException}, and only after that. */
class RefusalsForTheSdkTest {
  private static IOException refused(Reason reason) {
    return new UntrustedNameException(
        new NameRefusal(new Refusal("a.test", reason, "this", "that"), null));
  }

  @ParameterizedTest
  @EnumSource
  void onlyTemporaryRefusalsAreRetried(Reason reason) {
    AnthropicException given = TrustedHttpClient.inTheSdksWords(new IOException(refused(reason)));

    assertThat(given instanceof AnthropicIoException).isEqualTo(reason.isTemporary());
    assertThat(TrustRefusal.in(given)).map(TrustRefusal::reason).contains(reason);
  }

  @Test
  void networkFailuresAreRetried() {
    assertThat(TrustedHttpClient.inTheSdksWords(new IOException("reset")))
        .isInstanceOf(AnthropicIoException.class);
  }
}
