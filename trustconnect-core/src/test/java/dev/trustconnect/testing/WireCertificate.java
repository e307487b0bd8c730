package dev.trustconnect.testing;

import java.math.BigInteger;
import java.security.Principal;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that a server sends as its certificate, whatever they are. It knows its key and nothing
 * else, which is all that a server asks.
 */
final class WireCertificate extends X509Certificate {
  private static final long serialVersionUID = 1L;

  private final byte[] bytes;
  private final PublicKey key;

  WireCertificate(byte[] bytes, PublicKey key) {
    this.bytes = bytes.clone();
    this.key = key;
  }

  @Override
  public byte[] getEncoded() {
    return bytes.clone();
  }

  @Override
  public PublicKey getPublicKey() {
    return key;
  }

  @Override
  public String getSigAlgName() {
    return "SHA256withECDSA";
  }

  @Override
  public String getSigAlgOID() {
    return "1.2.840.10045.4.3.2";
  }

  @Override
  public String toString() {
    return "a certificate of " + bytes.length + " bytes";
  }

  @Override
  public void checkValidity() {}

  @Override
  public void checkValidity(Date date) {}

  @Override
  public void verify(PublicKey by) {
    throw unread();
  }

  @Override
  public void verify(PublicKey by, @Nullable String provider) {
    throw unread();
  }

  @Override
  public int getVersion() {
    return 3;
  }

  @Override
  public BigInteger getSerialNumber() {
    throw unread();
  }

  @Override
  @Deprecated
  public Principal getIssuerDN() {
    throw unread();
  }

  @Override
  @Deprecated
  public Principal getSubjectDN() {
    throw unread();
  }

  @Override
  public Date getNotBefore() {
    throw unread();
  }

  @Override
  public Date getNotAfter() {
    throw unread();
  }

  @Override
  public byte[] getTBSCertificate() {
    throw unread();
  }

  @Override
  public byte[] getSignature() {
    throw unread();
  }

  @Override
  public byte @Nullable [] getSigAlgParams() {
    return null;
  }

  @Override
  public boolean @Nullable [] getIssuerUniqueID() {
    return null;
  }

  @Override
  public boolean @Nullable [] getSubjectUniqueID() {
    return null;
  }

  @Override
  public boolean @Nullable [] getKeyUsage() {
    return null;
  }

  @Override
  public int getBasicConstraints() {
    return -1;
  }

  @Override
  public boolean hasUnsupportedCriticalExtension() {
    return false;
  }

  @Override
  public @Nullable Set<String> getCriticalExtensionOIDs() {
    return null;
  }

  @Override
  public @Nullable Set<String> getNonCriticalExtensionOIDs() {
    return null;
  }

  @Override
  public byte @Nullable [] getExtensionValue(String oid) {
    return null;
  }

  private static UnsupportedOperationException unread() {
    return new UnsupportedOperationException("these bytes are sent, not read");
  }
}
