package dev.trustconnect.watch;

import dev.trustconnect.lock.Change;
import dev.trustconnect.lock.Change.Weight;
import dev.trustconnect.remark.Concern;
import dev.trustconnect.remark.Severity;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One of the three parts of an endpoint that can change: its names, its handshakes, or whether it
 * answers. Holds codes only, never subjects: those differ from look to look. Immutable.
 *
 * @param verdict of the name; empty for handshakes
 * @param refusal the code of the gates' refusal; empty for none
 * @param remarks the codes of remarks of LOW and above, each with its highest severity
 * @param drift the codes of changes of NOTICE and above
 * @param cause what other endpoints may have in common with it; empty for nothing
 */
record Part(
    String verdict,
    String refusal,
    Map<String, Severity> remarks,
    Map<String, Weight> drift,
    String cause) {
  /** Codes of things that end as time passes. */
  private static final Set<String> OF_TIME =
      Set.of(
          Concern.RENEWAL_DUE.id(),
          Concern.SIGNATURE_ENDS_SOON.id(),
          Concern.TTL_PAST_SIGNATURE.id(),
          "pin.expires-soon",
          "pin.expired");

  /** No codes: the part that an endpoint is compared with before it has been seen. */
  static final Part NOTHING = new Part("", "", Map.of(), Map.of(), "");

  Part {
    remarks = Collections.unmodifiableMap(new TreeMap<>(remarks));
    drift = Collections.unmodifiableMap(new TreeMap<>(drift));
  }

  boolean isRefused() {
    return !refusal.isEmpty();
  }

  /**
   * Whether a first look may report this although nothing is known yet: it is refused, it differs
   * from a lock, or it is about to end.
   */
  boolean isWrongByItself() {
    return isRefused() || !drift.isEmpty() || remarks.keySet().stream().anyMatch(OF_TIME::contains);
  }

  /** The usual state if this is the first look: everything that isn't reported. */
  Part withoutWhatIsWrong() {
    Map<String, Severity> usual = new TreeMap<>(remarks);
    usual.keySet().removeAll(OF_TIME);
    return new Part(verdict, "", usual, Map.of(), "");
  }

  /** The codes here that aren't in {@code before}, or were less severe there. */
  Set<String> worseThan(Part before) {
    Set<String> worse = new HashSet<>();
    if (isRefused() && !refusal.equals(before.refusal)) {
      worse.add(refusal);
    }
    remarks.forEach(
        (code, severity) -> {
          Severity was = before.remarks.get(code);
          if (was == null || !was.isAtLeast(severity)) {
            worse.add(code);
          }
        });
    drift.forEach(
        (code, weight) -> {
          Weight was = before.drift.get(code);
          if (was == null || was.compareTo(weight) < 0) {
            worse.add(code);
          }
        });
    return worse;
  }

  /** All codes that stand here, each with how bad it is, and the verdict. */
  Set<String> codes() {
    Set<String> codes = new HashSet<>();
    remarks.forEach((code, severity) -> codes.add(code + " " + severity));
    drift.forEach((code, weight) -> codes.add(code + " " + weight));
    codes.add(refusal);
    codes.add(verdict);
    return codes;
  }

  /** The kind of event that a change to this is; null if it is none. */
  WatchEvent.@Nullable Kind since(Part before) {
    if (isRefused() && !refusal.equals(before.refusal)) {
      return WatchEvent.Kind.ENDPOINT_REFUSED;
    }
    Set<String> worse = worseThan(before);
    if (!worse.isEmpty()) {
      return OF_TIME.containsAll(worse)
          ? WatchEvent.Kind.ENDPOINT_EXPIRING
          : WatchEvent.Kind.ENDPOINT_CHANGED;
    }
    if (before.isRefused() && !isRefused()) {
      return WatchEvent.Kind.ENDPOINT_RECOVERED;
    }
    if (!verdict.equals(before.verdict) && !before.verdict.isEmpty()) {
      return WatchEvent.Kind.ENDPOINT_CHANGED;
    }
    return isOnlyLearned(before) ? null : WatchEvent.Kind.ENDPOINT_RECOVERED;
  }

  /**
   * Whether the difference has ended only because the lock's memory has learned it, not because it
   * was fixed.
   */
  private boolean isOnlyLearned(Part before) {
    return remarks.equals(before.remarks)
        && before.drift.entrySet().stream()
            .allMatch(
                was -> was.getValue() == Change.Weight.NOTICE || drift.containsKey(was.getKey()));
  }
}
