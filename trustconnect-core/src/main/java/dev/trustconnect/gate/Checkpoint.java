package dev.trustconnect.gate;

import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.finding.Check;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * A point at which a gate asks the judge, with the checks that it answers for. The judge refuses if
 * one of them has no finding: a check that is forgotten fails closed.
 */
enum Checkpoint {
  /** A name has resolved, and its addresses are about to be handed out. */
  NAME(Gate.NAME, Checks.OF_NAMES),
  /** TLS is about to be laid over a socket. */
  SOCKET(Gate.HANDSHAKE, EnumSet.of(Check.ADDRESS_BOUND)),
  /** The peer has shown its certificates. */
  HANDSHAKE(Gate.HANDSHAKE, Checks.OF_CONNECTIONS),
  /** A connection whose handshake is over is about to be used. */
  CONNECTION(Gate.CONNECTION, Checks.OF_CONNECTIONS),
  /** A request is about to be routed through a proxy. */
  PROXY(Gate.EXCHANGE, EnumSet.of(Check.ADDRESS_BOUND)),
  /** A request is about to leave for the host that the application addressed it to. */
  REQUEST(Gate.EXCHANGE, EnumSet.of(Check.ENCRYPTED, Check.SECRETS_AT_HOME)),
  /** A request is about to leave for another host. Asked under that host's policy. */
  TARGET(Gate.EXCHANGE, EnumSet.of(Check.ENCRYPTED)),
  /** A request may carry secrets of a host to another one. Asked under the policy of the former. */
  SECRETS(Gate.EXCHANGE, EnumSet.of(Check.SECRETS_AT_HOME)),
  /** A request is about to leave in cleartext, on a connection that no gate has seen. */
  CLEARTEXT(Gate.EXCHANGE, EnumSet.of(Check.ENCRYPTED, Check.ADDRESS_BOUND));

  /** In a class of its own, because an enum's constants are made before its static fields. */
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
      "ImmutableEnumChecker") // it is unmodifiable, and nothing else holds what it wraps
  private final Set<Check> checks;

  Checkpoint(Gate gate, Set<Check> checks) {
    this.gate = gate;
    this.checks = Collections.unmodifiableSet(checks);
  }

  /** The gate that asks, as audit events name it. */
  Gate gate() {
    return gate;
  }

  /** The checks that a decision made here has to rest on, where the policy asks for them. */
  Set<Check> checks() {
    return checks;
  }
}
