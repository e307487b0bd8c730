package dev.trustconnect.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.testing.TestCa;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Client identities from files: what can be read, what is refused, and what a change does. */
class IdentitiesTest {
  private static final TestCa ROOT = TestCa.create("Root");
  private static final TestCa CORP = ROOT.intermediate("Corp");
  private static final TestCa.Identity OURS = CORP.client("payments");
  private static final char[] PASSWORD = "correct horse".toCharArray();

  @TempDir Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static String chainPem(List<X509Certificate> chain) {
    return String.join("", chain.stream().map(TestCa::pem).toList());
  }

  private static String pem(String type, byte[] content) {
    StringWriter text = new StringWriter();
    try (PemWriter writer = new PemWriter(text)) {
      writer.writeObject(new PemObject(type, content));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return text.toString();
  }

  private static TestCa.Identity rsa() {
    return CORP.odd("payments").purposes(KeyPurposeId.id_kp_clientAuth).key("RSA", 2048).identity();
  }

  private static byte[] inside(PrivateKey key) {
    try {
      return PrivateKeyInfo.getInstance(key.getEncoded())
          .parsePrivateKey()
          .toASN1Primitive()
          .getEncoded();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String message(Throwable thrown) {
    assertThat(thrown).isInstanceOf(IdentityException.class);
    return thrown.getMessage();
  }

  // What can be read.

  @Test
  void bundleOfKeyAndChainIsRead() throws IOException {
    ClientIdentity read = Identities.pem(file("bundle.pem", OURS.pem())).current();

    assertThat(read.chain()).isEqualTo(OURS.chain()).hasSize(2);
    assertThat(read.privateKey()).isEqualTo(OURS.key());
    assertThat(read.spkiPin()).isEqualTo(TestCa.pin(OURS.certificate()));
    assertThat(read.toString()).contains("sha256/").doesNotContain("PRIVATE");
  }

  @Test
  void chainAndKeyInTwoFilesAreRead() throws IOException {
    Path chain = file("tls.crt", "some explanation\n" + chainPem(OURS.chain()));
    Path key = file("tls.key", OURS.keyPem());

    assertThat(Identities.pem(chain, key).current().leaf()).isEqualTo(OURS.certificate());
  }

  @Test
  void keysInTheOlderFormsOfOpensslAreRead() throws IOException {
    TestCa.Identity rsa = rsa();
    String pkcs1 = pem("RSA PRIVATE KEY", inside(rsa.key()));
    String parameters = pem("EC PARAMETERS", new byte[] {6, 8, 42, -122, 72, -50, 61, 3, 1, 7});

    assertThat(Identities.pem(file("rsa.pem", pkcs1 + chainPem(rsa.chain()))).current().leaf())
        .isEqualTo(rsa.certificate());
    String sec1 = Sec1.pem(OURS);
    assertThat(
            Identities.pem(file("ec.pem", parameters + sec1 + chainPem(OURS.chain())))
                .current()
                .leaf())
        .isEqualTo(OURS.certificate());
  }

  @Test
  void onlyKeyOfAPkcs12FileIsRead() throws Exception {
    Path file = pkcs12("one.p12", OURS);

    assertThat(Identities.pkcs12(file, PASSWORD).current().leaf()).isEqualTo(OURS.certificate());
  }

  @Test
  void passwordThatWasAskedForIsWiped() throws Exception {
    char[] handed = PASSWORD.clone();

    IdentitySource unused = Identities.pkcs12(pkcs12("one.p12", OURS), () -> handed);

    assertThat(handed).containsOnly('\0');
  }

  private Path pkcs12(String name, TestCa.Identity... identities) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (int i = 0; i < identities.length; i++) {
      X509Certificate[] chain = identities[i].chain().toArray(new X509Certificate[0]);
      store.setKeyEntry("key-" + i, identities[i].key(), PASSWORD, chain);
    }
    Path file = folder.resolve(name);
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, PASSWORD);
    }
    return file;
  }

  // What is refused, each beside what can be read above.

  /** Text that is no identity, and the words that say so. */
  private record Bad(String what, String text, String... words) {
    @Override
    public String toString() {
      return what;
    }
  }

  private static Bad chain(String what, TestCa.Identity identity, String... words) {
    return new Bad(what, identity.pem(), words);
  }

