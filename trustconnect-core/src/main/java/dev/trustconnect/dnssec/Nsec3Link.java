package dev.trustconnect.dnssec;

import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.Name;
import org.xbill.DNS.utils.base16;
import org.xbill.DNS.utils.base32;

/**
 * One NSEC3 whose signature was checked: a hashed name, the next one, and the types at the first.
 */
final class Nsec3Link {
  private static final int OPT_OUT = 1;
  private static final int SHA1_BYTES = 20;

  /**
   * The parameters of the hash; the algorithm is always SHA-1.
   *
   * @param salt in hexadecimal, empty if there is none
   */
  record Parameters(int iterations, String salt) {}

  private final NSEC3Record nsec3;
  private final byte[] ownerHash;
  private final TypeBitmap types;
  private final Lifetime lifetime;

  private Nsec3Link(NSEC3Record nsec3, byte[] ownerHash, Lifetime lifetime) {
    this.nsec3 = nsec3;
    this.ownerHash = ownerHash;
    this.types = TypeBitmap.of(nsec3);
    this.lifetime = lifetime;
  }

  /**
   * RFC 5155 §8.1, §8.2: ignores records with unknown flags, an unknown hash or a misplaced owner.
   */
  static List<Nsec3Link> usable(Name zone, List<ProvenRecord> records) {
    List<Nsec3Link> links = new ArrayList<>();
    for (ProvenRecord proven : records) {
      if (proven.record() instanceof NSEC3Record nsec3 && isKnown(nsec3)) {
        byte[] hash = ownerHash(nsec3.getName(), zone);
        if (hash.length == SHA1_BYTES && nsec3.getNext().length == SHA1_BYTES) {
          links.add(new Nsec3Link(nsec3, hash, proven.lifetime()));
        }
      }
    }
    return links;
  }

  private static boolean isKnown(NSEC3Record nsec3) {
    return nsec3.getHashAlgorithm() == NSEC3Record.SHA1_DIGEST_ID
        && (nsec3.getFlags() & ~OPT_OUT) == 0;
  }

  private static byte[] ownerHash(Name owner, Name zone) {
    if (owner.labels() != zone.labels() + 1 || !owner.subdomain(zone)) {
      return new byte[0];
    }
    byte[] hash =
        new base32(base32.Alphabet.BASE32HEX, false, false).fromString(owner.getLabelString(0));
    return hash == null ? new byte[0] : hash;
  }

  /** The hash of {@code name} with this record's parameters. */
  byte[] hashOf(Name name) throws NoSuchAlgorithmException {
    return nsec3.hashName(name);
  }

  boolean isAt(byte[] hash) {
    return Arrays.equals(ownerHash, hash);
  }

  TypeBitmap types() {
    return types;
  }

  Lifetime lifetime() {
    return lifetime;
  }

  int iterations() {
    return nsec3.getIterations();
  }

  boolean isOptOut() {
    return (nsec3.getFlags() & OPT_OUT) != 0;
  }

  Parameters parameters() {
    byte[] salt = nsec3.getSalt();
    return new Parameters(iterations(), salt == null ? "" : base16.toString(salt));
  }

  /** RFC 5155 §1.3: the hash sorts between this and the next; the last one wraps around. */
  boolean covers(byte[] hash) {
    int fromOwner = Arrays.compareUnsigned(ownerHash, hash);
    int toNext = Arrays.compareUnsigned(hash, nsec3.getNext());
    boolean last = Arrays.compareUnsigned(ownerHash, nsec3.getNext()) >= 0;
    return last ? fromOwner < 0 || toNext < 0 : fromOwner < 0 && toNext < 0;
  }
}
