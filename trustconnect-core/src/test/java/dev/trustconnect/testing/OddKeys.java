package dev.trustconnect.testing;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.Name;

/**
 * Keys no sane zone publishes: off the curve, cut short, absurdly large, or made to share a tag.
 */
public final class OddKeys {
  /** Flag bits that are reserved and ignored (RFC 4034 §2.1.1): all but ZONE, REVOKE and SEP. */
  private static final int RESERVED_FLAGS = 0xFFFF & ~(0x0100 | 0x0080 | 0x0001);

  private OddKeys() {}

  /** A P-256 or P-384 key whose point isn't on the curve; its signatures are noise. */
  public static TestKey offCurve(int algorithm, int flags, String seed) {
    byte[] key = TestKeys.of(algorithm, flags, seed).publicKey();
    key[key.length - 1] ^= 1; // for one x there is no such neighbouring y
    return noise(algorithm, flags, key);
  }

  /** A key of {@code algorithm} that lacks its second half. */
  public static TestKey cutShort(int algorithm, int flags, String seed) {
    byte[] key = TestKeys.of(algorithm, flags, seed).publicKey();
    return noise(algorithm, flags, Arrays.copyOf(key, key.length / 2));
  }

  /** A DNSKEY with no key at all. */
  public static TestKey empty(int algorithm, int flags) {
    return noise(algorithm, flags, new byte[0]);
  }

  /**
   * A 2048-bit RSA key with an exponent of {@code bits} bits: every check of a signature is that
   * much work.
   */
  public static TestKey hugeExponent(int algorithm, int flags, int bits, String seed) {
    BigInteger exponent = odd("exponent " + seed, bits);
    return noise(algorithm, flags, TestKeys.rsaWire(exponent, odd("modulus " + seed, 2048)));
  }

  /**
   * An RSA key with a modulus of {@code bits} bits, too short or too long, that signs for real up
   * to 4096.
   */
  public static TestKey rsaOf(int algorithm, int flags, int bits) {
    return bits <= 4096
        ? TestKeys.rsa(algorithm, flags, bits, 0)
        : noise(
            algorithm,
            flags,
            TestKeys.rsaWire(BigInteger.valueOf(65537), odd("modulus " + bits, bits)));
  }

  /**
   * Another good key of the same algorithm with the same tag, by means of reserved flags; never the
   * same twice.
   */
  public static TestKey sameTag(TestKey model, int index) {
    return sameTags(model, index + 1).get(index);
  }

  /** So many other good keys of the same algorithm with the same tag. */
  public static List<TestKey> sameTags(TestKey model, int count) {
    int target = model.tag();
    List<TestKey> found = new ArrayList<>();
    for (int i = 0; found.size() < count; i++) {
      TestKey candidate =
          TestKeys.of(model.algorithm(), model.flags(), "same tag as " + target + "/" + i);
      int flags = flagsForTag(candidate, target);
      if (flags >= 0) {
        found.add(candidate.withFlags(flags));
      }
    }
    return found;
  }

  /** A 2048-bit RSA key with plain flags and the tag {@code tag}; its private half is unknown. */
  public static TestKey rsaWithTag(int algorithm, int flags, int tag, String seed) {
    byte[] wire = TestKeys.rsaWire(BigInteger.valueOf(65537), odd("collide " + seed, 2048));
    for (int word = 0; word <= 0xFFFF; word++) {
      wire[100] = (byte) (word >> 8);
      wire[101] = (byte) word;
      TestKey candidate = noise(algorithm, flags, wire);
      if (candidate.tag() == tag) {
        return candidate;
      }
    }
    throw new IllegalStateException("sixteen free bits reach every tag");
  }

  private static int flagsForTag(TestKey key, int target) {
    int fixed = key.flags() & ~RESERVED_FLAGS;
    int bare = sum(key.withFlags(0).dnskey(Name.root, 0));
    for (int bits = RESERVED_FLAGS; bits > 0; bits = (bits - 1) & RESERVED_FLAGS) {
      int sum = bare + (fixed | bits);
      if (((sum + (sum >> 16)) & 0xFFFF) == target) {
        return fixed | bits;
      }
    }
    return -1;
  }

  /** The sum of RFC 4034 appendix B before it is folded. */
  private static int sum(DNSKEYRecord key) {
    byte[] rdata = key.rdataToWireCanonical();
    int sum = 0;
    for (int i = 0; i < rdata.length; i++) {
      sum += (rdata[i] & 0xFF) << (i % 2 == 0 ? 8 : 0);
    }
    return sum;
  }

  private static BigInteger odd(String seed, int bits) {
    return new BigInteger(1, TestKeys.stretch(seed, (bits + 7) / 8))
        .mod(BigInteger.ONE.shiftLeft(bits))
        .setBit(bits - 1)
        .setBit(0);
  }

  private static TestKey noise(int algorithm, int flags, byte[] publicKey) {
    return new TestKey(
        algorithm,
        flags,
        publicKey,
        data -> TestKeys.stretch("noise " + Arrays.hashCode(data), algorithm == 14 ? 96 : 64));
  }
}
