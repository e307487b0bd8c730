package dev.trustconnect.dnssec.keys;

import java.math.BigInteger;
import java.util.Arrays;
import org.xbill.DNS.DNSKEYRecord;

/**
 * The size of a key in bits as usually stated, taken from its bytes without parsing the key. For
 * display only.
 */
public final class KeySize {
  private KeySize() {}

  /** The size in bits; 0 if the key is too short to have one. */
  public static int bits(DNSKEYRecord record) {
    byte[] key = record.getKey();
    return switch (record.getAlgorithm()) {
      case AlgorithmNumbers.RSASHA1,
          AlgorithmNumbers.RSASHA1_NSEC3,
          AlgorithmNumbers.RSASHA256,
          AlgorithmNumbers.RSASHA512 ->
          rsaBits(key);
      case AlgorithmNumbers.ECDSAP256, AlgorithmNumbers.ECDSAP384 -> key.length * 4;
      default -> key.length * 8;
    };
  }

  private static int rsaBits(byte[] key) {
    if (key.length < 3) {
      return 0;
    }
    int modulusAt =
        key[0] == 0 ? 3 + ((key[1] & 0xff) << 8 | (key[2] & 0xff)) : 1 + (key[0] & 0xff);
    return modulusAt >= key.length
        ? 0
        : new BigInteger(1, Arrays.copyOfRange(key, modulusAt, key.length)).bitLength();
  }
}
