package dev.trustconnect.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.testing.house.WithoutLibrary;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The kit's life cycle in JUnit, and that it works without JUnit. */
class TestInternetExtensionTest {
  private static final String HOST = "api.example.com";

  @RegisterExtension
  static final TestInternetExtension internet = TestInternetExtension.serving(HOST);

  private static void poisonOnce() throws Exception {
    try (TrustConnect trust = internet.trust().build()) {
      assertThat(trust.names().resolve(HOST).addresses()).hasSize(1);
    }
    internet.poison(HOST);
  }

  /** The second run fails if the first one's poison is still there. */
  @RepeatedTest(2)
  void harmOfOneTestIsGoneInTheNext() throws Exception {
    poisonOnce();
  }

  /** Whichever runs first, the end of a nested class doesn't close the field of the outer one. */
  @Nested
  class Inside {
    @RepeatedTest(2)
    void harmOfOneTestIsGoneInTheNext() throws Exception {
      poisonOnce();
    }
  }

  @Test
  void closesAfterTheLastOfItsClasses() {
    ExtensionContext none = null; // it looks at no context
    TestInternetExtension own = TestInternetExtension.serving(HOST);
    own.beforeAll(none);
    own.beforeAll(none); // a nested class
    own.afterEach(none);
    own.afterAll(none);
    assertThat(own.server(HOST).port()).isPositive();

    own.afterAll(none);

    assertThatThrownBy(() -> own.server(HOST)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void closesAfterItsTestInAFieldThatIsNotStatic() {
    ExtensionContext none = null;
    TestInternetExtension own = TestInternetExtension.serving(HOST);

    own.afterEach(none);

    assertThatThrownBy(() -> own.server(HOST)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void internetNeedsNoJUnit() throws Exception {
    internetNeedsNo("org.junit.");
  }

  @Test
  void internetNeedsNoAssertJ() throws Exception {
    internetNeedsNo("org.assertj.");
  }

  private static void internetNeedsNo(String library) throws Exception {
    Class<?> alone =
        new WithoutLibrary(library, "dev.trustconnect.testing.")
            .loadClass("dev.trustconnect.testing.TestInternet");
    Object own =
        alone.getMethod("serving", String[].class).invoke(null, (Object) new String[] {HOST});
    try (AutoCloseable closed = (AutoCloseable) own) {
      assertThat(closed).isNotInstanceOf(TestInternet.class); // loaded once more
      alone.getMethod("poison", String.class).invoke(own, HOST);
      TrustConnect.Builder trust = (TrustConnect.Builder) alone.getMethod("trust").invoke(own);
      trust.build().close();
    }
  }
}
