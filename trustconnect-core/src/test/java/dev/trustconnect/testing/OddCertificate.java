package dev.trustconnect.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A certificate of which any part can be made odd; healthy until told otherwise. Not thread-safe.
 */
public final class OddCertificate {
  private final TestCa issuer;
  private final String[] names;
  private X500Name subject = new X500Name("CN=odd server");
  private Instant from = Instant.parse("2000-01-01T00:00:00Z");
  private Instant to = Instant.parse("2199-01-01T00:00:00Z");
  private String keyAlgorithm = "EC";
  private int keyBits = 256;
  private String signature = "SHA256withECDSA";
  private KeyPurposeId @Nullable [] purposes = {KeyPurposeId.id_kp_serverAuth};
  private int keyUsage = KeyUsage.digitalSignature;
  private @Nullable BasicConstraints basicConstraints = new BasicConstraints(false);
  private @Nullable NameConstraints nameConstraints;
  private @Nullable String criticalExtension;
  private @Nullable String garbled;
  private final Map<String, byte[]> extensions = new LinkedHashMap<>();
  private int hugeKeyBits;
  private @Nullable PrivateKey signedByKey;
  private @Nullable KeyPair ownKeys;

  OddCertificate(TestCa issuer, String... names) {
    this.issuer = issuer;
    this.names = names;
  }

  static TestCa.Identity underItsOwnName(TestCa own, String... names) {
    OddCertificate odd = own.odd(names);
    odd.subject = own.name();
    odd.ownKeys = own.keys();
    return odd.identity();
  }

  /** Valid from this time. */
  public OddCertificate from(Instant instant) {
    from = instant;
    return this;
  }

  /** Valid to this time. */
  public OddCertificate to(Instant instant) {
    to = instant;
    return this;
  }

  /** A key such as RSA 1024 or EC 384. */
  public OddCertificate key(String algorithm, int bits) {
    keyAlgorithm = algorithm;
    keyBits = bits;
    return this;
  }

  /** The key of an identity there is already: a renewal. */
  public OddCertificate keyOf(KeyPair keys) {
    ownKeys = keys;
    return this;
  }

  /** Signed like this by the issuer, such as SHA1withECDSA. */
  public OddCertificate signedWith(String algorithm) {
    signature = algorithm;
    return this;
  }

  /** Signed by another key than the issuer's. */
  public OddCertificate forgedBy(TestCa forger) {
    signedByKey = forger.keys().getPrivate();
    return this;
  }

  /** Meant for these purposes; none given: no extended key usage at all. */
  public OddCertificate purposes(KeyPurposeId... ids) {
    purposes = ids.length == 0 ? null : ids;
    return this;
  }

  /** The bits of KeyUsage; 0: none at all. */
  public OddCertificate keyUsage(int bits) {
    keyUsage = bits;
    return this;
  }

  /** With an unknown critical extension. */
  public OddCertificate criticalExtension(String oid) {
    criticalExtension = oid;
    return this;
  }

  /** With this extension, of which a reader of DER can make nothing. */
  public OddCertificate garbled(String oid) {
    garbled = oid;
    return this;
  }

  /** With this extension, not critical. */
  public OddCertificate extension(String oid, byte[] der) {
    extensions.put(oid, der.clone());
    return this;
  }

