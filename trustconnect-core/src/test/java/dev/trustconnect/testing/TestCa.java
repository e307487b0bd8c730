package dev.trustconnect.testing;

import dev.trustconnect.identity.ClientIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate authority for loopback servers: P-256 keys, made anew, valid from 2000 to 2199 so
 * that no test depends on today's date.
 */
public final class TestCa {
  private static final Date FROM = Date.from(Instant.parse("2000-01-01T00:00:00Z"));
  private static final Date TO = Date.from(Instant.parse("2199-01-01T00:00:00Z"));

  private final X500Name name;
  private final KeyPair keys;
  private final X509Certificate certificate;
  private final List<X509Certificate> above;
  private final AtomicLong serial = new AtomicLong(1);

  /** A server's private key and its chain, the server's certificate first, the root left out. */
  public record Identity(PrivateKey key, List<X509Certificate> chain) {
    public Identity {
      chain = List.copyOf(chain);
    }

    /** The server's own certificate. */
    public X509Certificate certificate() {
      return chain.get(0);
    }

    /** The same for a client that presents it. */
    public ClientIdentity asClient() {
      return ClientIdentity.of(chain, key);
    }

    /** Key and chain as PEM, the key first, as in a Kubernetes credential bundle. */
    public String pem() {
      StringBuilder bundle = new StringBuilder(keyPem());
      chain.forEach(certificate -> bundle.append(TestCa.pem(certificate)));
      return bundle.toString();
    }

    /** The key as PEM, in PKCS#8. */
    public String keyPem() {
      String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
      return "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n";
    }

    /** The same key, with another certificate sent along at the end. */
    public Identity with(X509Certificate stowaway) {
      List<X509Certificate> longer = new ArrayList<>(chain);
      longer.add(stowaway);
      return new Identity(key, longer);
    }
  }

  private TestCa(
      X500Name name, KeyPair keys, X509Certificate certificate, List<X509Certificate> above) {
    this.name = name;
    this.keys = keys;
    this.certificate = certificate;
    this.above = above;
  }

  /** A root called {@code CN=commonName}. */
  public static TestCa create(String commonName) {
    X500Name name = new X500Name("CN=" + commonName);
    KeyPair keys = newKeys();
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(name, BigInteger.ONE, FROM, TO, name, keys.getPublic());
    return new TestCa(name, keys, signed(authority(builder), keys), List.of());
  }

  /** An authority whose certificate this one has signed. */
  public TestCa intermediate(String commonName) {
    X500Name subject = new X500Name("CN=" + commonName);
    KeyPair subjectKeys = newKeys();
    X509Certificate issued = signed(authority(builder(subject, subjectKeys, FROM, TO)), keys);
    List<X509Certificate> path = new ArrayList<>(List.of(issued));
    path.addAll(above);
    return new TestCa(subject, subjectKeys, issued, path);
  }

  /** A server certificate for these names, address literals and URIs, as alternative names. */
  public Identity server(String... names) {
    return identity(FROM, TO, KeyPurposeId.id_kp_serverAuth, "loopback server", names);
  }

  /** As {@link #server}, but it ended in 2001. */
  public Identity expiredServer(String... names) {
    Date longAgo = Date.from(Instant.parse("2001-01-01T00:00:00Z"));
    return identity(FROM, longAgo, KeyPurposeId.id_kp_serverAuth, "loopback server", names);
  }

  /** A certificate for clients only. */
  public Identity client(String... names) {
    return identity(FROM, TO, KeyPurposeId.id_kp_clientAuth, "loopback client", names);
  }

  /** The X.509-SVID of a workload, for servers and clients, as SPIRE issues it. */
  public Identity svid(String spiffeId) {
    return odd(spiffeId)
        .purposes(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth)
        .keyUsage(KeyUsage.digitalSignature | KeyUsage.keyAgreement)
        .identity();
  }

  /** A server certificate with its name only in the subject, where no client looks any more. */
  public Identity commonNameOnly(String commonName) {
    return identity(FROM, TO, KeyPurposeId.id_kp_serverAuth, commonName);
  }

