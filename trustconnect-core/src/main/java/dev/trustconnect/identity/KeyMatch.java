package dev.trustconnect.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether a private key belongs to a certificate, by signing: an opaque key can't be
 * compared otherwise.
 */
final class KeyMatch {
  private static final byte[] ANY_BYTES =
      "a key that fits its certificate".getBytes(StandardCharsets.US_ASCII);

  /** A signature algorithm that the key can be tried with. */
  private record Trial(String algorithm, @Nullable AlgorithmParameterSpec parameters) {}

  private KeyMatch() {}

  static void check(X509Certificate certificate, PrivateKey key) {
    PublicKey expected = certificate.getPublicKey();
    Trial trial = trialFor(expected.getAlgorithm());
    if (trial == null) {
      throw new IdentityException(
          ClientIdentity.shown(certificate)
              + " has a key of an algorithm that TLS doesn't use; use EC, RSA or Ed25519");
    }
    boolean fits;
    try {
      Signature signer = Signature.getInstance(trial.algorithm);
      signer.initSign(key);
      byte[] signature = signed(signer, trial);
      Signature verifier = Signature.getInstance(trial.algorithm);
      verifier.initVerify(expected);
      if (trial.parameters != null) {
        verifier.setParameter(trial.parameters);
      }
      verifier.update(ANY_BYTES);
      fits = verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      throw new IdentityException(
          "the private key can't sign for "
              + ClientIdentity.shown(certificate)
              + ", whose key is "
              + expected.getAlgorithm()
              + "; use the key that the certificate was requested with",
          e);
    }
    if (!fits) {
      throw new IdentityException(
          "the private key isn't that of "
              + ClientIdentity.shown(certificate)
              + "; use the key that the certificate was requested with");
    }
  }

  private static byte[] signed(Signature signer, Trial trial) throws GeneralSecurityException {
    if (trial.parameters != null) {
      signer.setParameter(trial.parameters);
    }
    signer.update(ANY_BYTES);
    return signer.sign();
  }

  /** Null for algorithms without signatures in TLS (RFC 8446 §4.2.3). */
  private static @Nullable Trial trialFor(String keyAlgorithm) {
    return switch (keyAlgorithm) {
      case "EC" -> new Trial("SHA256withECDSA", null);
      case "RSA" -> new Trial("SHA256withRSA", null);
      case "RSASSA-PSS" ->
          new Trial(
              "RSASSA-PSS",
              new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
      case "EdDSA", "Ed25519", "Ed448" -> new Trial("EdDSA", null);
      default -> null;
    };
  }
}
