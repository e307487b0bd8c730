package dev.trustconnect.lock;

import dev.trustconnect.lock.Change.Kind;
import dev.trustconnect.lock.LockedTls.Demand;
import dev.trustconnect.pin.SpkiPin;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** Compares what is known of an endpoint's handshakes with what one look saw, without a memory. */
final class TlsComparison {
  private final LockedTls locked;
  private final TlsLook look;
  private final Changes changes;

  TlsComparison(LockedTls locked, TlsLook look, Changes changes) {
    this.locked = locked;
    this.look = look;
    this.changes = changes;
  }

  void compare() {
    look.seen()
        .ifPresent(
            seen -> {
              authorities(seen.authorities(), "The certificate comes from another authority.");
              roots(seen.roots());
              protocol(seen.protocol());
              clientCertificate(seen.clientCertificate());
              timestamps(seen.timestamps());
            });
    if (!look.untrusted().isEmpty()) {
      authorities(
          Set.of(look.untrusted()),
          "The served chain leads to an authority that isn't trusted here.");
    }
    reusedKeys();
  }

  private void authorities(Set<String> seen, String sentence) {
    if (!locked.authorities().containsAll(seen)) {
      changes.add(
          Kind.AUTHORITY_NEW,
          Field.AUTHORITIES,
          LockText.quotedList(locked.authorities()),
          LockText.quotedList(seen),
          sentence);
    }
  }

  private void roots(Set<SpkiPin> seen) {
    if (!locked.roots().containsAll(seen)) {
      changes.add(
          Kind.ROOT_NEW,
          Field.ROOTS,
          LockText.quotedList(locked.roots()),
          LockText.quotedList(seen),
          "The certificate path ends in another root.");
    }
  }

  private void protocol(String seen) {
    if (!seen.isEmpty()
        && !locked.protocol().isEmpty()
        && !LockedTls.older(locked.protocol(), seen).equals(locked.protocol())) {
      changes.add(
          Kind.PROTOCOL_OLDER,
          Field.PROTOCOL,
          locked.protocol(),
          LockText.scalar(seen),
          "The handshake agreed on an older TLS version than before.");
    }
  }

  private void clientCertificate(Demand seen) {
    if (seen == locked.clientCertificate()) {
      return;
    }
    boolean isDropped = locked.clientCertificate() == Demand.REQUIRED;
    changes.add(
        isDropped ? Kind.CLIENT_CERTIFICATE_DROPPED : Kind.CLIENT_CERTIFICATE_ASKED,
        Field.CLIENT_CERTIFICATE,
        LockText.lower(locked.clientCertificate()),
        LockText.lower(seen),
        isDropped
            ? "A client certificate isn't required any more: the endpoint accepts every client, or"
                + " it is another endpoint."
            : "The endpoint asks for a client certificate in another way than before.");
  }

  private void timestamps(OptionalInt seen) {
    if (seen.isPresent()
        && locked.timestamps().isPresent()
        && seen.getAsInt() < locked.timestamps().getAsInt()) {
      changes.add(
          Kind.TIMESTAMPS_FEWER,
          Field.SCTS,
          Integer.toString(locked.timestamps().getAsInt()),
          Integer.toString(seen.getAsInt()),
          "The certificate has Certificate Transparency timestamps from fewer logs than before.");
    }
  }

  private void reusedKeys() {
    List<SpkiPin> strangers =
        look.leaves().stream()
            .map(Leaf::key)
            .filter(key -> !locked.reusedKeys().contains(key))
            .distinct()
            .toList();
    if (!locked.reusedKeys().isEmpty() && !strangers.isEmpty()) {
      changes.add(
          Kind.KEY_NOT_REUSED,
          Field.KEYS,
          LockText.keys(locked),
          LockText.quotedList(strangers),
          "The endpoint kept its key so far, and now it has another one.");
    }
  }
}
