package dev.trustconnect.identity;

import dev.trustconnect.hash.Sha256;
import dev.trustconnect.text.SafeText;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/**
 * A certificate chain and its private key, with which this application authenticates itself in a
 * TLS handshake. Immutable. Equality is identity: a renewed certificate is another one.
 *
 * <p>The key may be opaque, as one in a PKCS#11 token: it is only used to sign.
 */
public final class ClientIdentity {
  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2"; // RFC 5280 §4.2.1.12
  private static final int DIGITAL_SIGNATURE = 0; // RFC 5280 §4.2.1.3
  private static final int MAX_CHAIN = 10;

  private final List<X509Certificate> chain;
  private final PrivateKey privateKey;
  private final String spkiPin;
  private final Instant renewalDue; // computed once: each handshake asks

  private ClientIdentity(List<X509Certificate> chain, PrivateKey privateKey) {
    this.chain = chain;
    this.privateKey = privateKey;
    this.spkiPin = "sha256/" + Sha256.base64(leaf().getPublicKey().getEncoded());
    Instant end = leaf().getNotAfter().toInstant();
    Duration lifetime = Duration.between(leaf().getNotBefore().toInstant(), end);
    this.renewalDue = end.minus(lifetime.dividedBy(3));
  }

  /**
   * An identity. Signs once with the key, to see that it belongs to the certificate.
   *
   * @param chain the certificates to send, this application's own first, each issued by the next.
   *     The root may be left out
   * @param privateKey the key of the first certificate
   * @throws IdentityException if the key isn't the first certificate's, the first certificate is an
   *     authority's or not for TLS clients, or the chain isn't in order
   */
  public static ClientIdentity of(List<X509Certificate> chain, PrivateKey privateKey) {
    List<X509Certificate> certificates = List.copyOf(chain);
    if (certificates.isEmpty() || certificates.size() > MAX_CHAIN) {
      throw new IdentityException(
          "an identity with "
              + certificates.size()
              + " certificates; it needs its own certificate first and at most "
              + (MAX_CHAIN - 1)
              + " issuers");
    }
    checkUsage(certificates.get(0));
    checkOrder(certificates);
    KeyMatch.check(certificates.get(0), privateKey);
    return new ClientIdentity(certificates, privateKey);
  }

  private static void checkUsage(X509Certificate leaf) {
    if (leaf.getBasicConstraints() >= 0) {
      throw new IdentityException(
          shown(leaf)
              + " is an authority's certificate, which would identify a client that can issue"
              + " others; use a certificate that was issued for this application");
    }
    boolean[] usage = leaf.getKeyUsage();
    if (usage != null && !usage[DIGITAL_SIGNATURE]) {
      throw new IdentityException(
          shown(leaf) + " has a key usage without digitalSignature, which TLS clients need");
    }
    List<String> purposes;
    try {
      purposes = leaf.getExtendedKeyUsage();
    } catch (CertificateParsingException e) {
      throw new IdentityException(shown(leaf) + " has purposes that can't be parsed", e);
    }
    if (purposes != null && !purposes.contains(CLIENT_AUTH)) {
      throw new IdentityException(
          shown(leaf)
              + " is only for purposes "
              + purposes
              + "; use one for TLS clients ("
              + CLIENT_AUTH
              + ")");
    }
  }

  /**
   * RFC 8446 §4.4.2: each certificate should certify the one before it; many servers require it.
   */
  private static void checkOrder(List<X509Certificate> chain) {
    for (int i = 1; i < chain.size(); i++) {
      X509Certificate issued = chain.get(i - 1);
      X509Certificate issuer = chain.get(i);
      try {
        if (!issued.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
          throw new IdentityException(
              "certificate "
                  + (i + 1)
                  + " of the chain, "
                  + shown(issuer)
                  + ", didn't issue the one before it; put each issuer after what it issued");
        }
        issued.verify(issuer.getPublicKey());
      } catch (GeneralSecurityException e) {
        throw new IdentityException(
            "certificate "
                + (i + 1)
                + " of the chain, "
                + shown(issuer)
                + ", has another key than the issuer of the one before it",
            e);
      }
    }
  }

  /** The certificates, this application's own first; at least one. */
  public List<X509Certificate> chain() {
    return chain;
  }

  /** This application's own certificate. */
  public X509Certificate leaf() {
    return chain.get(0);
  }

  /** The private key. Keep it out of logs. */
  public PrivateKey privateKey() {
    return privateKey;
  }

  /** The digest of the public key, as a pin: {@code sha256/} and base64. */
  public String spkiPin() {
    return spkiPin;
  }

  /** Whether the certificate's validity includes {@code now}, with no tolerance. */
  public boolean isValidAt(Instant now) {
    return !now.isBefore(leaf().getNotBefore().toInstant())
        && !now.isAfter(leaf().getNotAfter().toInstant());
  }

  /**
   * Checks {@link #isValidAt}.
   *
   * @param name the identity's name, for the message
   * @throws IdentityException if it isn't
   */
  public void requireValidAt(String name, Instant now) {
    if (!isValidAt(now)) {
      throw new IdentityException(
          "identity '"
              + name
              + "': "
              + shown(leaf())
              + " is valid from "
              + leaf().getNotBefore().toInstant()
              + " to "
              + leaf().getNotAfter().toInstant()
              + ", and it is "
              + now
              + "; renew it, or check this clock");
    }
  }

  /**
   * Whether less than a third of the certificate's lifetime is left, so that it should be renewed.
   */
  public boolean expiresSoonAt(Instant now) {
    return now.isAfter(renewalDue);
  }

  static String shown(X509Certificate certificate) {
    String subject = certificate.getSubjectX500Principal().getName(X500Principal.RFC2253);
    return subject.isEmpty()
        ? "the certificate with serial number "
            + SafeText.of(certificate.getSerialNumber().toString(16))
        : "'" + SafeText.of(subject) + "'";
  }

  /** The certificate's subject, the pin of its key, and its last day; no secrets. */
  @Override
  public String toString() {
    return shown(leaf()) + " " + spkiPin + " until " + leaf().getNotAfter().toInstant();
  }
}
