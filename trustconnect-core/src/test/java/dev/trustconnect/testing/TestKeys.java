package dev.trustconnect.testing;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.DSA;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.Signer;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.DSAParameters;
import org.bouncycastle.crypto.params.DSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed448PrivateKeyParameters;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.signers.DSASigner;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.signers.Ed448Signer;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.bouncycastle.crypto.signers.RSADigestSigner;
import org.bouncycastle.util.BigIntegers;

/**
 * Keys from seeds: the same seed gives the same key and the same signatures on every machine and
 * JDK.
 *
 * <p>Signs through Bouncy Castle's own objects, never through the JVM's providers. RSA primes are
 * slow to find, so they are kept; the memory is of a pure function and holds a few dozen numbers.
 */
public final class TestKeys {
  /** DSA in DNSSEC (RFC 2536): 1024-bit parameters, found once. */
  private static final DSAParameters DSA_1024 =
      new DSAParameters(
          hex(
              "B8E5C56A61E9CA1C086FE457114BFA52414F87511147C02D311C1F3C9270B671"
                  + "14ACB9A36749A39769567591CA0926004D3CC5DF75631D487C0A5FE65374FFB4"
                  + "13437D4896A076664651FA3A79498B17BAF740CB9C2026150FC7548311D5418F"
                  + "890F834B60D461BE9E91DCD1BF04A5041AC82F7E756E476BC1B1A6AF8C21ECB1"),
          hex("87CC37DACB955F50B949CF4ACB86798C86FE3923"),
          hex(
              "29F7B76EEEA56FFD3D5D4CF76FABB1AB733C2B22700441782AB24AE865B4E1BA"
                  + "AB9A60B643A0701A87EBF7503E68DA72D66C1461ADAACD51BEE112606F53150B"
                  + "9FF7AF6A6E0620E4199FF3776858449F417B9F870A00D65A74585224EEED7117"
                  + "8E18DB8BD41B67F2A819F58502725F9B2AE8ED14080D361CF99C896BE1B840A2"));

  private static final BigInteger RSA_EXPONENT = BigInteger.valueOf(65537);
  private static final Map<String, BigInteger> PRIMES = new ConcurrentHashMap<>();
  private static final ECDomainParameters P256 = curve("secp256r1");
  private static final ECDomainParameters P384 = curve("secp384r1");

  private TestKeys() {}

  /**
   * The key of {@code algorithm} that {@code seed} stands for.
   *
   * <p>Algorithms 3, 5, 7, 8, 10, 13, 14, 15, 16 and 18 (ML-DSA-44) sign for real; every other
   * number yields 64 bytes of key and signature that mean nothing. RSA has 1024 bits; for another
   * size see {@link #rsa}.
   */
  public static TestKey of(int algorithm, int flags, String seed) {
    return switch (algorithm) {
      case 3 -> dsa(flags, seed);
      case 5, 7, 8, 10 -> rsa(algorithm, flags, 1024, Math.floorMod(seed.hashCode(), 8));
      case 13 -> ecdsa(13, flags, P256, new SHA256Digest(), seed);
      case 14 -> ecdsa(14, flags, P384, new SHA384Digest(), seed);
      case 15 -> ed25519(flags, seed);
      case 16 -> ed448(flags, seed);
      case 18 -> mlDsa44(flags, seed);
      default -> unknown(algorithm, flags, seed);
    };
  }

  /** The {@code index}th RSA key with a modulus of {@code bits} bits (RFC 3110, RFC 5702). */
  public static TestKey rsa(int algorithm, int flags, int bits, int index) {
    BigInteger p = prime(bits / 2, 2 * index);
    BigInteger q = prime(bits / 2, 2 * index + 1);
    BigInteger p1 = p.subtract(BigInteger.ONE);
    BigInteger q1 = q.subtract(BigInteger.ONE);
    BigInteger d = RSA_EXPONENT.modInverse(p1.multiply(q1));
    BigInteger n = p.multiply(q);
    var key =
        new RSAPrivateCrtKeyParameters(
            n, RSA_EXPONENT, d, p, q, d.mod(p1), d.mod(q1), q.modInverse(p));
    byte[] wire = rsaWire(RSA_EXPONENT, n);
    return new TestKey(
        algorithm,
        flags,
        wire,
        data ->
            run(new RSADigestSigner(rsaDigest(algorithm)), signer -> signer.init(true, key), data));
  }

  /** The public key field of RFC 3110 §2. */
  static byte[] rsaWire(BigInteger exponent, BigInteger modulus) {
    byte[] e = BigIntegers.asUnsignedByteArray(exponent);
    byte[] n = BigIntegers.asUnsignedByteArray(modulus);
    var out = new ByteArrayOutputStream();
    if (e.length > 255) {
      out.write(0);
      out.write(e.length >> 8);
    }
    out.write(e.length);
    out.writeBytes(e);
    out.writeBytes(n);
    return out.toByteArray();
  }

  private static Digest rsaDigest(int algorithm) {
    return switch (algorithm) {
      case 8 -> new SHA256Digest();
      case 10 -> new SHA512Digest();
      default -> new SHA1Digest();
    };
  }

  private static BigInteger prime(int bits, int index) {
    return PRIMES.computeIfAbsent(
        bits + "/" + index,
        seed -> {
          BigInteger start = new BigInteger(1, stretch("prime " + seed, bits / 8));
          BigInteger prime = start.setBit(bits - 1).setBit(bits - 2).nextProbablePrime();
          while (prime.mod(RSA_EXPONENT).equals(BigInteger.ONE)) {
            prime = prime.nextProbablePrime();
          }
          return prime;
        });
  }

