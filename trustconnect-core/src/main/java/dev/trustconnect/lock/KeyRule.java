package dev.trustconnect.lock;

import dev.trustconnect.lock.Change.Kind;
import dev.trustconnect.pin.SpkiPin;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells a renewal from a key that came too early. Certificates are renewed in the second half of
 * their lifetime; an earlier new key, with the old one gone, is a new deployment or an
 * interception. A CDN serves several certificates at once: these stay silent.
 */
final class KeyRule {
  /** In how many looks in a row the old certificate must be missing. */
  static final int LOOKS = 3;

  /** How far authorities date certificates back. */
  private static final Duration BACKDATED = Duration.ofHours(1);

  private final EndpointState before;
  private final List<Leaf> seen;
  private final boolean hasSecondSign;
  private final List<Leaf> known = new ArrayList<>();
  private final List<Leaf> waiting = new ArrayList<>();
  private final List<Found> found = new ArrayList<>();
  private int looks;

  /** A change of keys. */
  record Found(Kind kind, Leaf leaf, int looks) {}

  /**
   * Applies the rule.
   *
   * @param hasSecondSign whether something else about the endpoint changed that an interceptor
   *     would change too
   */
  KeyRule(EndpointState before, List<Leaf> seen, Instant now, boolean hasSecondSign) {
    this.before = before;
    this.seen = seen;
    this.hasSecondSign = hasSecondSign;
    before.leaves().stream().filter(leaf -> leaf.to().isAfter(now)).forEach(known::add);
    if (seen.isEmpty()) {
      waiting.addAll(before.waiting());
      looks = before.looks();
    } else {
      apply();
    }
  }

  private void apply() {
    Set<SpkiPin> old = keys(known);
    boolean oldIsThere = seen.stream().anyMatch(leaf -> old.contains(leaf.key()));
    List<Leaf> early = new ArrayList<>();
    for (Leaf leaf : seen) {
      if (old.contains(leaf.key()) || before.leaves().isEmpty()) {
        remember(leaf);
      } else if (before.waiting().contains(leaf)
          || (isBeforeItsTime(leaf) && (hasSecondSign || isNew(leaf)))) {
        early.add(leaf);
      } else {
        admit(leaf);
      }
    }
    if (oldIsThere) {
      before.waiting().forEach(this::remember); // it was never alone: one of several
      early.stream().filter(leaf -> !before.waiting().contains(leaf)).forEach(this::addBeside);
    } else if (!early.isEmpty()) {
      wait(early);
    }
  }

  private void wait(List<Leaf> early) {
    looks = before.looks() + 1;
    waiting.addAll(before.waiting());
    waiting.addAll(early);
    Leaf last = early.get(early.size() - 1);
    if (hasSecondSign) {
      found.add(new Found(Kind.INTERCEPTION, last, looks));
    } else if (looks < LOOKS) {
      found.add(new Found(Kind.KEY_BESIDE, last, looks));
    } else {
      found.add(new Found(Kind.KEY_EARLY, last, looks));
      known.clear();
      known.addAll(waiting);
      waiting.clear();
      looks = 0;
    }
  }

  private void addBeside(Leaf leaf) {
    found.add(new Found(Kind.KEY_BESIDE, leaf, before.looks()));
    remember(leaf);
  }

  /** A renewal takes the place of the certificate that was due. */
  private void admit(Leaf leaf) {
    Optional<Leaf> due =
        known.stream().filter(old -> old.isDueAt(leaf) && !seen.contains(old)).findFirst();
    boolean isRenewal = before.leaves().stream().anyMatch(old -> old.isDueAt(leaf));
    found.add(new Found(isRenewal ? Kind.KEY_RENEWED : Kind.KEY_BESIDE, leaf, 0));
    due.ifPresent(known::remove);
    remember(leaf);
  }

  private void remember(Leaf leaf) {
    if (!known.contains(leaf)) {
      known.add(leaf);
    }
  }

  /** Before half of the lifetime of everything known. */
  private boolean isBeforeItsTime(Leaf leaf) {
    return !known.isEmpty() && known.stream().noneMatch(old -> old.isDueAt(leaf));
  }

  /**
   * Issued since the last look. An older certificate was usually served beside the known ones
   * already; with a second sign its age doesn't matter, since an attacker can wait.
   */
  private boolean isNew(Leaf leaf) {
    return leaf.from().plus(BACKDATED).isAfter(before.lastChanged());
  }

  private static Set<SpkiPin> keys(List<Leaf> leaves) {
    Set<SpkiPin> keys = new HashSet<>();
    leaves.forEach(leaf -> keys.add(leaf.key()));
    return keys;
  }

  List<Found> found() {
    return found;
  }

  /** The keys that are known now. */
  List<Leaf> known() {
    return known;
  }

  List<Leaf> waiting() {
    return waiting;
  }

  int looks() {
    return looks;
  }
}