  /** With one signed timestamp of each of these logs, whose IDs are this byte (RFC 6962 §3.3). */
  public OddCertificate timestamps(int... logs) {
    ByteBuffer list = ByteBuffer.allocate(2 + logs.length * 49);
    list.putShort((short) (logs.length * 49));
    for (int log : logs) {
      byte[] id = new byte[32];
      Arrays.fill(id, (byte) log);
      list.putShort((short) 47).put((byte) 0).put(id).putLong(0).putShort((short) 0);
      list.putShort((short) 0x0403).putShort((short) 0); // an empty signature: it is never checked
    }
    try {
      return extension("1.3.6.1.4.1.11129.2.4.2", new DEROctetString(list.array()).getEncoded());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With the subject {@code CN=…,O=…}. */
  public OddCertificate subject(String rfc2253) {
    subject = new X500Name(rfc2253);
    return this;
  }

  /** With an RSA public key of this length; its private key is unknown. */
  public OddCertificate hugeKey(int bits) {
    hugeKeyBits = bits;
    return this;
  }

  /** May issue, with at most so many authorities below it; negative: without limit. */
  public OddCertificate authority(String commonName, int pathLength) {
    subject = new X500Name("CN=" + commonName);
    basicConstraints =
        pathLength < 0 ? new BasicConstraints(true) : new BasicConstraints(pathLength);
    keyUsage = KeyUsage.keyCertSign | KeyUsage.cRLSign;
    purposes = null;
    return this;
  }

  /** Says nothing about being an authority. */
  public OddCertificate withoutBasicConstraints() {
    basicConstraints = null;
    return this;
  }

  /** May issue for names in these domains only. */
  public OddCertificate onlyFor(String... domains) {
    nameConstraints = new NameConstraints(subtrees(domains), null);
    return this;
  }

  /** May issue for names in these domains only, but not in those. */
  public OddCertificate onlyFor(String[] permitted, String[] excluded) {
    nameConstraints = new NameConstraints(subtrees(permitted), subtrees(excluded));
    return this;
  }

  /** May issue for URIs with these hosts only. */
  public OddCertificate onlyForUris(String... hosts) {
    GeneralSubtree[] permitted =
        Arrays.stream(hosts)
            .map(
                host ->
                    new GeneralSubtree(
                        new GeneralName(GeneralName.uniformResourceIdentifier, host)))
            .toArray(GeneralSubtree[]::new);
    nameConstraints = new NameConstraints(permitted, null);
    return this;
  }

  private static GeneralSubtree[] subtrees(String... domains) {
    return Arrays.stream(domains)
        .map(domain -> new GeneralSubtree(new GeneralName(GeneralName.dNSName, domain)))
        .toArray(GeneralSubtree[]::new);
  }

  /** The certificate with its chain and key. */
  public TestCa.Identity identity() {
    Made made = make();
    return new TestCa.Identity(made.keys().getPrivate(), chain(made.certificate()));
  }

  /** The certificate as an authority; whether it may be one is another matter. */
  public TestCa issuing() {
    Made made = make();
    return TestCa.of(made.keys(), made.certificate(), chain(made.certificate()));
  }

  private record Made(KeyPair keys, X509Certificate certificate) {}

  private List<X509Certificate> chain(X509Certificate certificate) {
    List<X509Certificate> chain = new ArrayList<>(List.of(certificate));
    chain.addAll(issuer.above());
    return chain;
  }

  private Made make() {
    try {
      KeyPair keys = ownKeys != null ? ownKeys : newKeys();
      BigInteger serial = issuer.nextSerial();
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              issuer.name(), serial, Date.from(from), Date.from(to), subject, publicKey(keys));
      addExtensions(builder);
      PrivateKey by = signedByKey != null ? signedByKey : issuer.keys().getPrivate();
      return new Made(
          keys,
          new JcaX509CertificateConverter().getCertificate(builder.build(signer().build(by))));
    } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private JcaContentSignerBuilder signer() {
    JcaContentSignerBuilder signer = new JcaContentSignerBuilder(signature);
    // The runtime has RSASSA-PSS under another name, which Bouncy Castle's builder doesn't know.
    return signature.endsWith("MGF1") ? signer.setProvider(new BouncyCastleProvider()) : signer;
  }

  private PublicKey publicKey(KeyPair keys) throws GeneralSecurityException {
    if (hugeKeyBits == 0) {
      return keys.getPublic();
    }
    BigInteger modulus = BigInteger.ONE.shiftLeft(hugeKeyBits - 1).setBit(0);
    return KeyFactory.getInstance("RSA")
        .generatePublic(new RSAPublicKeySpec(modulus, RSAKeyGenParameterSpec.F4));
  }

  private void addExtensions(X509v3CertificateBuilder builder) throws CertIOException {
    if (basicConstraints != null) {
      builder.addExtension(Extension.basicConstraints, true, basicConstraints);
    }
    if (keyUsage != 0) {
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(keyUsage));
    }
    if (purposes != null) {
      builder.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(purposes));
    }
    if (names.length > 0) {
      builder.addExtension(Extension.subjectAlternativeName, false, TestCa.alternatives(names));
    }
    if (nameConstraints != null) {
      builder.addExtension(Extension.nameConstraints, true, nameConstraints);
    }
    if (garbled != null) {
      builder.addExtension(new ASN1ObjectIdentifier(garbled), false, new byte[] {0x30, 0x02, 5});
    }
    for (Map.Entry<String, byte[]> more : extensions.entrySet()) {
      builder.addExtension(new ASN1ObjectIdentifier(more.getKey()), false, more.getValue());
    }
    if (criticalExtension != null) {
      builder.addExtension(new ASN1ObjectIdentifier(criticalExtension), true, DERNull.INSTANCE);
    }
  }

  private KeyPair newKeys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(keyAlgorithm);
    if (keyAlgorithm.equals("EC")) {
      generator.initialize(new ECGenParameterSpec("secp" + keyBits + "r1"));
    } else {
      generator.initialize(keyBits);
    }
    return generator.generateKeyPair();
  }
}
