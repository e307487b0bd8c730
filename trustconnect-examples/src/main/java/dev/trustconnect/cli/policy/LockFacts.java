package dev.trustconnect.cli.policy;

import dev.trustconnect.lock.LockedEndpoint;
import dev.trustconnect.lock.LockedName.Proof;
import dev.trustconnect.lock.LockedTls;
import dev.trustconnect.lock.TrustLock;
import dev.trustconnect.name.HostName;
import dev.trustconnect.pin.Pin;
import dev.trustconnect.pin.SpkiPin;
import java.util.Set;
import java.util.TreeSet;

/**
 * The facts in a lock about a host, at all its ports.
 *
 * @param isSecure whether it is locked as SECURE
 * @param aliasOwners where its aliases may lead; with the host's own zones if they lead anywhere
 * @param pins of the roots of its paths, in the spelling of a policy
 */
record LockFacts(boolean isSecure, Set<String> aliasOwners, Set<String> pins) {
  LockFacts {
    aliasOwners = Set.copyOf(aliasOwners);
    pins = Set.copyOf(pins);
  }

  static LockFacts of(TrustLock lock, HostName host) {
    boolean secure = false;
    Set<String> owners = new TreeSet<>();
    Set<String> pins = new TreeSet<>();
    for (LockedEndpoint locked : lock.endpoints()) {
      if (locked.endpoint().host().equals(host)) {
        secure |= locked.name().verdict() == Proof.SECURE;
        locked.name().aliases().forEach(owners::addAll);
        if (!locked.name().aliases().isEmpty()) {
          owners.addAll(locked.name().zones());
        }
        for (SpkiPin root : locked.tls().map(LockedTls::roots).orElse(Set.of())) {
          pins.add(root.at(Pin.Level.ISSUER).toString());
        }
      }
    }
    return new LockFacts(secure, owners, pins);
  }
}
