package dev.trustconnect;

import dev.trustconnect.lock.TrustLock;
import dev.trustconnect.name.HostName;
import dev.trustconnect.policy.EndpointPolicy.Dnssec;
import dev.trustconnect.policy.PolicyBook;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/**
 * The hosts that a lock has as SECURE: an attacker who gets a zone's DS records removed gains
 * nothing there.
 *
 * @param rule what happens if such a name is proven INSECURE
 */
record Latch(Set<HostName> hosts, Dnssec rule) {
  static final Latch NONE = new Latch(Set.of(), Dnssec.REPORT_INSECURE);

  static Latch read(Path lock, Dnssec rule) throws IOException {
    if (rule == Dnssec.ALLOW_PROVEN_INSECURE) {
      throw new IllegalArgumentException("a latch that allows INSECURE names does nothing");
    }
    return new Latch(TrustLock.read(lock).secureHosts(), rule);
  }

  /** The book under this latch. */
  PolicyBook on(PolicyBook book) {
    return hosts.isEmpty() ? book : book.withNames(hosts, rule);
  }
}
