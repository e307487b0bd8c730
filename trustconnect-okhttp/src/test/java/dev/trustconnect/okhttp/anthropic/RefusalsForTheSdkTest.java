package dev.trustconnect.okhttp.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.errors.AnthropicException;
import com.anthropic.errors.AnthropicIoException;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The SDK tries again after an {@link AnthropicIoException}, and only after that. */
class RefusalsForTheSdkTest {
  private static final class Refusal extends IOException implements TrustRefusal {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    Refusal(Reason reason) {
      super(TrustRefusal.sentence("a.test", reason, "this", "that"));
      this.reason = reason;
    }

    @Override
    public Reason reason() {
      return reason;
    }

    @Override
    public String refused() {
      return "a.test";
    }

    @Override
    public String seen() {
      return "this";
    }

    @Override
    public String wanted() {
      return "that";
    }
  }

  @ParameterizedTest
  @EnumSource
  void onlyTemporaryRefusalsAreTriedAgain(Reason reason) {
    AnthropicException given =
        TrustedHttpClient.inTheSdksWords(new IOException(new Refusal(reason)));

    assertThat(given instanceof AnthropicIoException).isEqualTo(reason.isTemporary());
    assertThat(TrustRefusal.in(given)).map(TrustRefusal::reason).contains(reason);
  }

  @Test
  void failuresOfTheNetworkAreTriedAgain() {
    assertThat(TrustedHttpClient.inTheSdksWords(new IOException("reset")))
        .isInstanceOf(AnthropicIoException.class);
  }
}
