package dev.trustconnect.dnssec.keys;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.math.ec.ECCurve;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.WNafUtil;
import org.bouncycastle.math.ec.custom.sec.SecP256R1Curve;
import org.bouncycastle.math.ec.custom.sec.SecP384R1Curve;
import org.bouncycastle.util.encoders.Hex;

/**
 * ECDSA over P-256 or P-384 (RFC 6605): keys and signatures are two concatenated integers of the
 * curve's size.
 */
record EcdsaKey(ECPublicKeyParameters key, Curve curve) implements VerifyingKey {

  /** A curve with the digest that RFC 6605 pairs it with. */
  static final class Curve {
    private final String name;
    private final ECDomainParameters domain;
    private final int bytes;

    /**
     * A curve for which Bouncy Castle has dedicated arithmetic. {@code CustomNamedCurves} would
     * have it too, but sets up thirty others with it, in the first lookup of a process.
     *
     * @param base its base point, uncompressed (SEC 2 v2 §2.4.2, §2.5.1)
     */
    private Curve(String name, String oid, ECCurve curve, String base) {
      ECPoint point = curve.decodePoint(Hex.decodeStrict(base));
      WNafUtil.configureBasepoint(point); // what is computed from it serves all keys
      this.name = name;
      this.bytes = curve.getFieldSize() / 8;
      this.domain =
          new ECNamedDomainParameters(
              new ASN1ObjectIdentifier(oid), curve, point, curve.getOrder(), curve.getCofactor());
    }

    static Curve p256() {
      return P256.CURVE;
    }

    static Curve p384() {
      return P384.CURVE;
    }

    // A class for each: a curve is set up when the first key on it is read.
    private static final class P256 {
      static final Curve CURVE =
          new Curve(
              "secp256r1",
              "1.2.840.10045.3.1.7",
              new SecP256R1Curve(),
              "04"
                  + "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
                  + "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5");
    }

    private static final class P384 {
      static final Curve CURVE =
          new Curve(
              "secp384r1",
              "1.3.132.0.34",
              new SecP384R1Curve(),
              "04"
                  + "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b98"
                  + "59f741e082542a385502f25dbf55296c3a545e3872760ab7"
                  + "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147c"
                  + "e9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f");
    }

    ECDomainParameters domain() {
      return domain;
    }

    private Digest digest() {
      return bytes == 32 ? new SHA256Digest() : new SHA384Digest();
    }

    /**
     * Reads a point and checks that it is on the curve.
     *
     * @throws IllegalArgumentException if it is not a key of this curve
     */
    VerifyingKey read(byte[] key) {
      if (key.length != 2 * bytes) {
        throw new IllegalArgumentException(name + " keys have " + 2 * bytes + " bytes");
      }
      byte[] uncompressed = new byte[key.length + 1];
      uncompressed[0] = 4;
      System.arraycopy(key, 0, uncompressed, 1, key.length);
      return new EcdsaKey(
          new ECPublicKeyParameters(domain.getCurve().decodePoint(uncompressed), domain), this);
    }
  }

  @Override
  public boolean verifies(byte[] data, byte[] signature) {
    if (signature.length != 2 * curve.bytes) {
      return false;
    }
    Digest digest = curve.digest();
    digest.update(data, 0, data.length);
    byte[] hash = new byte[digest.getDigestSize()];
    digest.doFinal(hash, 0);
    ECDSASigner signer = new ECDSASigner();
    signer.init(false, key);
    BigInteger r = new BigInteger(1, Arrays.copyOfRange(signature, 0, curve.bytes));
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, curve.bytes, 2 * curve.bytes));
    return signer.verifySignature(hash, r, s);
  }

  /** The curve's size. */
  int bits() {
    return 8 * curve.bytes;
  }
}
