package dev.trustconnect.watch;

import dev.trustconnect.lock.Change.Weight;
import dev.trustconnect.remark.Severity;
import dev.trustconnect.survey.Endpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One endpoint of a watch. Guarded by the engine's lock. Times are those of the monotonic clock.
 */
final class Row {
  final Endpoint endpoint;
  final Track names = new Track();
  final Track tls = new Track();
  final Track reach = new Track();

  /** The time of its next step, by which the engine's queue is sorted. */
  long due;

  /** When its name is looked up again, with or without a handshake. */
  long lookDue;

  /** When a handshake may be made again. */
  long handshakeDue;

  private boolean isQueued;
  private long slot;

  /** Whether everything was looked at that can be: the handshake too, if there is an address. */
  boolean wasLookedAt;

  /** Whether it was removed while a look was under way. */
  boolean isGone;

  /** Looks in a row that ended with an unexpected exception. */
  int failed;

  /** Looks in a row for which no upstream answered. */
  int unanswered;

  /** Handshakes in a row that got no certificate. */
  int unreached;

  private boolean namesDeviate;
  private boolean tlsDeviates;

  /** The reason of the last silent look; empty if there was none. */
  String silence = "";

  Sight.@Nullable OfNames lastNames;
  Sight.@Nullable OfTls lastTls;
  @Nullable Instant lastSuccess;
  long lastNanos = -1;

  Row(Endpoint endpoint, long due) {
    this.endpoint = endpoint;
    this.due = due;
    this.lookDue = due;
    this.handshakeDue = due;
    reach.restore(Silence.ANSWERS);
  }

  /** Continues with the state from before a restart. */
  void restore(Parts parts) {
    names.restore(parts.names());
    tls.restore(parts.tls());
    if (parts.reach() != null) {
      reach.restore(parts.reach());
    }
  }

  /** The address that represents all of its addresses; null if there is none to connect to. */
  @Nullable String address() {
    return lastNames == null ? null : lastNames.address();
  }

  /** Whether its next handshake is a second look. */
  boolean hasToConfirm() {
    return tls.isPending() || reach.isPending();
  }

  /** Whether it has a place in the queue of an address. */
  boolean isQueued() {
    return isQueued;
  }

  /** Has a place in the queue of its address: at {@code time} it may connect. */
  void queue(long time) {
    isQueued = true;
    slot = time;
  }

  /** Has no place in a queue. */
  void leave() {
    isQueued = false;
  }

  /** When it may connect, or gets a place in the queue of its address. */
  long connectDue() {
    return isQueued ? slot : handshakeDue;
  }

  List<Track> tracks() {
    return List.of(names, tls, reach);
  }

  /**
   * Notes whether a look differs from what is confirmed; a part that it didn't see is as before.
   */
  void deviates(Sight sight) {
    Sight.OfNames dns = sight.names();
    Sight.OfTls served = sight.tls();
    namesDeviate = dns == null ? namesDeviate : !names.agrees(dns.part());
    tlsDeviates = served == null ? tlsDeviates : !tls.agrees(served.part());
  }

  /** Whether all that a look saw is as confirmed. */
  boolean agrees(Sight sight) {
    Sight.OfNames dns = sight.names();
    Sight.OfTls served = sight.tls();
    return (dns == null || names.agrees(dns.part()))
        && (served == null || tls.agrees(served.part()));
  }

  /** Whether a look since {@link #isUsual} differed from what is confirmed. */
  boolean deviates() {
    return namesDeviate || tlsDeviates;
  }

  /** Counts as confirmed until the next look. */
  void isUsual() {
    namesDeviate = false;
    tlsDeviates = false;
  }

  boolean isDown() {
    return failed > 0 || unanswered > 0 || unreached > 0;
  }

  /** The code of the refusal that is confirmed; empty for none. */
  String refusal() {
    String ofName = refusal(names.confirmed());
    return ofName.isEmpty() ? refusal(tls.confirmed()) : ofName;
  }

  private static String refusal(@Nullable Part part) {
    return part == null ? "" : part.refusal();
  }

  WatchedEndpoint shown(boolean isBlind, boolean isKnown) {
    Sight.OfNames dns = lastNames;
    Sight.OfTls served = lastTls;
    return new WatchedEndpoint(
        endpoint,
        wasLookedAt && !isDown() && !isBlind,
        !isKnown,
        text(dns == null ? "" : dns.part().verdict()),
        text(refusal()),
        text(dns == null ? "" : dns.zone()),
        text(dns == null ? "" : dns.aliasOwner()),
        text(served == null ? "" : served.authority()),
        Optional.ofNullable(served == null ? null : served.notBefore()),
        Optional.ofNullable(served == null ? null : served.notAfter()),
        Optional.ofNullable(dns == null ? null : dns.signatureEnd()),
        Optional.ofNullable(lastSuccess),
        lastNanos < 0 ? Optional.empty() : Optional.of(Duration.ofNanos(lastNanos)),
        remarks(),
        drift());
  }

  private static Optional<String> text(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  private Map<Severity, Integer> remarks() {
    Map<Severity, Integer> counts = new EnumMap<>(Severity.class);
    for (Track track : List.of(names, tls)) {
      Part part = track.confirmed();
      if (part != null) {
        part.remarks().values().forEach(severity -> counts.merge(severity, 1, Integer::sum));
      }
    }
    return counts;
  }

  private Map<Weight, Integer> drift() {
    Map<Weight, Integer> counts = new EnumMap<>(Weight.class);
    for (Track track : List.of(names, tls)) {
      Part part = track.confirmed();
      if (part != null) {
        part.drift().values().forEach(weight -> counts.merge(weight, 1, Integer::sum));
      }
    }
    return counts;
  }
}
