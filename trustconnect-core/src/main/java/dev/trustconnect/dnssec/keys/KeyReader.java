package dev.trustconnect.dnssec.keys;

import java.math.BigInteger;
import java.security.Provider;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.params.DSAParameters;
import org.bouncycastle.crypto.params.DSAPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.params.Ed448PublicKeyParameters;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DNSKEYRecord;

/**
 * Reads the public key of a DNSKEY into a {@link VerifyingKey}, or says that it can't be used.
 *
 * <p>Malformed, off-curve, too short and oversized keys are ignored like unknown ones; other keys
 * of the zone are still used.
 */
public final class KeyReader {
  private static final int MAX_RSA_MODULUS_BITS = 4096;
  private static final int MAX_RSA_EXPONENT_BITS =
      35; // F5 = 2^32 + 1 is in use; a 64-bit one only costs time

  private final KeyLimits limits;
  private final @Nullable Provider signatures;

  /**
   * A reader.
   *
   * @param limits which keys are read
   * @param signatures verifies RSA and ECDSA signatures where it can; null for Bouncy Castle alone
   */
  public KeyReader(KeyLimits limits, @Nullable Provider signatures) {
    this.limits = limits;
    this.signatures = signatures;
  }

  /**
   * The key in {@code record}; empty if it is malformed, too short, too long or of no known kind.
   */
  public Optional<VerifyingKey> read(DNSKEYRecord record) {
    Optional<VerifyingKey> parsed = parse(record);
    return signatures == null ? parsed : parsed.map(key -> JcaKey.orElse(key, signatures));
  }

  private Optional<VerifyingKey> parse(DNSKEYRecord record) {
    byte[] key = record.getKey();
    try {
      return switch (record.getAlgorithm()) {
        case AlgorithmNumbers.RSASHA1, AlgorithmNumbers.RSASHA1_NSEC3 -> rsa(key, RsaKey.Hash.SHA1);
        case AlgorithmNumbers.RSASHA256 -> rsa(key, RsaKey.Hash.SHA256);
        case AlgorithmNumbers.RSASHA512 -> rsa(key, RsaKey.Hash.SHA512);
        case AlgorithmNumbers.ECDSAP256 -> Optional.of(EcdsaKey.Curve.p256().read(key));
        case AlgorithmNumbers.ECDSAP384 -> Optional.of(EcdsaKey.Curve.p384().read(key));
        case AlgorithmNumbers.ED25519 -> ed25519(key);
        case AlgorithmNumbers.ED448 -> ed448(key);
        case AlgorithmNumbers.MLDSA44 -> mlDsa44(key);
        case AlgorithmNumbers.DSA, AlgorithmNumbers.DSA_NSEC3 -> dsa(key);
        default -> Optional.empty();
      };
    } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException malformed) {
      return Optional.empty(); // Bouncy Castle throws these for malformed keys
    }
  }

  /** RFC 3110 §2: exponent length in one octet, or 0 and two octets; exponent; modulus. */
  private Optional<VerifyingKey> rsa(byte[] key, RsaKey.Hash hash) {
    if (key.length < 3) {
      return Optional.empty();
    }
    boolean longForm = key[0] == 0;
    int exponentAt = longForm ? 3 : 1;
    int exponentLength = longForm ? (key[1] & 0xff) << 8 | (key[2] & 0xff) : key[0] & 0xff;
    int modulusAt = exponentAt + exponentLength;
    if (exponentLength == 0 || modulusAt >= key.length) {
      return Optional.empty();
    }
    BigInteger exponent = unsigned(key, exponentAt, modulusAt);
    BigInteger modulus = unsigned(key, modulusAt, key.length);
    int modulusBytes = (modulus.bitLength() + 7) / 8;
    if (modulusBytes < limits.minRsaModulusBytes()
        || modulus.bitLength() > MAX_RSA_MODULUS_BITS
        || exponent.bitLength() > MAX_RSA_EXPONENT_BITS
        || exponent.bitLength() < 2
        || !exponent.testBit(0)
        || !modulus.testBit(0)) {
      return Optional.empty();
    }
    // true for "internal": skip the primality test, which a public modulus doesn't need.
    return Optional.of(new RsaKey(new RSAKeyParameters(false, modulus, exponent, true), hash));
  }

  private static Optional<VerifyingKey> ed25519(byte[] key) {
    if (key.length != Ed25519PublicKeyParameters.KEY_SIZE) {
      return Optional.empty();
    }
    return Optional.of(new EdDsaKeys.Ed25519(new Ed25519PublicKeyParameters(key, 0)));
  }

  private static Optional<VerifyingKey> ed448(byte[] key) {
    if (key.length != Ed448PublicKeyParameters.KEY_SIZE) {
      return Optional.empty();
    }
    return Optional.of(new EdDsaKeys.Ed448(new Ed448PublicKeyParameters(key, 0)));
  }

  private static Optional<VerifyingKey> mlDsa44(byte[] key) {
    if (key.length != MlDsaKey.KEY_BYTES) {
      return Optional.empty();
    }
    return Optional.of(new MlDsaKey(new MLDSAPublicKeyParameters(MLDSAParameters.ml_dsa_44, key)));
  }

  /** RFC 2536 §2: T, Q (20 octets), then P, G and Y of 64 + 8T octets each. */
  private Optional<VerifyingKey> dsa(byte[] key) {
    if (!limits.dsa() || key.length < 1) {
      return Optional.empty();
    }
    int size = 64 + 8 * key[0];
    if (key[0] < 0 || key[0] > 8 || key.length != 21 + 3 * size) {
      return Optional.empty();
    }
    BigInteger q = unsigned(key, 1, 21);
    BigInteger p = unsigned(key, 21, 21 + size);
    BigInteger g = unsigned(key, 21 + size, 21 + 2 * size);
    BigInteger y = unsigned(key, 21 + 2 * size, 21 + 3 * size);
    return Optional.of(new DsaKey(new DSAPublicKeyParameters(y, new DSAParameters(p, q, g))));
  }

  private static BigInteger unsigned(byte[] bytes, int from, int to) {
    return new BigInteger(1, Arrays.copyOfRange(bytes, from, to));
  }
}
