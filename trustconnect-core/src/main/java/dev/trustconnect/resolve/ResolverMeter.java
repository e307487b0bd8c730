package dev.trustconnect.resolve;

import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.name.HostName;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Receives what a resolver does, as it happens, to be counted and timed. All methods do nothing
 * unless overridden.
 *
 * <p>They are called on the threads that resolve, several at a time, and must neither block nor
 * throw. Exceptions that they throw are logged and otherwise ignored. A host found in memory is
 * reported on the caller's thread for every call, so that must be cheap: count it, and don't time
 * it.
 */
public interface ResolverMeter {
  /** Does nothing. */
  ResolverMeter NONE = new ResolverMeter() {};

  /** Where the addresses of a host came from. */
  enum Source {
    /** From memory: nothing had to be waited for. */
    MEMORY,
    /** From upstreams. */
    UPSTREAM,
    /** From memory past their TTL, because no upstream led to a proof (RFC 8767). */
    STALE,
    /** Proven from remembered NSEC or NSEC3 records, without a question (RFC 8198). */
    PROOF
  }

  /**
   * A host was resolved or refused. Called before the caller gets the result; not for lookups that
   * their caller gave up, nor for renewals in the background.
   *
   * @param verdict what DNSSEC proved; null if the lookup was refused without a verdict
   * @param refusal why the host was refused; null if it has addresses
   * @param elapsed from the call to the result; zero if they were in memory
   */
  default void lookedUp(
      HostName host,
      @Nullable Verdict verdict,
      Source source,
      @Nullable Reason refusal,
      Duration elapsed) {}

  /**
   * A question to an upstream ended. Not called for questions that were given up.
   *
   * @param upstream the upstream's label, such as {@code dns.quad9.net}
   * @param failure the reason for no answer; null if an answer arrived, which isn't validated yet
   * @param elapsed from the question to its end
   */
  default void asked(String upstream, @Nullable Reason failure, Duration elapsed) {}
}
