package dev.trustconnect.gate;

import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.audit.AuditEvent.Outcome;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.name.HostName;
import dev.trustconnect.name.HostPattern;
import dev.trustconnect.resolve.ResolverMeter;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Receives what a {@code TrustConnect} does, as it happens, to be counted and timed. All methods do
 * nothing unless overridden, so a meter overrides what it needs.
 *
 * <p>They are called on the threads of requests and of the resolver, several at a time, before the
 * caller gets the result. A meter must be thread-safe, must not block, and should allocate nothing
 * in {@link #lookedUp} and {@link #judged}, which every request calls. An exception that it throws
 * is logged and otherwise ignored.
 *
 * <p>{@code TrustConnectMetrics} and {@code JfrMeter} are ready-made ones.
 */
public interface TrustMeter extends ResolverMeter {
  /** Does nothing. */
  TrustMeter NONE = new TrustMeter() {};

  /**
   * A gate has decided.
   *
   * @param policy the hosts of the policy that applied, as written; null if none is written for the
   *     host
   * @param reason why it was refused or reported; null if it was allowed
   */
  default void judged(
      Gate gate, @Nullable HostPattern policy, Outcome outcome, @Nullable Reason reason) {}

  /**
   * The TLS handshake of a socket ended, successfully or not. Handshakes of an {@code SSLEngine}
   * are driven by its caller and aren't reported here.
   *
   * @param host the host that the handshake was for
   * @param protocol the TLS version, such as {@code TLSv1.3}; {@code NONE} if it failed
   * @param resumed whether an earlier session was resumed
   * @param elapsed from the start of the handshake to its end, checks included
   * @param failure why it failed; null if it succeeded. {@link TrustRefusal#in} finds the reason in
   *     it if a gate refused
   */
  default void handshook(
      HostName host,
      String protocol,
      boolean resumed,
      Duration elapsed,
      @Nullable Throwable failure) {}

  /**
   * A connection was allowed, or an existing one was checked again and allowed.
   *
   * @param port the peer's port; -1 if it is unknown
   */
  default void connected(Evidence evidence, int port) {}

  /** An established connection was closed because a later check refused it. */
  default void revoked(HostName host, Reason reason) {}

  /** Reports to all of these, in this order, even if one of them throws. */
  static TrustMeter of(TrustMeter... meters) {
    List<TrustMeter> used = Stream.of(meters).filter(meter -> meter != NONE).toList();
    return switch (used.size()) {
      case 0 -> NONE;
      case 1 -> used.get(0);
      default -> new SeveralMeters(used);
    };
  }
}
