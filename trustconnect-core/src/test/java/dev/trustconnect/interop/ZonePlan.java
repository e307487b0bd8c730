package dev.trustconnect.interop;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A zone of the hierarchy as it is wanted: keys, records, how it denies, how its parent points to
 * it, what harm is done.
 */
final class ZonePlan {
  /** An ordinary DS RRset: one SHA-256 digest for each key-signing key. */
  static final Delegation SHA256 = digests -> digests.apply("SHA-256");

  /** No DS: an unsigned delegation, whatever the child does. */
  static final Delegation NO_DS = digests -> List.of();

  private final String origin;
  private final List<Key> keys = new ArrayList<>();
  private final List<String> signerOptions = new ArrayList<>();
  private final StringBuilder records = new StringBuilder();
  private Delegation delegation = SHA256;
  private int bits = 2048;
  private UnaryOperator<List<String>> harm = UnaryOperator.identity();

  private ZonePlan(String origin) {
    this.origin = origin;
  }

  /** A zone at {@code origin}, absolute; unsigned until it gets keys. */
  static ZonePlan zone(String origin) {
    return new ZonePlan(origin);
  }

  /** A key-signing and a zone-signing key of {@code algorithm}. */
  ZonePlan split(int algorithm) {
    keys.add(new Key(algorithm, true));
    keys.add(new Key(algorithm, false));
    return this;
  }

  /** One key of {@code algorithm} that signs everything. */
  ZonePlan single(int algorithm) {
    keys.add(new Key(algorithm, true));
    signerOptions.add("-z");
    return this;
  }

  /** The size of RSA keys; 2048 otherwise. */
  ZonePlan bits(int size) {
    bits = size;
    return this;
  }

  /** Denies by NSEC3 (RFC 5155): salt in hex or {@code -}. */
  ZonePlan nsec3(String salt, int iterations, boolean optOut) {
    signerOptions.addAll(List.of("-3", salt, "-H", Integer.toString(iterations)));
    if (optOut) {
      signerOptions.add("-A");
    }
    return this;
  }

  /** More options for {@code dnssec-signzone}. */
  ZonePlan signWith(String... options) {
    signerOptions.addAll(List.of(options));
    return this;
  }

  /** Zone-file lines relative to the origin; SOA, NS, glue and delegations come by themselves. */
  ZonePlan records(String lines) {
    records.append(lines).append('\n');
    return this;
  }

  /** What the parent says of this zone's keys. */
  ZonePlan delegatedBy(Delegation choice) {
    delegation = choice;
    return this;
  }

  /**
   * What is done to the signed zone's lines ({@code owner ttl IN type data}) before they are
   * served.
   */
  ZonePlan harmedBy(UnaryOperator<List<String>> change) {
    harm = change;
    return this;
  }

  String origin() {
    return origin;
  }

  List<Key> keys() {
    return keys;
  }

  int bits() {
    return bits;
  }

  List<String> signerOptions() {
    return signerOptions;
  }

  String records() {
    return records.toString();
  }

  Delegation delegation() {
    return delegation;
  }

  UnaryOperator<List<String>> harm() {
    return harm;
  }

  boolean isSigned() {
    return !keys.isEmpty();
  }

  boolean isBelow(ZonePlan other) {
    return !origin.equals(other.origin)
        && (other.origin.equals(".") || origin.endsWith("." + other.origin));
  }

  /** A key to be made. */
  record Key(int algorithm, boolean isKeySigning) {
    String mnemonic() {
      return switch (algorithm) {
        case 5 -> "RSASHA1";
        case 7 -> "NSEC3RSASHA1";
        case 8 -> "RSASHA256";
        case 10 -> "RSASHA512";
        case 13 -> "ECDSAP256SHA256";
        case 14 -> "ECDSAP384SHA384";
        case 15 -> "ED25519";
        case 16 -> "ED448";
        default -> throw new IllegalArgumentException("no such algorithm here: " + algorithm);
      };
    }

    boolean isRsa() {
      return algorithm <= 10;
    }
  }

  /**
   * Chooses the DS lines of a parent; asks for the lines of a digest by its name, such as {@code
   * SHA-256}.
   */
  interface Delegation {
    List<String> choose(Function<String, List<String>> digests);
  }
}
