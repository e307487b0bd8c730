package dev.trustconnect;

import java.io.Serial;

/**
 * The lookups of this JVM can't be answered by this {@code TrustConnect}. Nothing was changed. The
 * message says what to do.
 */
public final class JvmResolverException extends IllegalStateException {
  @Serial private static final long serialVersionUID = 1L;

  private final JvmReport.State state;

  JvmResolverException(JvmReport report) {
    super("the JVM's names can't be resolved by TrustConnect: " + report.message());
    this.state = report.state();
  }

  /** Why, for programs. */
  public JvmReport.State state() {
    return state;
  }
}
