package dev.trustconnect.dnssec.keys;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.function.Supplier;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;

/**
 * ECDSA over P-256 or P-384 (RFC 6605): keys and signatures are two integers of the curve's size,
 * side by side.
 */
record EcdsaKey(ECPublicKeyParameters key, Curve curve) implements VerifyingKey {

  /** A curve with the digest that RFC 6605 pairs it with. */
  static final class Curve {
    static final Curve P256 = new Curve("secp256r1", 32, SHA256Digest::new);
    static final Curve P384 = new Curve("secp384r1", 48, SHA384Digest::new);

    private final String name;
    private final ECDomainParameters domain;
    private final int bytes;
    private final Supplier<Digest> digest;

    Curve(String name, int bytes, Supplier<Digest> digest) {
      X9ECParameters parameters = CustomNamedCurves.getByName(name);
      this.name = name;
      this.domain = new ECNamedDomainParameters(CustomNamedCurves.getOID(name), parameters);
      this.bytes = bytes;
      this.digest = digest;
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
    Digest digest = curve.digest.get();
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
