package dev.trustconnect.testing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;

/**
 * A certificate put together by hand and signed properly by an authority that plays along: any
 * extension any number of times, any serial, any bytes. Healthy until told otherwise. Not
 * thread-safe.
 */
public final class HostileCertificate {
  private static final AlgorithmIdentifier ECDSA =
      new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);

  private final TestCa issuer;
  private final List<ASN1Encodable> extensions = new ArrayList<>();
  private final KeyPair keys;
  private ASN1Encodable serial;
  private ASN1Encodable subject = new X500Name("CN=hostile server");
  private ASN1Encodable publicKey;
  private AlgorithmIdentifier algorithm = ECDSA;
  private int version = 3;
  private byte @Nullable [] madeUp;
  private UnaryOperator<byte[]> signed = bytes -> bytes;
  private UnaryOperator<byte[]> whole = bytes -> bytes;

  private HostileCertificate(TestCa issuer, KeyPair keys) {
    this.issuer = issuer;
    this.keys = keys;
    this.serial = new ASN1Integer(issuer.nextSerial());
    this.publicKey = SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded());
  }

  /** A server certificate of {@code issuer} for these names. */
  public static HostileCertificate server(TestCa issuer, String... names) {
    HostileCertificate server = bare(issuer);
    if (names.length > 0) {
      server.names(TestCa.alternatives(names));
    }
    return server;
  }

  /** A server certificate of {@code issuer} without a name yet. */
  public static HostileCertificate bare(TestCa issuer) {
    return new HostileCertificate(issuer, TestCa.newKeys())
        .extension(Extension.basicConstraints, true, new BasicConstraints(false))
        .extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
        .extension(
            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
  }

  /** An authority below {@code issuer}. */
  public static HostileCertificate authority(TestCa issuer, String commonName) {
    HostileCertificate authority =
        new HostileCertificate(issuer, TestCa.newKeys())
            .extension(Extension.basicConstraints, true, new BasicConstraints(true))
            .extension(
                Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    authority.subject = new X500Name("CN=" + commonName);
    return authority;
  }

  /** One more extension, there already or not. */
  public HostileCertificate extension(
      ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    return extension(oid, critical, encoded(value));
  }

  /** One more extension of these bytes. */
  public HostileCertificate extension(ASN1ObjectIdentifier oid, boolean critical, byte[] value) {
    extensions.add(new Extension(oid, critical, value));
    return this;
  }

  /** One more subjectAltName extension. */
  public HostileCertificate names(GeneralNames names) {
    return extension(Extension.subjectAlternativeName, false, names);
  }

  /** With this serial number. */
  public HostileCertificate serial(BigInteger number) {
    serial = new ASN1Integer(number);
    return this;
  }

  /** Of version 1 or 2, which have no extensions. */
  public HostileCertificate oldVersion(int number) {
    version = number;
    extensions.clear();
    return this;
  }

  /** Made out to this subject, which may be no name. */
  public HostileCertificate subject(ASN1Encodable name) {
    subject = name;
    return this;
  }

  /** With the key's information spelt like this. */
  public HostileCertificate publicKey(ASN1Encodable info) {
    publicKey = info;
    return this;
  }

  /** Not signed: these bytes stand in for a signature of this algorithm. */
  public HostileCertificate madeUpSignature(AlgorithmIdentifier by, byte[] signature) {
    algorithm = by;
    madeUp = signature.clone();
    return this;
  }

  /** What the issuer signs is changed like this before it signs. */
  public HostileCertificate changeSigned(UnaryOperator<byte[]> change) {
    signed = change;
    return this;
  }

  /** The certificate is changed like this after it was signed. */
  public HostileCertificate changeWhole(UnaryOperator<byte[]> change) {
    whole = change;
    return this;
  }

  /** The bytes on the wire. */
  public byte[] bytes() {
    byte[] tbs = signed.apply(encoded(toBeSigned()));
    byte[] signature = madeUp != null ? madeUp : signature(tbs);
    return whole.apply(tagged(0x30, tbs, encoded(algorithm), encoded(new DERBitString(signature))));
  }

  private byte[] signature(byte[] tbs) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(issuer.keys().getPrivate());
      signature.update(tbs);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The certificate with its chain and key, as the Java runtime reads it. */
  public TestCa.Identity identity() {
    return new TestCa.Identity(keys.getPrivate(), chain(readable()));
  }

  /** The certificate with its chain and key, of which a server sends the very bytes. */
  public TestCa.Identity identityOnTheWire() {
    return new TestCa.Identity(
        keys.getPrivate(), chain(new WireCertificate(bytes(), keys.getPublic())));
  }

  /** The certificate as an authority. */
  public TestCa issuing() {
    X509Certificate certificate = readable();
    return TestCa.of(keys, certificate, chain(certificate));
  }

  /** These bytes as the Java runtime reads them. */
  public static X509Certificate read(byte[] bytes) throws CertificateException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(bytes));
  }

  private X509Certificate readable() {
    try {
      return read(bytes());
    } catch (CertificateException e) {
      throw new IllegalStateException("the runtime can't read it: serve it on the wire", e);
    }
  }

  private List<X509Certificate> chain(X509Certificate certificate) {
    List<X509Certificate> chain = new ArrayList<>(List.of(certificate));
    chain.addAll(issuer.above());
    return chain;
  }

  /** RFC 5280 §4.1. */
  private ASN1Encodable toBeSigned() {
    ASN1EncodableVector tbs = new ASN1EncodableVector();
    if (version > 1) {
      tbs.add(new DERTaggedObject(true, 0, new ASN1Integer(version - 1)));
    }
    tbs.add(serial);
    tbs.add(algorithm);
    tbs.add(issuer.name());
    tbs.add(
        new DERSequence(
            new ASN1Encodable[] {time("2000-01-01T00:00:00Z"), time("2199-01-01T00:00:00Z")}));
    tbs.add(subject);
    tbs.add(publicKey);
    if (version == 3) {
      tbs.add(
          new DERTaggedObject(true, 3, new DERSequence(extensions.toArray(ASN1Encodable[]::new))));
    }
    return new DERSequence(tbs);
  }

  private static Time time(String instant) {
    return new Time(Date.from(Instant.parse(instant)));
  }

  /** DER's tag, length and value. */
  static byte[] tagged(int tag, byte[]... parts) {
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      value.writeBytes(part);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int length = value.size();
    if (length < 0x80) {
      out.write(length);
    } else {
      byte[] digits = BigInteger.valueOf(length).toByteArray();
      int from = digits[0] == 0 ? 1 : 0;
      out.write(0x80 | (digits.length - from));
      out.write(digits, from, digits.length - from);
    }
    out.writeBytes(value.toByteArray());
    return out.toByteArray();
  }

  static byte[] encoded(ASN1Encodable value) {
    try {
      return value.toASN1Primitive().getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
