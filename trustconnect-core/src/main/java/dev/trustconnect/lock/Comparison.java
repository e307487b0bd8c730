package dev.trustconnect.lock;

import dev.trustconnect.lock.Change.Kind;
import dev.trustconnect.lock.Change.Weight;
import dev.trustconnect.pin.SpkiPin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One endpoint of a lock, compared with a look at it. */
final class Comparison {
  private final LockedEndpoint locked;
  private final Look look;
  private final Optional<EndpointState> before;
  private final List<Change> changes = new ArrayList<>();

  Comparison(LockedEndpoint locked, Look look, Optional<EndpointState> before) {
    this.locked = locked;
    this.look = look;
    this.before = before;
  }

  List<Change> changes() {
    changes.clear();
    Changes found = new Changes(locked.endpoint(), changes);
    look.name().ifPresent(seen -> new NameComparison(locked.name(), seen, before, found).compare());
    boolean leadsElsewhere = has(Kind.NETWORK_NEW) || has(Kind.ALIAS_NEW);
    LockedTls tls = locked.tls().orElse(null);
    TlsLook seen = look.tls().orElse(null);
    if (tls != null && seen != null) {
      new TlsComparison(tls, seen, found).compare();
      before.ifPresent(state -> intermediates(state, seen, found));
      if (tls.reusedKeys().isEmpty()) {
        before.ifPresent(state -> keys(state, found));
      }
    }
    LockedHttp http = locked.http().orElse(null);
    LockedHttp answer = look.http().orElse(null);
    if (http != null && answer != null) {
      http(http, answer, leadsElsewhere, found);
    }
    return changes;
  }

  private boolean has(Kind kind) {
    return changes.stream().anyMatch(change -> change.kind() == kind);
  }

  /** An interceptor sits elsewhere, or lacks timestamps, or speaks an older TLS. */
  private boolean hasSecondSign() {
    return has(Kind.NETWORK_NEW) || has(Kind.TIMESTAMPS_FEWER) || has(Kind.PROTOCOL_OLDER);
  }

  private void keys(EndpointState state, Changes found) {
    for (KeyRule.Found key : rule(state).found()) {
      String after = LockText.quotedList(List.of(key.leaf().key()));
      found.add(key.kind(), Field.KEYS, keys(state), after, sentence(key));
    }
  }

  private static void intermediates(EndpointState state, TlsLook seen, Changes found) {
    List<SpkiPin> strangers =
        seen.intermediates().stream().filter(key -> !state.intermediates().contains(key)).toList();
    if (!strangers.isEmpty()) {
      found.add(
          Kind.INTERMEDIATE_NEW,
          Field.AUTHORITIES,
          LockText.quotedList(state.intermediates()),
          LockText.quotedList(strangers),
          "The authority uses another intermediate certificate.");
    }
  }

  private static String keys(EndpointState state) {
    return LockText.quotedList(state.leaves().stream().map(Leaf::key).distinct().toList());
  }

  private KeyRule rule(EndpointState state) {
    List<Leaf> leaves = look.tls().map(TlsLook::leaves).orElse(List.of());
    return new KeyRule(state, leaves, look.at(), hasSecondSign());
  }

  private static String sentence(KeyRule.Found key) {
    return switch (key.kind()) {
      case KEY_RENEWED -> "The certificate was renewed when that was due.";
      case KEY_EARLY ->
          "A new key came before half of the old certificate's lifetime, and the old one was"
              + " missing in "
              + key.looks()
              + " looks in a row: a new deployment, or an interception with a certificate of the"
              + " same authority.";
      case INTERCEPTION ->
          "This looks like an interception: a new key before half of the old certificate's"
              + " lifetime, and a second sign (a new network, fewer timestamps or an older TLS"
              + " version).";
      default -> "Another key than those known; looks with it alone: " + key.looks() + ".";
    };
  }

  private void http(LockedHttp http, LockedHttp seen, boolean leadsElsewhere, Changes found) {
    Kind kind = leadsElsewhere ? Kind.ANSWER_ELSEWHERE : Kind.ANSWER_CHANGED;
    String sentence =
        leadsElsewhere
            ? "The answer is of another kind, and the name leads elsewhere: another server may be"
                + " answering, such as a parking page."
            : "The answer to the HTTP request is of another kind.";
    if (!http.statuses().containsAll(seen.statuses())) {
      found.add(
          kind,
          Field.STATUS,
          LockText.one(http.statuses()),
          LockText.one(seen.statuses()),
          sentence);
    }
    if (!http.types().containsAll(seen.types())) {
      found.add(kind, Field.TYPE, LockText.one(http.types()), LockText.one(seen.types()), sentence);
    }
    if (!http.servers().containsAll(seen.servers())) {
      found.add(
          kind, Field.SERVER, LockText.one(http.servers()), LockText.one(seen.servers()), sentence);
    }
  }

  /**
   * The facts known after the look; {@code before} if it changed nothing, or if it is alarming: an
   * attacker's values must not become known ones.
   */
  Optional<EndpointState> after() {
    NameLook name = look.name().orElse(null);
    boolean isAlarming = changes().stream().anyMatch(change -> change.weight() == Weight.ALERT);
    if (name == null || isAlarming) {
      return before;
    }
    EndpointState now = StateRule.first(look, name);
    return Optional.of(before.map(state -> StateRule.next(state, now, rule(state))).orElse(now));
  }
}
