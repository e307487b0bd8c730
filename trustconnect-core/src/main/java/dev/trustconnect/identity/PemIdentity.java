package dev.trustconnect.identity;

import dev.trustconnect.text.SafeText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads certificates and one private key in PEM form (RFC 7468), from one text or several. For one
 * identity; not thread-safe.
 */
final class PemIdentity {
  private static final int MAX_BLOCKS = 20;

  private final List<X509Certificate> chain = new ArrayList<>();
  private @Nullable PrivateKey key;
  private int blocks;

  private PemIdentity() {}

  /** The identity in these texts. Throws an {@link IdentityException} if they can't be used. */
  static ClientIdentity read(List<byte[]> texts) {
    PemIdentity reading = new PemIdentity();
    for (byte[] text : texts) {
      reading.text(text);
    }
    if (reading.chain.isEmpty()) {
      throw new IdentityException("no certificate in PEM form");
    }
    if (reading.key == null) {
      throw new IdentityException(
          "no private key in PEM form; add its block, or name its file too");
    }
    return ClientIdentity.of(reading.chain, reading.key);
  }

  private void text(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1); // blocks are ASCII
    try (PemReader blocksOf = new PemReader(new StringReader(text))) {
      for (PemObject block = blocksOf.readPemObject();
          block != null;
          block = blocksOf.readPemObject()) {
        if (++blocks > MAX_BLOCKS) {
          throw new IdentityException("more than " + MAX_BLOCKS + " blocks; keep only the chain");
        }
        block(block);
      }
    } catch (IOException | RuntimeException e) {
      if (e instanceof IdentityException known) {
        throw known;
      }
      throw new IdentityException("a block that isn't whole", e);
    }
  }

  private void block(PemObject block) {
    byte[] content = block.getContent();
    if (block.getType().endsWith("PRIVATE KEY") && !block.getHeaders().isEmpty()) {
      throw encrypted(); // Proc-Type: 4,ENCRYPTED (RFC 1421)
    }
    switch (block.getType()) {
      case "CERTIFICATE", "X509 CERTIFICATE" -> chain.add(certificate(content));
      case "PRIVATE KEY" -> key(PrivateKeyInfo.getInstance(content));
      case "RSA PRIVATE KEY" -> key(rsa(content));
      case "EC PRIVATE KEY" -> key(ec(content));
      case "EC PARAMETERS" -> {} // openssl ecparam writes them before the key, which names them too
      case "ENCRYPTED PRIVATE KEY" -> throw encrypted();
      default ->
          throw new IdentityException(
              "a block of '"
                  + SafeText.of(block.getType())
                  + "'; wanted CERTIFICATE blocks and one PRIVATE KEY");
    }
    Arrays.fill(content, (byte) 0);
  }

  private static IdentityException encrypted() {
    return new IdentityException(
        "an encrypted private key; use a PKCS#12 file with a password, or write the key"
            + " unencrypted where only this application can read it: openssl pkey");
  }

  /** PKCS#1 (RFC 8017 §A.1.2) as PKCS#8. */
  private static PrivateKeyInfo rsa(byte[] pkcs1) {
    try {
      return new PrivateKeyInfo(
          new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
          RSAPrivateKey.getInstance(pkcs1));
    } catch (IOException e) {
      throw unreadableKey(e);
    }
  }

  /** RFC 5915 as PKCS#8. */
  private static PrivateKeyInfo ec(byte[] sec1) {
    try {
      ECPrivateKey key = ECPrivateKey.getInstance(sec1);
      return new PrivateKeyInfo(
          new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, key.getParametersObject()),
          key);
    } catch (IOException e) {
      throw unreadableKey(e);
    }
  }

  private void key(PrivateKeyInfo info) {
    if (key != null) {
      throw new IdentityException("two private keys; keep the one of the first certificate");
    }
    byte[] encoded = new byte[0];
    try {
      encoded = info.getEncoded();
      key =
          KeyFactory.getInstance(algorithm(info)).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (GeneralSecurityException | IOException e) {
      throw unreadableKey(e);
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  /** The key's algorithm as the Java runtime names it; only those of TLS (RFC 8446 §4.2.3). */
  private static String algorithm(PrivateKeyInfo info) {
    String id = info.getPrivateKeyAlgorithm().getAlgorithm().getId();
    return switch (id) {
      case "1.2.840.113549.1.1.1" -> "RSA"; // RFC 8017 §A.1
      case "1.2.840.113549.1.1.10" -> "RSASSA-PSS"; // RFC 8017 §A.2.3
      case "1.2.840.10045.2.1" -> "EC"; // RFC 5480 §2.1.1
      case "1.3.101.112", "1.3.101.113" -> "EdDSA"; // RFC 8410 §3
      default ->
          throw new IdentityException(
              "a private key of algorithm " + id + "; use EC, RSA or Ed25519");
    };
  }

  private static IdentityException unreadableKey(Exception cause) {
    return new IdentityException("a private key that can't be parsed", cause);
  }

  private static X509Certificate certificate(byte[] der) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw new IdentityException("a certificate that can't be parsed", e);
    }
  }
}
