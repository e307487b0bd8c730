package dev.trustconnect;

import java.util.Objects;

/**
 * Whether a {@link TrustConnect} answers the lookups of this JVM.
 *
 * @param state whether it does, and if not why
 * @param message one sentence: what was found and, unless it is in force, what to do
 */
public record JvmReport(State state, String message) {
  /** Whether the lookups of the JVM are answered, or why they aren't. */
  public enum State {
    /** Every lookup of this JVM obeys the policies of this {@code TrustConnect}. */
    IN_FORCE,
    /**
     * The JVM asks this library, which leaves lookups to the JDK until {@code useForThisJvm} is
     * called.
     */
    NOT_IN_USE,
    /** Another {@code TrustConnect} of this JVM is in force. */
    OTHER_INSTANCE,
    /** The JVM uses another provider of resolvers, which comes first on the class path. */
    OTHER_PROVIDER,
    /**
     * The JVM uses its built-in resolver, because its first lookup came from a thread whose context
     * class loader doesn't see this library, or because a hosts file replaces it.
     */
    BUILT_IN,
    /** The JDK is older than 18 and accepts no other resolver. */
    JDK_TOO_OLD,
    /** The JVM asked, but its answer wasn't this library's. */
    SELF_TEST_FAILED,
    /** This {@code TrustConnect} is closed. */
    CLOSED
  }

  public JvmReport {
    Objects.requireNonNull(state);
    Objects.requireNonNull(message);
  }

  /** Whether every lookup of this JVM obeys the policies of this {@code TrustConnect}. */
  public boolean isInForce() {
    return state == State.IN_FORCE;
  }

  /** The state and the message. */
  @Override
  public String toString() {
    return state + ": " + message;
  }
}
