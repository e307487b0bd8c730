package dev.trustconnect.lock;

import dev.trustconnect.pin.SpkiPin;
import java.util.EnumSet;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The facts known about an endpoint's handshakes.
 *
 * @param authorities the organisations that issue its certificates, as the issuing certificate in
 *     the verified path names them
 * @param roots the keys of the roots that its paths end in
 * @param reusedKeys its own keys, if one was seen in two certificates; empty if each certificate
 *     has a new one, as far as is known
 * @param protocol the oldest TLS version, such as {@code TLSv1.3}; empty if none was agreed on
 * @param clientCertificate what is asked of a client at least
 * @param timestamps from how many Certificate Transparency logs its certificates have timestamps at
 *     least (RFC 6962 §3.3), counted up to two; empty if unknown
 */
public record LockedTls(
    Set<String> authorities,
    Set<SpkiPin> roots,
    Set<SpkiPin> reusedKeys,
    String protocol,
    Demand clientCertificate,
    OptionalInt timestamps) {
  static final Set<Field> FIELDS =
      EnumSet.of(
          Field.AUTHORITIES,
          Field.ROOTS,
          Field.KEYS,
          Field.PROTOCOL,
          Field.CLIENT_CERTIFICATE,
          Field.SCTS);

  public LockedTls {
    authorities = InOrder.of(authorities);
    roots = InOrder.of(roots);
    reusedKeys = InOrder.of(reusedKeys);
  }

  /** Whether a client certificate is asked for, the least first. */
  public enum Demand {
    /** Not asked for. */
    NONE,
    /** Asked for; clients without one are let in. */
    OPTIONAL,
    /** Clients without one are refused. */
    REQUIRED
  }

  /** Both: sets grow, and of the rest the least counts. */
  LockedTls and(LockedTls other) {
    return new LockedTls(
        InOrder.union(authorities, other.authorities),
        InOrder.union(roots, other.roots),
        InOrder.union(reusedKeys, other.reusedKeys),
        older(protocol, other.protocol),
        clientCertificate.compareTo(other.clientCertificate) <= 0
            ? clientCertificate
            : other.clientCertificate,
        fewer(timestamps, other.timestamps));
  }

  /** This with one field as {@code seen} has it. */
  LockedTls with(Field field, LockedTls seen) {
    return new LockedTls(
        field == Field.AUTHORITIES ? InOrder.union(authorities, seen.authorities) : authorities,
        field == Field.ROOTS ? InOrder.union(roots, seen.roots) : roots,
        field == Field.KEYS ? seen.reusedKeys : reusedKeys,
        field == Field.PROTOCOL ? seen.protocol : protocol,
        field == Field.CLIENT_CERTIFICATE ? seen.clientCertificate : clientCertificate,
        field == Field.SCTS ? seen.timestamps : timestamps);
  }

  /** The older of two versions; an empty one isn't known. */
  static String older(String one, String other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one + other;
    }
    return one.compareTo(other) <= 0 ? one : other;
  }

  static OptionalInt fewer(OptionalInt one, OptionalInt other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.isEmpty() ? other : one;
    }
    return OptionalInt.of(Math.min(one.getAsInt(), other.getAsInt()));
  }
}