  /** A certificate with something odd about it. */
  public OddCertificate odd(String... names) {
    return new OddCertificate(this, names);
  }

  /** A self-signed certificate. */
  public static Identity selfSigned(String... names) {
    TestCa own = create("self-signed server");
    return OddCertificate.underItsOwnName(own, names);
  }

  /** The same authority (name and key) under another root. */
  public X509Certificate crossSigned(TestCa other) {
    return signed(authority(other.builder(name, keys, FROM, TO)), other.keys);
  }

  /** A context for an ordinary client that trusts this authority: the platform's own checks. */
  public SSLContext clientContext() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {trustManager()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same with a certificate of its own, which it sends to any server that asks for one. */
  public SSLContext clientContext(Identity own) {
    try {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(null, null);
      char[] password = {};
      keys.setKeyEntry("own", own.key(), password, own.chain().toArray(new X509Certificate[0]));
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(keys, password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(factory.getKeyManagers(), new TrustManager[] {trustManager()}, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The platform's trust manager for this authority. */
  public X509ExtendedTrustManager trustManager() {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setCertificateEntry("root", certificate);
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  X500Name name() {
    return name;
  }

  /** Its keys: another certificate may be made out to them. */
  public KeyPair keys() {
    return keys;
  }

  List<X509Certificate> above() {
    return above;
  }

  BigInteger nextSerial() {
    return BigInteger.valueOf(serial.incrementAndGet());
  }

  /** An authority of this certificate and key; {@code above} are the ones over it. */
  static TestCa of(KeyPair keys, X509Certificate certificate, List<X509Certificate> above) {
    return new TestCa(
        new X500Name(certificate.getSubjectX500Principal().getName()), keys, certificate, above);
  }

  /** This authority's own certificate. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** This authority's certificate as PEM. */
  public String pem() {
    return pem(certificate);
  }

  /** Writes {@link #pem()} to a file, for a command line to read. */
  public Path writePem(Path file) {
    try {
      return Files.writeString(file, pem());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Any certificate as PEM. */
  public static String pem(X509Certificate any) {
    try {
      String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(any.getEncoded());
      return "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The pin of a certificate's key: {@code sha256/…}. */
  public static String pin(X509Certificate any) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(any.getPublicKey().getEncoded());
      return "sha256/" + Base64.getEncoder().encodeToString(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private Identity identity(
      Date from, Date to, KeyPurposeId purpose, String commonName, String... names) {
    KeyPair subjectKeys = newKeys();
    X509v3CertificateBuilder builder =
        builder(new X500Name("CN=" + commonName), subjectKeys, from, to);
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
      if (names.length > 0) {
        builder.addExtension(Extension.subjectAlternativeName, false, alternatives(names));
      }
    } catch (CertIOException e) {
      throw new IllegalStateException(e);
    }
    List<X509Certificate> chain = new ArrayList<>(List.of(signed(builder, keys)));
    chain.addAll(above);
    return new Identity(subjectKeys.getPrivate(), chain);
  }

  static GeneralNames alternatives(String... names) {
    GeneralName[] alternatives = new GeneralName[names.length];
    for (int i = 0; i < names.length; i++) {
      alternatives[i] = new GeneralName(kind(names[i]), names[i]);
    }
    return new GeneralNames(alternatives);
  }

  private static int kind(String name) {
    if (name.contains("://")) {
      return GeneralName.uniformResourceIdentifier;
    }
    return name.indexOf(':') >= 0 || name.matches("[0-9.]+")
        ? GeneralName.iPAddress
        : GeneralName.dNSName;
  }

  private X509v3CertificateBuilder builder(X500Name subject, KeyPair of, Date from, Date to) {
    BigInteger number = BigInteger.valueOf(serial.incrementAndGet());
    return new JcaX509v3CertificateBuilder(name, number, from, to, subject, of.getPublic());
  }

  private static X509v3CertificateBuilder authority(X509v3CertificateBuilder builder) {
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      return builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    } catch (CertIOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static X509Certificate signed(X509v3CertificateBuilder builder, KeyPair by) {
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(by.getPrivate())));
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
