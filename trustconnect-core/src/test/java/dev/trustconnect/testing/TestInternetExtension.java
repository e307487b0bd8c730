package dev.trustconnect.testing;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A {@link TestInternet} for the tests of one class, as an extension of JUnit Jupiter 5 or 6:
 *
 * <pre>{@code
 * class ClientTest {
 *   @RegisterExtension
 *   static final TestInternetExtension internet = TestInternetExtension.serving("api.example.com");
 * }
 * }</pre>
 *
 * <p>After each test it heals: no harm, event or request of one test is there in the next. It
 * closes after the last test of the class, or, in a field that isn't static, after its test. The
 * tests of the class run one after another.
 */
public final class TestInternetExtension extends TestInternet
    implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
  private int classes; // test classes that are running: nested ones count too

  private TestInternetExtension(SignedWorld world) {
    super(world, TestHosts.RULES);
  }

  /** {@link TestInternet#serving}, closed by JUnit. */
  public static TestInternetExtension serving(String... hosts) {
    return new TestInternetExtension(TestHosts.world(hosts));
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    classes++;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    heal();
    if (classes == 0) {
      close();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    classes--;
    if (classes == 0) {
      close();
    }
  }
}
