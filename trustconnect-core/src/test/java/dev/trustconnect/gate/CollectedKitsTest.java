package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.testing.TestInternet;
import java.lang.ref.WeakReference;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Kits for some hosts: a program may make one for each of its tasks. */
class CollectedKitsTest {
  /** As many as it takes; one is enough, as a rule. */
  private static final int MANY = 50;

  private static final int ENOUGH = 2;

  private final TestInternet internet = TestInternet.usual();
  private final TrustConnect trust = internet.trust().build();

  @AfterEach
  void close() {
    trust.close();
  }

  private WeakReference<TlsKit> unused(String host) {
    return new WeakReference<>(trust.tls().only(host));
  }

  /** Whether {@code kit} is let go of by one of this many collections. */
  private static boolean isCollected(WeakReference<TlsKit> kit, int collections) {
    for (int i = 0; i < collections && !kit.refersTo(null); i++) {
      System.gc();
    }
    return kit.refersTo(null);
  }

  @Test
  void kitThatIsntUsedAnyMoreIsCollected() {
    assertThat(isCollected(unused("api.example.test"), MANY)).isTrue();
    assertThat(isCollected(new WeakReference<>(trust.tls().reconnecting()), MANY)).isTrue();
    assertThat(isCollected(new WeakReference<>(trust.tls()), ENOUGH))
        .as("the one for every host")
        .isFalse();
  }

  static Stream<Arguments> parts() {
    return Stream.of(
        Arguments.of("socket factory", (Function<TlsKit, Object>) TlsKit::socketFactory),
        Arguments.of("context", (Function<TlsKit, Object>) TlsKit::context),
        Arguments.of(
            "context's socket factory",
            (Function<TlsKit, Object>) kit -> kit.context().getSocketFactory()));
  }

  /** Or new policies couldn't end the sessions of clients that were given no more than that. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("parts")
  void kitLivesWhileOneOfItsPartsIsUsed(String name, Function<TlsKit, Object> part) {
    Object used = part.apply(trust.tls().only("api.example.test"));
    WeakReference<TlsKit> kit = unused("api.example.test");

    assertThat(isCollected(kit, ENOUGH)).as(name).isFalse();
    assertThat(part.apply(trust.tls().only("api.example.test"))).isSameAs(used);
  }

  @Test
  void contextThatOutlivesItsVariableForgetsItsSessionsUnderNewPolicies() {
    SSLContext context = trust.tls().only("api.example.test").context();
    var before = context.getClientSessionContext();
    System.gc();

    trust.replacePolicies(TestInternet.policy("api.example.test").build());

    assertThat(context.getClientSessionContext()).isNotSameAs(before);
  }
}