  private static TestKey ecdsa(
      int algorithm, int flags, ECDomainParameters curve, Digest digest, String seed) {
    int size = (curve.getN().bitLength() + 7) / 8;
    BigInteger d =
        new BigInteger(1, stretch("ecdsa " + algorithm + seed, size + 8))
            .mod(curve.getN().subtract(BigInteger.ONE))
            .add(BigInteger.ONE);
    byte[] point = curve.getG().multiply(d).normalize().getEncoded(false);
    var key = new ECPrivateKeyParameters(d, curve);
    boolean p256 = digest instanceof SHA256Digest;
    return new TestKey(
        algorithm,
        flags,
        Arrays.copyOfRange(point, 1, point.length),
        data -> {
          var signer =
              new ECDSASigner(
                  new HMacDSAKCalculator(p256 ? new SHA256Digest() : new SHA384Digest()));
          signer.init(true, key);
          return pair(signer, hash(p256 ? new SHA256Digest() : new SHA384Digest(), data), size);
        });
  }

  private static TestKey dsa(int flags, String seed) {
    BigInteger x =
        new BigInteger(1, stretch("dsa " + seed, 28))
            .mod(DSA_1024.getQ().subtract(BigInteger.TWO))
            .add(BigInteger.ONE);
    BigInteger y = DSA_1024.getG().modPow(x, DSA_1024.getP());
    var wire = new ByteArrayOutputStream();
    wire.write(8); // T: p has 64 + 8T bytes
    wire.writeBytes(BigIntegers.asUnsignedByteArray(20, DSA_1024.getQ()));
    wire.writeBytes(BigIntegers.asUnsignedByteArray(128, DSA_1024.getP()));
    wire.writeBytes(BigIntegers.asUnsignedByteArray(128, DSA_1024.getG()));
    wire.writeBytes(BigIntegers.asUnsignedByteArray(128, y));
    var key = new DSAPrivateKeyParameters(x, DSA_1024);
    return new TestKey(
        3,
        flags,
        wire.toByteArray(),
        data -> {
          var signer = new DSASigner(new HMacDSAKCalculator(new SHA1Digest()));
          signer.init(true, key);
          byte[] rs = pair(signer, hash(new SHA1Digest(), data), 20);
          byte[] signature = new byte[41];
          signature[0] = 8;
          System.arraycopy(rs, 0, signature, 1, 40);
          return signature;
        });
  }

  private static TestKey ed25519(int flags, String seed) {
    var key = new Ed25519PrivateKeyParameters(stretch("ed25519 " + seed, 32));
    byte[] wire = key.generatePublicKey().getEncoded();
    return new TestKey(
        15, flags, wire, data -> run(new Ed25519Signer(), signer -> signer.init(true, key), data));
  }

  private static TestKey ed448(int flags, String seed) {
    var key = new Ed448PrivateKeyParameters(stretch("ed448 " + seed, 57));
    byte[] wire = key.generatePublicKey().getEncoded();
    return new TestKey(
        16,
        flags,
        wire,
        data -> run(new Ed448Signer(new byte[0]), signer -> signer.init(true, key), data));
  }

  private static TestKey mlDsa44(int flags, String seed) {
    var key =
        new MLDSAPrivateKeyParameters(MLDSAParameters.ml_dsa_44, stretch("ml-dsa " + seed, 32));
    byte[] wire = key.getPublicKeyParameters().getEncoded();
    return new TestKey(
        18, flags, wire, data -> run(new MLDSASigner(), signer -> signer.init(true, key), data));
  }

  private static TestKey unknown(int algorithm, int flags, String seed) {
    byte[] wire = stretch("unknown " + algorithm + seed, 64);
    return new TestKey(
        algorithm, flags, wire, data -> stretch("signature " + Arrays.hashCode(data), 64));
  }

  /** As many bytes as wanted out of one text; looks random and never changes. */
  static byte[] stretch(String seed, int length) {
    var shake = new SHAKEDigest(256);
    byte[] input = seed.getBytes(StandardCharsets.UTF_8);
    shake.update(input, 0, input.length);
    byte[] out = new byte[length];
    shake.doFinal(out, 0, length);
    return out;
  }

  static byte[] hash(Digest digest, byte[] data) {
    digest.update(data, 0, data.length);
    byte[] out = new byte[digest.getDigestSize()];
    digest.doFinal(out, 0);
    return out;
  }

  private static byte[] pair(DSA signer, byte[] digest, int size) {
    BigInteger[] rs = signer.generateSignature(digest);
    byte[] out = new byte[2 * size];
    BigIntegers.asUnsignedByteArray(rs[0], out, 0, size);
    BigIntegers.asUnsignedByteArray(rs[1], out, size, size);
    return out;
  }

  private static byte[] run(Signer signer, Consumer<Signer> init, byte[] data) {
    init.accept(signer);
    signer.update(data, 0, data.length);
    try {
      return signer.generateSignature();
    } catch (CryptoException e) {
      throw new IllegalStateException("a test key could not sign", e);
    }
  }

  private static ECDomainParameters curve(String name) {
    X9ECParameters parameters = CustomNamedCurves.getByName(name);
    return new ECDomainParameters(
        parameters.getCurve(), parameters.getG(), parameters.getN(), parameters.getH());
  }

  private static BigInteger hex(String digits) {
    return new BigInteger(digits, 16);
  }
}
