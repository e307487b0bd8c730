package dev.trustconnect.gate;

import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.finding.Check;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * A point at which a gate decides, with the checks it is responsible for. The judge refuses if one
 * of them has no finding, so a forgotten check fails closed.
 */
enum Checkpoint {
  /** A name has been resolved, and its addresses are about to be returned. */
  NAME(Gate.NAME, Checks.OF_NAMES),
  /** A TLS handshake is about to begin on a socket. */
  SOCKET(Gate.HANDSHAKE, EnumSet.of(Check.ADDRESS_BOUND)),
  /** The peer has sent its certificates. */
  HANDSHAKE(Gate.HANDSHAKE, Checks.OF_CONNECTIONS),
  /** An established connection is about to be used. */
  CONNECTION(Gate.CONNECTION, Checks.with(Checks.OF_CONNECTIONS, Check.IDENTITY)),
  /** A handshake is complete in which the server asked for a client certificate. */
  IDENTITY(Gate.CONNECTION, EnumSet.of(Check.IDENTITY)),
  /** A request is about to go through a proxy. */
  PROXY(Gate.EXCHANGE, EnumSet.of(Check.ADDRESS_BOUND)),
  /** A request is about to be sent to the host that the application called. */
  REQUEST(Gate.EXCHANGE, EnumSet.of(Check.ENCRYPTED, Check.SECRETS_IN_SCOPE)),
  /** A request is about to be sent to another host. Decided under that host's policy. */
  TARGET(Gate.EXCHANGE, EnumSet.of(Check.ENCRYPTED)),
  /**
   * A request may carry secrets of one host to another. Decided under the policy of the secrets'
   * host.
   */
  SECRETS(Gate.EXCHANGE, EnumSet.of(Check.SECRETS_IN_SCOPE)),
  /** A request is about to be sent in cleartext, on a connection that no gate has checked. */
  CLEARTEXT(Gate.EXCHANGE, EnumSet.of(Check.ENCRYPTED, Check.ADDRESS_BOUND));

  /** A separate class, because an enum's constants are initialised before its static fields. */
  private static final class Checks {
    private static final Set<Check> OF_NAMES =
        EnumSet.of(
            Check.NAME_PROVEN,
            Check.NAME_FRESH,
            Check.NAME_COMPLETE,
            Check.ADDRESSES_PUBLIC,
            Check.ALIASES_IN_SCOPE,
            Check.ADDRESSES_IN_SCOPE);

    private static final Set<Check> OF_CONNECTIONS =
        with(OF_NAMES, Check.ADDRESS_BOUND, Check.PATH_VERIFIED, Check.PINNED);

    private static Set<Check> with(Set<Check> checks, Check... more) {
      Set<Check> all = EnumSet.copyOf(checks);
      all.addAll(Arrays.asList(more));
      return all;
    }
  }

  private final Gate gate;

  @SuppressWarnings(
      "ImmutableEnumChecker") // it is unmodifiable, and nothing else references the wrapped set
  private final Set<Check> checks;

  Checkpoint(Gate gate, Set<Check> checks) {
    this.gate = gate;
    this.checks = Collections.unmodifiableSet(checks);
  }

  /** The gate that decides, as named in audit events. */
  Gate gate() {
    return gate;
  }

  /** The checks that a decision here needs findings for, unless the policy exempts one. */
  Set<Check> checks() {
    return checks;
  }
}
