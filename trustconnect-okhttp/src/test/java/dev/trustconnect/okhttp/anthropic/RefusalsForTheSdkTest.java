package dev.trustconnect.okhttp.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.errors.AnthropicException;
import com.anthropic.errors.AnthropicIoException;
import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Refusal;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.refusal.NameRefusal;
import dev.trustconnect.resolve.UntrustedNameException;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.house.WithoutLibrary;
import java.io.IOException;
import java.util.function.Consumer;
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

  /** Compiled against the SDK, as an application's code is. */
  private static final class Application implements Consumer<TrustConnect> {
    @Override
    public void accept(TrustConnect trust) {
      TrustedAnthropic.httpClient(trust);
    }
  }

  @Test
  @SuppressWarnings("unchecked") // the class is the application's, of another class loader
  void absentSdkIsNamedWithItsPlace() throws Exception {
    var constructor =
        new WithoutLibrary("com.anthropic.", "dev.trustconnect.okhttp.anthropic.")
            .loadClass(Application.class.getName())
            .getDeclaredConstructor();
    constructor.setAccessible(true);
    var application = (Consumer<TrustConnect>) constructor.newInstance();
    try (TrustConnect trust = TestInternet.usual().trust().build()) {
      assertThatThrownBy(() -> application.accept(trust))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "TrustedAnthropic needs com.anthropic:anthropic-java on the class path, or on the"
                  + " module path with --add-modules com.anthropic.core");
    }
  }
}
