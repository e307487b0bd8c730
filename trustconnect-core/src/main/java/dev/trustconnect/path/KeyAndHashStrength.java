package dev.trustconnect.path;

import dev.trustconnect.finding.Reason;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.jspecify.annotations.Nullable;

/** Requires keys and hashes from an allow-list; all others count as weak. */
final class KeyAndHashStrength {
  private static final int MIN_RSA_BITS = 2_048; // NIST SP 800-131A; CA/B Forum BR §6.1.5
  private static final int MIN_EC_BITS = 256;

  private static final String RSASSA_PSS = "1.2.840.113549.1.1.10"; // the hash is in its parameters

  private static final Set<String> HASHES =
      Set.of(
          "2.16.840.1.101.3.4.2.1", // SHA-256
          "2.16.840.1.101.3.4.2.2", // SHA-384
          "2.16.840.1.101.3.4.2.3"); // SHA-512

  /** RFC 8017, RFC 5758, RFC 8410 and RFC 9881, each with SHA-256 or better. */
  private static final Set<String> SIGNATURE_OIDS =
      Set.of(
          "1.2.840.113549.1.1.11", // SHA256withRSA
          "1.2.840.113549.1.1.12", // SHA384withRSA
          "1.2.840.113549.1.1.13", // SHA512withRSA
          RSASSA_PSS,
          "1.2.840.10045.4.3.2", // SHA256withECDSA
          "1.2.840.10045.4.3.3", // SHA384withECDSA
          "1.2.840.10045.4.3.4", // SHA512withECDSA
          "1.3.101.112", // Ed25519
          "1.3.101.113", // Ed448
          "2.16.840.1.101.3.4.3.17", // ML-DSA-44
          "2.16.840.1.101.3.4.3.18", // ML-DSA-65
          "2.16.840.1.101.3.4.3.19"); // ML-DSA-87

  private KeyAndHashStrength() {}

  static void check(List<X509Certificate> path) throws PathFailure {
    for (X509Certificate certificate : path) {
      checkKey(certificate);
    }
    for (X509Certificate certificate : path.subList(0, path.size() - 1)) {
      if (!SIGNATURE_OIDS.contains(certificate.getSigAlgOID())
          || !hashesWell(certificate.getSigAlgOID(), certificate.getSigAlgParams())) {
        throw new PathFailure(
            Reason.PATH_HASH_WEAK,
            ShownText.of(certificate) + " signed with " + ShownText.of(certificate.getSigAlgName()),
            "a signature with SHA-256 or better");
      }
    }
  }

  /**
   * RFC 4055 §3.1: the hashes of RSASSA-PSS are parameters, which default to SHA-1.
   *
   * @param parameters in DER; null if there are none
   */
  static boolean hashesWell(String algorithm, byte @Nullable [] parameters) {
    if (!algorithm.equals(RSASSA_PSS)) {
      return true;
    }
    try {
      RSASSAPSSparams read = RSASSAPSSparams.getInstance(parameters);
      if (read == null) {
        return false;
      }
      AlgorithmIdentifier mask =
          AlgorithmIdentifier.getInstance(read.getMaskGenAlgorithm().getParameters());
      return mask != null
          && HASHES.contains(read.getHashAlgorithm().getAlgorithm().getId())
          && HASHES.contains(mask.getAlgorithm().getId());
    } catch (IllegalArgumentException | IllegalStateException e) {
      return false;
    }
  }

  private static void checkKey(X509Certificate certificate) throws PathFailure {
    PublicKey key = certificate.getPublicKey();
    int bits = bits(key);
    boolean tooShort =
        (key instanceof RSAPublicKey && bits < MIN_RSA_BITS)
            || (key instanceof ECPublicKey && bits < MIN_EC_BITS);
    if (tooShort || !isOfAKnownKind(key)) {
      throw weakKey(certificate);
    }
  }

  /** Whether the key's algorithm is one of those that are allowed. */
  static boolean isOfAKnownKind(PublicKey key) {
    return key instanceof RSAPublicKey
        || key instanceof ECPublicKey
        || key instanceof EdECPublicKey
        || key.getAlgorithm().startsWith("ML-DSA");
  }

  static PathFailure weakKey(X509Certificate certificate) {
    PublicKey key = certificate.getPublicKey();
    int bits = bits(key);
    return new PathFailure(
        Reason.PATH_KEY_WEAK,
        ShownText.of(certificate)
            + " with a key of "
            + ShownText.of(key.getAlgorithm())
            + (bits > 0 ? " " + bits + " bits" : ""),
        "RSA of 2048 bits, EC of 256, Ed25519 or better");
  }

  private static int bits(PublicKey key) {
    if (key instanceof RSAPublicKey rsa) {
      return rsa.getModulus().bitLength();
    }
    return key instanceof ECPublicKey ec ? ec.getParams().getOrder().bitLength() : 0;
  }
}
