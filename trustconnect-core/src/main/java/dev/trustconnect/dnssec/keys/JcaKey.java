package dev.trustconnect.dnssec.keys;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;

/**
 * A key whose signatures are verified by a JCA provider that the application supplied. The key was
 * parsed and checked before.
 */
record JcaKey(PublicKey key, String signatureName, Provider provider, VerifyingKey parsed)
    implements VerifyingKey {

  /** {@code parsed} with {@code provider} doing the arithmetic; as it is if that can't do it. */
  static VerifyingKey orElse(VerifyingKey parsed, Provider provider) {
    if (parsed instanceof RsaKey rsa) {
      return read(rsa.key(), "RSA", rsa.hash().name() + "withRSA", provider, parsed);
    }
    if (parsed instanceof EcdsaKey ecdsa) {
      int bits = ecdsa.bits();
      return read(ecdsa.key(), "EC", "SHA" + bits + "withECDSA", provider, parsed);
    }
    return parsed;
  }

  private static VerifyingKey read(
      AsymmetricKeyParameter key,
      String kind,
      String signatureName,
      Provider provider,
      VerifyingKey parsed) {
    try {
      byte[] encoded = SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(key).getEncoded();
      PublicKey read =
          KeyFactory.getInstance(kind, provider).generatePublic(new X509EncodedKeySpec(encoded));
      Signature.getInstance(signatureName, provider).initVerify(read);
      return new JcaKey(read, signatureName, provider, parsed);
    } catch (GeneralSecurityException | IOException | RuntimeException unable) {
      return parsed; // Bouncy Castle can: the provider is faster, not stricter
    }
  }

  @Override
  public boolean verifies(byte[] data, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance(signatureName, provider);
      verifier.initVerify(key);
      verifier.update(data);
      return verifier.verify(parsed instanceof EcdsaKey ecdsa ? der(ecdsa, signature) : signature);
    } catch (GeneralSecurityException | IOException | IllegalArgumentException unfit) {
      return false; // providers throw these for malformed signatures
    } catch (RuntimeException broken) {
      return parsed.verifies(data, signature); // ProviderException: it has failed, and says nothing
    }
  }

  /** RFC 6605 §4: two integers of the curve's size side by side; JCA wants them in DER. */
  private static byte[] der(EcdsaKey key, byte[] signature) throws IOException {
    int half = signature.length / 2;
    if (signature.length % 2 != 0 || 8 * half != key.bits()) {
      throw new IllegalArgumentException("an ECDSA signature has two halves of the curve's size");
    }
    ECPublicKeyParameters curve = key.key();
    return StandardDSAEncoding.INSTANCE.encode(
        curve.getParameters().getN(),
        new BigInteger(1, Arrays.copyOfRange(signature, 0, half)),
        new BigInteger(1, Arrays.copyOfRange(signature, half, signature.length)));
  }
}
