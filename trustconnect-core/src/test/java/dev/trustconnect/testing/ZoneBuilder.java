package dev.trustconnect.testing;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntSupplier;
import org.bouncycastle.util.encoders.Hex;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * How one zone is to be: by default signed with P-256 by a KSK and a ZSK, DS with SHA-256 in its
 * parent, NSEC.
 *
 * <p>SOA, NS ({@code ns1}, with an address) and DNSKEY come by themselves; records given by hand
 * replace SOA or NS. Not thread-safe.
 */
public final class ZoneBuilder {
  enum DenialKind {
    NSEC,
    NSEC3,
    COMPACT
  }

  final Name apex;
  private final List<String> lines = new ArrayList<>();
  private final List<Integer> algorithms = new ArrayList<>(List.of(13));
  private final List<TestKey> ownKeys = new ArrayList<>();
  private final List<TestKey> strayKeys = new ArrayList<>();
  private final List<TestKey> strayDs = new ArrayList<>();
  private final List<TestKey> linkedKeys = new ArrayList<>();
  private List<Integer> digests = List.of(2);
  private int ksks = 1;
  private int zsks = 1;
  private int rsaBits = 1024;
  private int collidingZsks;
  private boolean signed = true;
  private boolean linked = true;
  private DenialKind kind = DenialKind.NSEC;
  private int iterations;
  private byte[] salt = {};
  private boolean optOut;
  private long ttl = 3600;
  private long soaMinimum = 300;
  private @Nullable Instant inception;
  private @Nullable Instant expiration;

  ZoneBuilder(Name apex) {
    this.apex = apex;
  }

  /**
   * Signs with these algorithms, each by its own keys. Unknown numbers get keys and signatures of
   * noise.
   */
  public ZoneBuilder algorithm(int... numbers) {
    algorithms.clear();
    Arrays.stream(numbers).forEach(algorithms::add);
    return this;
  }

  /** One key does it all, with the flags of a KSK. */
  public ZoneBuilder oneKey() {
    return keys(1, 0);
  }

  /**
   * So many KSKs, all with a DS, and so many ZSKs, of each algorithm. No KSK: a ZSK signs the keys
   * and has a DS.
   */
  public ZoneBuilder keys(int newKsks, int newZsks) {
    ksks = newKsks;
    zsks = newZsks;
    return this;
  }

  /** The modulus size of RSA keys; 1024 unless told. */
  public ZoneBuilder rsaBits(int bits) {
    rsaBits = bits;
    return this;
  }

  /** These keys and no others. */
  public ZoneBuilder ownKeys(TestKey... keys) {
    ownKeys.addAll(List.of(keys));
    return this;
  }

  /** A key that stands in the DNSKEY RRset, ahead of the others, and signs nothing. */
  public ZoneBuilder strayKey(TestKey key) {
    strayKeys.add(key);
    return this;
  }

  /** A DS in the parent for a key that may or may not be here, ahead of the others. */
  public ZoneBuilder strayDs(TestKey key) {
    strayDs.add(key);
    return this;
  }

  /** These keys have a DS, and no others but those of {@link #strayDs}. */
  public ZoneBuilder dsOf(TestKey... keys) {
    linkedKeys.addAll(List.of(keys));
    return this;
  }

  /**
   * So many stray keys, each with the tag of the first ZSK (P-256, valid points, told apart by
   * reserved flags).
   */
  public ZoneBuilder collidingZsks(int count) {
    collidingZsks = count;
    return this;
  }

  /**
   * The digest types of the DS set in the parent. Numbers other than 1, 2 and 4 yield digests of
   * noise.
   */
  public ZoneBuilder dsDigests(int... types) {
    digests = Arrays.stream(types).boxed().toList();
    return this;
  }

  /** No keys, no signatures, no DS. */
  public ZoneBuilder unsigned() {
    signed = false;
    linked = false;
    return this;
  }

  /** An island of security: signed, but the parent has no DS. */
  public ZoneBuilder island() {
    linked = false;
    return this;
  }

  /** Denies with NSEC3, salt in hex digits. */
  public ZoneBuilder nsec3(int newIterations, String saltHex) {
    kind = DenialKind.NSEC3;
    iterations = newIterations;
    salt = Hex.decode(saltHex);
    return this;
  }

  /** Denies with NSEC3 and leaves unsigned delegations out (RFC 5155 §6). */
  public ZoneBuilder optOut(int newIterations, String saltHex) {
    optOut = true;
    return nsec3(newIterations, saltHex);
  }

  /** Denies with black lies (RFC 9824); name errors come as NOERROR with NXNAME. */
  public ZoneBuilder compactDenial() {
    kind = DenialKind.COMPACT;
    return this;
  }

  /** The TTL, in seconds, of records that name none; applies to lines added before and after. */
  public ZoneBuilder ttl(long seconds) {
    ttl = seconds;
    return this;
  }

  /** The SOA's last field: how long, in seconds, a denial may be kept. */
  public ZoneBuilder soaMinimum(long seconds) {
    soaMinimum = seconds;
    return this;
  }

