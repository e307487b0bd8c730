package dev.trustconnect.lock;

import dev.trustconnect.lock.Change.Kind;
import dev.trustconnect.lock.LockedName.Proof;
import dev.trustconnect.name.AddressRange;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Compares what is known of a name with what one look saw. */
final class NameComparison {
  private final LockedName locked;
  private final NameLook look;
  private final LockedName seen;
  private final Optional<EndpointState> before;
  private final Changes changes;

  NameComparison(
      LockedName locked, NameLook look, Optional<EndpointState> before, Changes changes) {
    this.locked = locked;
    this.look = look;
    this.seen = look.locked();
    this.before = before;
    this.changes = changes;
  }

  void compare() {
    verdict();
    zone();
    aliases();
    operators();
    networks();
  }

  private void verdict() {
    if (locked.verdict() != seen.verdict()) {
      boolean isGone = locked.verdict() == Proof.SECURE;
      changes.add(
          isGone ? Kind.SIGNATURES_GONE : Kind.SIGNED,
          Field.VERDICT,
          locked.verdict().name(),
          seen.verdict().name(),
          isGone
              ? "The name was SECURE, and its signatures are gone: a mistake at the registrar, or"
                  + " an attacker who wants to forge answers."
              : "The name is signed now: 'trustconnect lock --update' latches it.");
    } else if (look.knowsDs() && !locked.ds().containsAll(seen.ds())) {
      ds(Kind.DS_ALGORITHM, "A DS record of the zone has another algorithm or digest: a rollover.");
    } else if (look.knowsDs() && seen.ds().isEmpty() && !locked.ds().isEmpty()) {
      ds(Kind.DS_GONE, "The zone has no DS record any more, so that its answers can be forged.");
    }
  }

  private void ds(Kind kind, String sentence) {
    changes.add(
        kind, Field.DS, LockText.quotedList(locked.ds()), LockText.quotedList(seen.ds()), sentence);
  }

  private void zone() {
    if (!locked.zones().containsAll(seen.zones())) {
      changes.add(
          Kind.ZONE_MOVED,
          Field.ZONE,
          LockText.one(locked.zones()),
          LockText.one(seen.zones()),
          "The name is in another zone: there is a new zone cut, or an old one is gone.");
    }
  }

  /** A hop may lead below a domain that is known for it, or for a later hop. */
  private boolean leadsElsewhere(List<String> targets) {
    int hop = 0;
    for (String target : targets) {
      while (hop < locked.aliases().size()
          && !LockedName.isBelow(locked.aliases().get(hop), target)) {
        hop++;
      }
    }
    return hop == locked.aliases().size() && !targets.isEmpty();
  }

  private void aliases() {
    if (look.targets().stream().anyMatch(this::leadsElsewhere)) {
      aliases(
          Kind.ALIAS_NEW,
          "An alias leads into another domain, whose owner can answer for this host.");
    } else if (look.targets().stream().allMatch(List::isEmpty) && !locked.aliases().isEmpty()) {
      aliases(Kind.ALIAS_GONE, "The aliases out of the zone are gone.");
    }
  }

  private void aliases(Kind kind, String sentence) {
    changes.add(kind, Field.ALIASES, hops(locked.aliases()), hops(seen.aliases()), sentence);
  }

  static String hops(List<Set<String>> aliases) {
    return LockText.list(aliases.stream().map(LockText::one).toList());
  }

  private void operators() {
    List<String> strangers =
        look.servers().stream()
            .filter(server -> !LockedName.isBelow(locked.operators(), server))
            .toList();
    if (strangers.isEmpty()) {
      return;
    }
    boolean isReplaced = strangers.size() == look.servers().size();
    changes.add(
        isReplaced ? Kind.OPERATORS_REPLACED : Kind.OPERATOR_NEW,
        Field.OPERATORS,
        LockText.list(locked.operators().stream().map(LockText::scalar).toList()),
        LockText.list(seen.operators().stream().map(LockText::scalar).toList()),
        isReplaced
            ? "All name servers of the zone are run by another operator: a migration, or the"
                + " account at the registrar was taken over."
            : "Some name servers of the zone are run by another operator: usually a migration.");
  }

  private void networks() {
    List<AddressRange> strangers = locked.networks().without(look.blocks());
    Set<AddressRange> known = before.map(EndpointState::networks).orElse(Set.of());
    List<AddressRange> unseen = strangers.stream().filter(block -> !known.contains(block)).toList();
    if (look.isOutOfScope() && !strangers.isEmpty()) {
      networks(
          Kind.NETWORK_OUT_OF_SCOPE,
          strangers,
          "An address is in a new network that the policy's addresses don't allow.");
    } else if (!unseen.isEmpty()) {
      networks(Kind.NETWORK_NEW, unseen, "An address is in a network that wasn't seen before.");
    }
  }

  private void networks(Kind kind, List<AddressRange> blocks, String sentence) {
    changes.add(
        kind,
        Field.NETWORKS,
        LockText.networks(locked.networks()),
        LockText.networks(new Networks(false, Set.copyOf(blocks))),
        sentence);
  }
}