  static Stream<Bad> bad() {
    TestCa.Identity other = CORP.client("other");
    List<X509Certificate> reversed = new ArrayList<>(OURS.chain());
    Collections.reverse(reversed);
    String key = OURS.keyPem();
    String whole = OURS.pem();
    return Stream.of(
        new Bad(
            "the key of another certificate",
            other.keyPem() + chainPem(OURS.chain()),
            "the private key isn't that of 'CN=loopback client'",
            "use the key that the certificate was requested with"),
        new Bad(
            "a key of another algorithm",
            rsa().keyPem() + chainPem(OURS.chain()),
            "the private key can't sign for 'CN=loopback client', whose key is EC"),
        new Bad(
            "an authority",
            new TestCa.Identity(CORP.keys().getPrivate(), List.of(CORP.certificate())).pem(),
            "'CN=Corp' is an authority's certificate"),
        new Bad("issuers first", key + chainPem(reversed), "is an authority's certificate"),
        chain(
            "a foreign issuer",
            new TestCa.Identity(OURS.key(), List.of(OURS.certificate(), ROOT.certificate())),
            "certificate 2 of the chain, 'CN=Root', didn't issue the one before it"),
        chain(
            "an issuer's namesake",
            new TestCa.Identity(
                OURS.key(), List.of(OURS.certificate(), TestCa.create("Corp").certificate())),
            "certificate 2 of the chain, 'CN=Corp', has another key than the issuer"),
        chain(
            "a certificate for servers",
            CORP.server("api.example.test"),
            "is only for purposes [1.3.6.1.5.5.7.3.1]",
            "use one for TLS clients"),
        chain(
            "a key that may not sign",
            CORP.odd("payments")
                .purposes(KeyPurposeId.id_kp_clientAuth)
                .keyUsage(KeyUsage.keyAgreement)
                .identity(),
            "a key usage without digitalSignature"),
        new Bad("no key", chainPem(OURS.chain()), "no private key in PEM form"),
        new Bad("no certificate", key, "no certificate in PEM form"),
        new Bad("nothing", "", "no certificate in PEM form"),
        new Bad("two keys", key + whole, "two private keys"),
        new Bad("half a block", whole.substring(0, 300), "a block that isn't whole"),
        new Bad(
            "an encrypted key",
            pem("ENCRYPTED PRIVATE KEY", new byte[] {48, 0}) + chainPem(OURS.chain()),
            "an encrypted private key; use a PKCS#12 file with a password"),
        new Bad(
            "a key that RFC 1421 encrypts",
            """
            -----BEGIN RSA PRIVATE KEY-----
            Proc-Type: 4,ENCRYPTED
            DEK-Info: AES-256-CBC,00

            MAA=
            -----END RSA PRIVATE KEY-----
            """,
            "an encrypted private key"),
        new Bad(
            "a key that isn't one",
            pem("PRIVATE KEY", new byte[] {48, 0}) + chainPem(OURS.chain()),
            "a block that isn't whole"),
        new Bad(
            "a request", pem("CERTIFICATE REQUEST", new byte[] {48, 0}), "'CERTIFICATE REQUEST'"),
        new Bad(
            "a certificate that isn't one",
            key + pem("CERTIFICATE", new byte[] {48, 0}),
            "a certificate that can't be parsed"),
        new Bad("a bundle of roots", chainPem(OURS.chain()).repeat(11), "more than 20 blocks"));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void badFileIsRefusedWithItsNameAndARemedy(Bad bad) throws IOException {
    Path file = file("identity.pem", bad.text);

    assertThat(message(catchThrowable(() -> Identities.pem(file))))
        .startsWith("identity " + file + ": ")
        .contains(bad.words)
        .doesNotContain(OURS.keyPem().lines().skip(1).findFirst().orElseThrow());
  }

  @Test
  void fileThatCantBeReadIsRefused() throws IOException {
    assertThat(message(catchThrowable(() -> Identities.pem(folder.resolve("absent.pem")))))
        .isEqualTo("identity " + folder.resolve("absent.pem") + ": can't be read (no such file)");
    assertThat(message(catchThrowable(() -> Identities.pem(folder))))
        .endsWith("can't be read (not a regular file)");
    Path large = file("large.pem", " ".repeat((1 << 20) + 1));
    assertThat(message(catchThrowable(() -> Identities.pem(large))))
        .endsWith("can't be read (larger than 1 MiB)");
  }

  /** A message names the files, so it would show the key. */
  @Test
  void keyInPlaceOfAFilesNameIsNotShown() {
    Path text = Path.of(OURS.keyPem());

    Throwable thrown = catchThrowable(() -> Identities.pem(folder.resolve("tls.crt"), text));

    assertThat(message(thrown))
        .isEqualTo("a text in PEM form in place of a file's name; write it to a file");
    assertThat(thrown.getCause()).hasMessage("a text in PEM form in place of a file's name");
  }

  @Test
  void badPkcs12FileIsRefused() throws Exception {
    Path file = pkcs12("one.p12", OURS);
    assertThat(message(catchThrowable(() -> Identities.pkcs12(file, "wrong".toCharArray()))))
        .endsWith("the password of the PKCS#12 file is wrong");
    assertThat(message(catchThrowable(() -> Identities.pkcs12(file, () -> null))))
        .endsWith("no password for the PKCS#12 file; set it");
    Path two = pkcs12("two.p12", OURS, CORP.client("other"));
    assertThat(message(catchThrowable(() -> Identities.pkcs12(two, PASSWORD))))
        .endsWith("a PKCS#12 file with 2 keys (key-0, key-1); keep exactly one");
    Path none = pkcs12("none.p12");
    assertThat(message(catchThrowable(() -> Identities.pkcs12(none, PASSWORD))))
        .contains("with 0 keys");
    Path text = file("text.p12", OURS.pem());
    assertThat(message(catchThrowable(() -> Identities.pkcs12(text, PASSWORD))))
        .endsWith("not a PKCS#12 file, or an incomplete one");
  }

  @Test
  void identityOfNothingIsRefused() {
    assertThat(message(catchThrowable(() -> ClientIdentity.of(List.of(), OURS.key()))))
        .contains("an identity with 0 certificates");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Ed25519", "EC", "RSA", "RSASSA-PSS"})
  void everyKindOfKeyOfTlsFits(String algorithm) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    KeyPair keys = generator.generateKeyPair();
    Function<KeyPair, TestCa.Identity> issue =
        of -> CORP.odd("payments").purposes(KeyPurposeId.id_kp_clientAuth).keyOf(of).identity();

    assertThat(
            ClientIdentity.of(issue.apply(keys).chain(), keys.getPrivate()).leaf().getPublicKey())
        .isEqualTo(keys.getPublic());
    PrivateKey other = generator.generateKeyPair().getPrivate();
    assertThat(message(catchThrowable(() -> ClientIdentity.of(issue.apply(keys).chain(), other))))
        .startsWith("the private key isn't that of");
  }

  // Changes.

  private static FileIdentity watched(IdentitySource source) {
    return (FileIdentity) source;
  }

  @Test
  void changedFileIsReadOnceItIsWhole() throws IOException {
    Path file = file("bundle.pem", OURS.pem());
    FileIdentity source = watched(Identities.pem(file));
    ClientIdentity first = source.current();
    assertThat(source.look()).isEmpty();
    assertThat(source.current()).as("nothing has changed").isSameAs(first);

    TestCa.Identity renewed = CORP.client("payments");
    Files.writeString(file, renewed.pem());
    assertThat(source.look()).isEmpty();
    assertThat(source.current()).as("it may still be written to").isSameAs(first);
    assertThat(source.look()).isEmpty();
    assertThat(source.current().leaf()).isEqualTo(renewed.certificate());
  }

  /** As cert-manager and others write: the certificate, and some time later the key. */
  @Test
  void pairThatIsReplacedOneAfterTheOtherIsNeverMixed() throws IOException {
    Path chain = file("tls.crt", chainPem(OURS.chain()));
    Path key = file("tls.key", OURS.keyPem());
    FileIdentity source = watched(Identities.pem(chain, key));
    ClientIdentity first = source.current();
    TestCa.Identity renewed = CORP.client("payments");

    Files.writeString(chain, chainPem(renewed.chain()));
    assertThat(source.look()).isEmpty();
    assertThat(source.look()).hasValueSatisfying(e -> assertThat(e).hasMessageContaining("isn't"));
    assertThat(source.current()).isSameAs(first);
    assertThat(source.problem()).isPresent();
    assertThat(source.look()).as("reported once").isEmpty();

    Files.writeString(key, renewed.keyPem());
    assertThat(source.look()).isEmpty();
    assertThat(source.look()).isEmpty();
    assertThat(source.current().leaf()).isEqualTo(renewed.certificate());
    assertThat(source.problem()).isEmpty();
  }

  @Test
  void missingFileKeepsTheLastGoodIdentity() throws IOException {
    Path file = file("bundle.pem", OURS.pem());
    FileIdentity source = watched(Identities.pem(file));
    ClientIdentity first = source.current();

    Files.delete(file);
    assertThat(source.look()).isEmpty();
    assertThat(source.look())
        .hasValueSatisfying(e -> assertThat(e).hasMessageContaining("no such file"));
    assertThat(source.current()).isSameAs(first);
  }

  @Test
  void fixedAndSuppliedIdentitiesAreThemselves() {
    ClientIdentity one = OURS.asClient();

    assertThat(Identities.of(one).current()).isSameAs(one);
    assertThat(Identities.of(() -> one).current()).isSameAs(one);
  }

  @Test
  void changeThatWasReadIsNotReadAgain() throws IOException {
    Path file = file("bundle.pem", OURS.pem());
    FileIdentity source = watched(Identities.pem(file));
    Files.writeString(file, CORP.client("payments").pem());
    assertThat(source.look()).isEmpty();
    assertThat(source.look()).isEmpty();
    ClientIdentity renewed = source.current();

    assertThat(source.look()).isEmpty();
    assertThat(source.look()).isEmpty();
    assertThat(source.current()).isSameAs(renewed);
  }

  /** It is valid from 2000 to 2199, so the last third begins in 2132. */
  @Test
  void renewalIsDueInTheLastThirdOfTheLifetime() {
    ClientIdentity identity = OURS.asClient();
    Instant from = OURS.certificate().getNotBefore().toInstant();
    Instant to = OURS.certificate().getNotAfter().toInstant();
    Instant due = to.minus(Duration.between(from, to).dividedBy(3));

    assertThat(identity.expiresSoonAt(due.minusSeconds(1))).isFalse();
    assertThat(identity.expiresSoonAt(due.plusSeconds(1))).isTrue();
    assertThat(identity.isValidAt(from)).isTrue();
    assertThat(identity.isValidAt(from.minusSeconds(1))).isFalse();
    assertThat(identity.isValidAt(to)).isTrue();
    assertThat(identity.isValidAt(to.plusSeconds(1))).isFalse();
  }

  @Test
  void chainIsLimited() {
    List<X509Certificate> eleven = Collections.nCopies(11, OURS.certificate());

    assertThat(message(catchThrowable(() -> ClientIdentity.of(eleven, OURS.key()))))
        .startsWith("an identity with 11 certificates");
    assertThat(message(catchThrowable(() -> ClientIdentity.of(eleven.subList(0, 10), OURS.key()))))
        .contains("didn't issue the one before it");
  }

  @Test
  void authorityThatMayIssueOnlyForItsOwnNameIsNoClient() {
    TestCa lowest = CORP.odd().authority("Lowest", 0).issuing();

    assertThat(
            message(
                catchThrowable(
                    () ->
                        ClientIdentity.of(
                            List.of(lowest.certificate()), lowest.keys().getPrivate()))))
        .contains("is an authority's certificate");
  }

  @Test
  void keyOfAnAlgorithmThatTlsDoesNotUseIsRefused() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("DSA");
    generator.initialize(2048);
    KeyPair keys = generator.generateKeyPair();
    List<X509Certificate> chain =
        CORP.odd("payments").purposes(KeyPurposeId.id_kp_clientAuth).keyOf(keys).identity().chain();

    assertThat(message(catchThrowable(() -> ClientIdentity.of(chain, keys.getPrivate()))))
        .contains("an algorithm that TLS doesn't use");
  }

  @Test
  void largestFileIsRead() throws IOException {
    Path file = file("large.pem", " ".repeat(1 << 20));

    assertThat(message(catchThrowable(() -> Identities.pem(file))))
        .endsWith("no certificate in PEM form");
  }
}
