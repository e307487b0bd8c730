package dev.trustconnect.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.testing.house.WithoutLibrary;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Micrometer is optional: without it everything but this package can be used. */
class WithoutMicrometerTest {
  private final WithoutLibrary loader = new WithoutLibrary("io.micrometer.", "dev.trustconnect.");

  /** Resolves a name with a meter attached, in classes that don't know Micrometer. */
  static final class Use implements Callable<String> {
    @Override
    public String call() throws Exception {
      try (var internet = dev.trustconnect.testing.TestInternet.usual();
          var trust =
              internet
                  .trust()
                  .policy(dev.trustconnect.testing.TestInternet.policy("api.example.test").build())
                  .meter(new dev.trustconnect.jfr.JfrMeter())
                  .build()) {
        trust.names().resolve("api.example.test");
        return trust.health().toString();
      }
    }
  }

  @Test
  void resolvingNeedsNoMicrometer() throws Exception {
    var constructor = loader.loadClass(Use.class.getName()).getDeclaredConstructor();
    constructor.setAccessible(true);

    assertThat(((Callable<?>) constructor.newInstance()).call()).isEqualTo("UP");
  }

  @Test
  void metricsNeedIt() {
    assertThatThrownBy(
            () ->
                loader
                    .loadClass(TrustConnectMetrics.class.getName())
                    .getMethod("create")
                    .invoke(null))
        .isInstanceOf(NoClassDefFoundError.class);
  }
}