  /** The window of every signature; seven days back and fourteen ahead unless told. */
  public ZoneBuilder validity(Instant from, Instant until) {
    inception = from;
    expiration = until;
    return this;
  }

  /**
   * A zone-file line, {@code owner [ttl] [IN] type data}; names without a last dot are below this
   * zone.
   */
  public ZoneBuilder record(String line) {
    lines.add(line);
    return this;
  }

  /** Several zone-file lines. */
  public ZoneBuilder records(String... several) {
    lines.addAll(List.of(several));
    return this;
  }

  boolean isSigned() {
    return signed;
  }

  List<Record> userRecords() {
    return lines.stream().map(this::parse).toList();
  }

  private Record parse(String line) {
    String[] words = line.strip().split("\\s+", 2);
    Name owner = TestNames.in(words[0], apex);
    long lineTtl = ttl;
    String rest = words[1];
    while (true) {
      String[] split = rest.split("\\s+", 2);
      if (split[0].matches("\\d+")) {
        lineTtl = Long.parseLong(split[0]);
      } else if (!split[0].equalsIgnoreCase("IN")) {
        int type = Type.value(split[0], true);
        return read(owner, type, lineTtl, split.length > 1 ? split[1] : "");
      }
      rest = split[1];
    }
  }

  private Record read(Name owner, int type, long lineTtl, String rdata) {
    return read(owner, type, lineTtl, rdata, apex);
  }

  static Record read(Name owner, int type, long ttl, String rdata, Name origin) {
    try {
      return Record.fromString(owner, type, DClass.IN, ttl, rdata, origin);
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException("not a record of " + owner + ": " + rdata, e);
    }
  }

  /** The keys that sign, KSKs first; {@code rsaIndex} keeps RSA keys of one world apart. */
  List<TestKey> makeKeys(IntSupplier rsaIndex) {
    if (!signed || !ownKeys.isEmpty()) {
      return signed ? List.copyOf(ownKeys) : List.of();
    }
    List<TestKey> keys = new ArrayList<>();
    for (int algorithm : algorithms) {
      for (int i = 0; i < ksks + zsks; i++) {
        int flags = i < ksks ? TestKey.KSK : TestKey.ZONE_KEY;
        boolean rsa = algorithm == 5 || algorithm == 7 || algorithm == 8 || algorithm == 10;
        keys.add(
            rsa
                ? TestKeys.rsa(algorithm, flags, rsaBits, rsaIndex.getAsInt())
                : TestKeys.of(algorithm, flags, apex + "/" + i));
      }
    }
    return keys;
  }

  List<TestKey> makeStrayKeys(List<TestKey> keys) {
    List<TestKey> strays = new ArrayList<>(strayKeys);
    for (int i = 0; i < collidingZsks; i++) {
      strays.add(OddKeys.sameTag(keys.get(keys.size() - 1), i));
    }
    return strays;
  }

  /** The DS set for the parent; empty for an unsigned zone or an island. */
  List<Record> makeDs(List<TestKey> keys, long parentTtl) {
    List<Record> set = new ArrayList<>();
    if (!linked) {
      return set;
    }
    List<TestKey> entries = new ArrayList<>(strayDs);
    boolean anyKsk = keys.stream().anyMatch(TestKey::isKsk);
    if (linkedKeys.isEmpty()) {
      keys.stream().filter(key -> key.isKsk() || !anyKsk).forEach(entries::add);
    }
    entries.addAll(linkedKeys);
    for (TestKey key : entries) {
      digests.forEach(digest -> set.add(key.ds(apex, parentTtl, digest)));
    }
    return set;
  }

  List<Record> nsec3Param(boolean present) {
    if (!present || kind != DenialKind.NSEC3) {
      return List.of();
    }
    String hex = salt.length == 0 ? "-" : Hex.toHexString(salt);
    return List.of(read(apex, Type.NSEC3PARAM, 0, "1 0 " + iterations + " " + hex));
  }

  WorldDenial makeDenial(ZoneTree tree) {
    if (!signed) {
      return WorldDenial.NONE;
    }
    long denialTtl = Math.min(ttl, soaMinimum); // RFC 9077
    return switch (kind) {
      case NSEC -> new WorldNsecDenial(tree, denialTtl);
      case NSEC3 -> new WorldNsec3Denial(tree, denialTtl, iterations, salt, optOut);
      case COMPACT -> new WorldCompactDenial(tree, denialTtl);
    };
  }

  Record soa() {
    return read(apex, Type.SOA, ttl, "ns1 hostmaster 1 7200 3600 1209600 " + soaMinimum);
  }

  Record ns() {
    return read(apex, Type.NS, ttl, "ns1");
  }

  Record nsAddress() {
    return parse("ns1 A 192.0.2.53");
  }

  long ttl() {
    return ttl;
  }

  Instant inception(Instant now) {
    return inception == null ? now.minusSeconds(7 * 86_400) : inception;
  }

  Instant expiration(Instant now) {
    return expiration == null ? now.plusSeconds(14 * 86_400) : expiration;
  }
}
