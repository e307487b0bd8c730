package dev.trustconnect.testing;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** A certificate that counts how often its signature is checked. Thread-safe. */
public final class CountingCertificate extends X509Certificate {
  private static final long serialVersionUID = 1L;

  private final X509Certificate real;
  private final AtomicInteger checks;

  private CountingCertificate(X509Certificate real, AtomicInteger checks) {
    this.real = real;
    this.checks = checks;
  }

  /** The same certificates, which count into {@code checks}. */
  public static List<X509Certificate> all(List<X509Certificate> real, AtomicInteger checks) {
    return real.stream()
        .map(certificate -> (X509Certificate) new CountingCertificate(certificate, checks))
        .toList();
  }

  @Override
  public void verify(PublicKey by) throws CertificateException {
    checks.incrementAndGet();
    try {
      real.verify(by);
    } catch (CertificateException e) {
      throw e;
    } catch (GeneralSecurityException e) {
      throw new CertificateException(e);
    }
  }

  @Override
  public void verify(PublicKey by, @Nullable String provider) throws CertificateException {
    verify(by);
  }

  @Override
  public byte[] getEncoded() throws CertificateEncodingException {
    return real.getEncoded();
  }

  @Override
  public PublicKey getPublicKey() {
    return real.getPublicKey();
  }

  @Override
  public X500Principal getSubjectX500Principal() {
    return real.getSubjectX500Principal();
  }

  @Override
  public X500Principal getIssuerX500Principal() {
    return real.getIssuerX500Principal();
  }

  @Override
  public @Nullable List<String> getExtendedKeyUsage() throws CertificateParsingException {
    return real.getExtendedKeyUsage();
  }

  @Override
  public @Nullable Collection<List<?>> getSubjectAlternativeNames()
      throws CertificateParsingException {
    return real.getSubjectAlternativeNames();
  }

  @Override
  public String toString() {
    return real.toString();
  }

  @Override
  public void checkValidity() throws CertificateExpiredException, CertificateNotYetValidException {
    real.checkValidity();
  }

  @Override
  public void checkValidity(Date date)
      throws CertificateExpiredException, CertificateNotYetValidException {
    real.checkValidity(date);
  }

  @Override
  public int getVersion() {
    return real.getVersion();
  }

  @Override
  public BigInteger getSerialNumber() {
    return real.getSerialNumber();
  }

  @Override
  @Deprecated
  public Principal getIssuerDN() {
    return real.getIssuerX500Principal();
  }

  @Override
  @Deprecated
  public Principal getSubjectDN() {
    return real.getSubjectX500Principal();
  }

  @Override
  public Date getNotBefore() {
    return real.getNotBefore();
  }

  @Override
  public Date getNotAfter() {
    return real.getNotAfter();
  }

  @Override
  public byte[] getTBSCertificate() throws CertificateEncodingException {
    return real.getTBSCertificate();
  }

  @Override
  public byte[] getSignature() {
    return real.getSignature();
  }

  @Override
  public String getSigAlgName() {
    return real.getSigAlgName();
  }

  @Override
  public String getSigAlgOID() {
    return real.getSigAlgOID();
  }

  @Override
  public byte @Nullable [] getSigAlgParams() {
    return real.getSigAlgParams();
  }

  @Override
  public boolean @Nullable [] getIssuerUniqueID() {
    return real.getIssuerUniqueID();
  }

  @Override
  public boolean @Nullable [] getSubjectUniqueID() {
    return real.getSubjectUniqueID();
  }

  @Override
  public boolean @Nullable [] getKeyUsage() {
    return real.getKeyUsage();
  }

  @Override
  public int getBasicConstraints() {
    return real.getBasicConstraints();
  }

  @Override
  public boolean hasUnsupportedCriticalExtension() {
    return real.hasUnsupportedCriticalExtension();
  }

  @Override
  public @Nullable Set<String> getCriticalExtensionOIDs() {
    return real.getCriticalExtensionOIDs();
  }

  @Override
  public @Nullable Set<String> getNonCriticalExtensionOIDs() {
    return real.getNonCriticalExtensionOIDs();
  }

  @Override
  public byte @Nullable [] getExtensionValue(String oid) {
    return real.getExtensionValue(oid);
  }
}
