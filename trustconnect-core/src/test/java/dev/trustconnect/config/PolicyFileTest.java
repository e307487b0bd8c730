package dev.trustconnect.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.name.HostName;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.pin.Pin;
import dev.trustconnect.pin.SpkiPin;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.EndpointPolicy.CredentialRule;
import dev.trustconnect.policy.PolicyBook.Profile;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.house.WithoutLibrary;
import dev.trustconnect.upstream.DohUpstream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A policy file is read whole, or refused with every mistake and its place. */
class PolicyFileTest {
  private static final String PIN_A = TestInternet.SPARE_PIN.toString();
  private static final String PIN_B = TestInternet.OTHER_SPARE_PIN.toString();

  /** Everything there is to write, each on a line of its own. */
  private static final String HEALTHY =
      """
      version: 1
      profile: STRICT
      upstreams:
        - QUAD9
        - url: https://dns.example/dns-query
          bootstrap: [192.0.2.53, "2001:db8::53"]
          roots: ca.pem
          pins: ["%1$s"]
          label: ours
      roots: ca.pem
      proxies: ["192.0.2.80:3128", "[2001:db8::80]:3128"]
      endpoints:
        - host: "*.example.com"
          mode: REPORT_ONLY
        - host: api.example.com
          dnssec: REQUIRE_SECURE
          roots: ca.pem
          pins:
            - leaf:%1$s
            - %2$s
          pinsExpire: 2027-06-30
          addresses: [198.18.7.0/24, "::ffff:198.18.7.0/120"]
          aliasOwners: [cdn.example]
          requireBoundAddress: true
          credentials: [x-api-key, X-Other]
          credentialRule: STRIP
          requireFreshAnswers: true
          identity: payments
          peerId: spiffe://corp.example/a
      identities:
        payments: {pem: tls.pem}
        reports: {chain: tls.crt, key: tls.key}
        old: {pkcs12: old.p12, passwordEnv: OLD_PASSWORD}
      """
          .formatted(PIN_A, PIN_B);

  private final TestCa ca = TestCa.create("policy file CA");

  @TempDir private Path folder;

  @BeforeEach
  void certificates() throws IOException {
    ca.writePem(folder.resolve("ca.pem"));
  }

  @Test
  void streamIsReadAsAFileIs() throws Exception {
    byte[] good = "version: 1\nupstreams: [QUAD9]\n".getBytes(StandardCharsets.UTF_8);
    assertThat(PolicyFile.read(new ByteArrayInputStream(good), "in a jar").upstreams()).hasSize(1);
    byte[] bad = "version: 1\nupstream: [QUAD9]\n".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> PolicyFile.read(new ByteArrayInputStream(bad), "in a jar"))
        .isInstanceOf(PolicyFileException.class)
        .hasMessageContaining("in a jar:2:1: upstream");
  }

  @Test
  void everyFieldIsRead() throws IOException {
    PolicyFile read = PolicyFile.read(write(HEALTHY));

    TrustRoots roots = TrustRoots.of(ca.certificate());
    assertThat(read.policies().profile()).isEqualTo(Profile.STRICT);
    assertThat(read.upstreams())
        .containsExactly(
            DohUpstream.QUAD9,
            DohUpstream.builder("https://dns.example/dns-query")
                .bootstrap("192.0.2.53", "2001:db8::53")
                .roots(TrustRoots.of(ca.certificate()))
                .pins(Pin.parse(PIN_A))
                .label("ours")
                .build());
    assertThat(read.roots()).contains(roots);
    assertThat(read.proxies())
        .containsExactlyInAnyOrder(
            new InetSocketAddress("192.0.2.80", 3128), new InetSocketAddress("2001:db8::80", 3128));
    assertThat(read.policies().policies())
        .containsExactlyInAnyOrder(
            EndpointPolicy.forHost("*.example.com").reportOnly().build(),
            EndpointPolicy.forHost("api.example.com")
                .requireSecure()
                .roots(roots)
                .pins(SpkiPin.parse("leaf:" + PIN_A), SpkiPin.parse(PIN_B))
                .pinsExpire(LocalDate.of(2027, 6, 30))
                .addresses("198.18.7.0/24", "::ffff:198.18.7.0/120")
                .aliasOwners("cdn.example")
                .requireBoundAddress()
                .requireFreshAnswers()
                .credentials("x-api-key", "x-other")
                .credentialRule(CredentialRule.STRIP)
                .identity("payments")
                .peerId("spiffe://corp.example/a")
                .build());
    assertThat(read.identities())
        .containsExactly(
            entry("payments", identity(Optional.empty(), "tls.pem")),
            entry("reports", identity(Optional.empty(), "tls.crt", "tls.key")),
            entry("old", identity(Optional.of("OLD_PASSWORD"), "old.p12")));
  }

  private IdentityFiles identity(Optional<String> passwordEnv, String... files) {
    return new IdentityFiles(Stream.of(files).map(folder::resolve).toList(), passwordEnv);
  }

  @Test
  void smallestFileHasTheDefaults() throws IOException {
    PolicyFile read = PolicyFile.read(write("version: 1\nupstreams: [CLOUDFLARE, GOOGLE]\n"));

    assertThat(read.policies().profile()).isEqualTo(Profile.STANDARD);
    assertThat(read.policies().policies()).isEmpty();
    assertThat(read.roots()).isEmpty();
    assertThat(read.proxies()).isEmpty();
  }

  @Test
  void fileAloneMakesATrustConnect() throws IOException {
    String withoutIdentities =
        HEALTHY
            .substring(0, HEALTHY.indexOf("identities:"))
            .replace("    identity: payments\n", "");
    try (TrustConnect trust = TrustConnect.fromFile(write(withoutIdentities))) {
      assertThat(trust.policies().isWrittenFor(HostName.parse("api.example.com"))).isTrue();
      assertThat(trust.policies().profile()).isEqualTo(Profile.STRICT);
    }
  }

  /** What is replaced in the healthy file, by what, and the line of the message. */
  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake("version: 1", "version: 2", "1:10: version: '2' isn't supported; version: 1"),
        mistake("version: 1\n", "", "1:1: version: missing; version: 1"),
        mistake(
            "profile: STRICT",
            "profile: strict",
            "2:10: profile: 'strict' isn't one of the values;"),
        mistake(
            "profile:", "profil:", "2:1: profil: no such field; the fields are: endpoints, iden"),
        mistake(
            "  - QUAD9",
            "  - QUAD8",
            "4:5: upstreams[0]: 'QUAD8' isn't one of the known servers; QUAD9,"),
        mistake("https://dns.ex", "http://dns.ex", "5:10: upstreams[1].url: "),
        mistake("url: https://dns.example/dns-query", "label: x", "5:5: upstreams[1].url: missing"),
        mistake("[192.0.2.53, ", "[dns.example, ", "6:17: upstreams[1].bootstrap[0]: not an IP"),
        mistake("    bootstrap: [192.0.2.53, \"2001:db8::53\"]\n", "", "5:5: upstreams[1].bootst"),
        mistake(
            "    roots: ca.pem\n    pins: [",
            "    roots: no.pem\n    pins: [",
            "7:12: upstreams[1].roots: can't read the file"),
        mistake("pins: [\"sha256/A", "pins: [\"sha1/A", "8:12: upstreams[1].pins[0]: "),
        mistake("\nroots: ca.pem", "\nroots: note.txt", "10:8: roots: can't read the file 'note.t"),
        mistake("\"192.0.2.80:3128\"", "proxy:3128", "11:11: proxies[0]: "),
        mistake("192.0.2.80:3128", "192.0.2.80:99999", "11:11: proxies[0]: '192.0.2.80:99999' is"),
        mistake("\"*.example.com\"", "\"*.com\"", "13:11: endpoints[0].host: the domain after"),
        mistake("host: api.example.com", "host: 192.0.2.1", "15:11: endpoints[1].host: '192.0.2"),
        mistake("host: api.example.com", "host: a_b.test", "15:11: endpoints[1].host: 'a_b.test'"),
        mistake("host: api.example.com", "mode: ENFORCE", "15:5: endpoints[1].host: missing; the"),
        mistake("host: api.", "host: \"*.example.com\" #", "15:11: endpoints[1].host: a second en"),
        mistake("mode: REPORT_ONLY", "mode: OFF", "14:11: endpoints[0].mode: 'OFF' isn't one"),
        mistake("REQUIRE_SECURE", "secure", "16:13: endpoints[1].dnssec: 'secure' isn't one of"),
        mistake(
            "leaf:sha256/AAAA", "leaf:sha256/!AAA", "19:9: endpoints[1].pins[0]: a pin ends in"),
        mistake(
            "leaf:sha256/AAAA", "leaf:sha256/", "19:9: endpoints[1].pins[0]: a SHA-256 pin has"),
        mistake(
            "- " + PIN_B, "", "19:7: endpoints[1].pins: pins need a backup: only leaf:sha256/AAA"),
        mistake("- " + PIN_B, "- " + PIN_A, "19:7: endpoints[1].pins: pins need a backup"),
        mistake(
            "    pinsExpire: 2027-06-30\n", "", "15:5: endpoints[1].pinsExpire: missing; the day"),
        mistake(
            "2027-06-30", "2027-02-30", "21:17: endpoints[1].pinsExpire: '2027-02-30' isn't a day"),
        mistake("[198.18.7.0/24,", "[198.18.7.1/24,", "22:17: endpoints[1].addresses[0]: an addre"),
        mistake("[cdn.example]", "[cdn..example]", "23:19: endpoints[1].aliasOwners[0]: 'cdn..exa"),
        mistake("[cdn.example]", "cdn.example", "23:18: endpoints[1].aliasOwners: text in place"),
        mistake("[cdn.example]", "[]", "23:18: endpoints[1].aliasOwners: an empty list; a list of"),
        mistake("[cdn.example]", "", "23:17: endpoints[1].aliasOwners: nothing in place of a list"),
        mistake("requireBoundAddress: true", "requireBoundAddress: yes", "24:26: endpoints[1].req"),
        mistake("requireFreshAnswers: true", "requireFreshAnswers: 1", "27:26: endpoints[1].req"),
        mistake(
            "[x-api-key,", "[\"x api key\",", "25:19: endpoints[1].credentials[0]: not a header"),
        mistake("[x-api-key,", "[\"*\",", "25:19: endpoints[1].credentials[0]: '*' is a pattern;"),
        mistake("[x-api-key,", "[x-*,", "25:19: endpoints[1].credentials[0]: 'x-*' is a pattern;"),
        mistake(
            "STRIP", "[STRIP]", "26:21: endpoints[1].credentialRule: a list in place of a valu"),
        mistake(
            "credentialRule: STRIP", "mode: &a ENFORCE", "26:11: an anchor or alias; write the"),
        mistake("credentialRule: STRIP", "mode: *a", "26:11: an anchor or alias; write the value"),
        mistake("credentialRule: STRIP", "mode: !!str ENFORCE", "26:11: a tag; remove it"),
        mistake("credentialRule: STRIP", "[a]: b", "26:5: a list as a name; a field's name is te"),
        mistake("credentialRule: STRIP", "dnssec: REQUIRE_SECURE", "26:5: endpoints[1].dnssec: wr"),
        mistake("credentialRule: STRIP", "\tmode: ENFORCE", "26:5: "),
        mistake("credentialRule: STRIP", "mode: 'ENFORCE", "34:1: "),
        mistake(
            "credentialRule: STRIP\n", "mode: ENFORCE\n---\na: b", "27:1: a second document be"),
        mistake("identity: payments", "identity: a b", "28:15: endpoints[1].identity: not the na"),
        mistake(
            "spiffe://corp.example/a", "spiffe://corp.example", "29:13: endpoints[1].peerId: no"),
        mistake(
            "dnssec: REQUIRE_SECURE\n    roots: ca.pem\n",
            "dnssec: REQUIRE_SECURE\n",
            "28:13: endpoints[1].peerId: an ID that any authority could write; roots: beside it"),
        mistake("{pem: tls.pem}", "tls.pem", "31:13: identities.payments: text in place of fie"),
        mistake(
            "{pem: tls.pem}",
            "{pem: '-----BEGIN PRIVATE KEY----- MC4C'}",
            "31:19: identities.payments.pem: a text in PEM form in place of a file's name; "),
        mistake("{pem: tls.pem}", "{}", "31:13: identities.payments: neither a PEM nor"),
        mistake("{pem: tls.pem}", "{pen: x}", "31:13: identities.payments: neither a PEM"),
        mistake("{pem: tls.pem}", "{pem: []}", "31:19: identities.payments.pem: a list in plac"),
        mistake(
            "{pem: tls.pem}", "{pem: a, key: b}", "31:13: identities.payments: neither a PEM nor"),
        mistake("chain: tls.crt, ", "", "32:12: identities.reports: neither a PEM nor a PKCS#12"),
        mistake(", passwordEnv: OLD_PASSWORD", "", "33:8: identities.old: neither a PEM nor"),
        mistake("  old: {", "  o d: {", "33:8: identities.o d: not the name of an identity"),
        mistake("  old: {", "  reports: {", "33:12: identities.reports: written twice; one"),
        mistake(
            "endpoints:\n", "endpoints:\nmore:\n", "12:11: endpoints: nothing in place of a li"));
  }

  private static Arguments mistake(String healthy, String wrong, String message) {
    return Arguments.of(healthy, wrong, message);
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("mistakes")
  void errorIsReportedWithItsPositionAndAFix(String healthy, String wrong, String message)
      throws IOException {
    assertThat(HEALTHY).containsOnlyOnce(healthy);
    Path file = write(HEALTHY.replace(healthy, wrong));

    PolicyFileException refused =
        catchThrowableOfType(PolicyFileException.class, () -> PolicyFile.read(file));

    assertThat(refused).hasMessageStartingWith(file + ":" + message);
    assertThat(refused.problems()).allSatisfy(p -> assertThat(p.remedy()).isNotEmpty());
  }

  @Test
  void allErrorsAreReportedTogetherInOrder() throws IOException {
    Path file =
        write(
            HEALTHY
                .replace("STRICT", "strict")
                .replace("2027-06-30", "soon")
                .replace("REPORT_ONLY", "off"));

    PolicyFileException refused =
        catchThrowableOfType(PolicyFileException.class, () -> PolicyFile.read(file));

    assertThat(refused.problems()).extracting(p -> p.line()).containsExactly(2, 14, 21);
    assertThat(refused.getMessage().lines()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# only a comment\n", "---\n"})
  void emptyFileIsNoPolicy(String text) throws IOException {
    Path file = write(text);
    assertThatThrownBy(() -> PolicyFile.read(file)).isInstanceOf(PolicyFileException.class);
  }

  @Test
  void deepNestingIsCutShort() throws IOException {
    Path file = write("version: " + "[".repeat(200_000));
    assertThatThrownBy(() -> PolicyFile.read(file)).hasMessageContaining("nested more than 16");
  }

  @Test
  void largeFileIsNotReadToItsEnd() throws IOException {
    Path file = write("#".repeat((1 << 20) + 1));
    assertThatThrownBy(() -> PolicyFile.read(file)).hasMessageContaining("larger than 1 MiB");
  }

  @Test
  void fileInAnotherEncodingIsRefused() throws IOException {
    Path file = folder.resolve("latin1.yaml");
    Files.write(file, "version: 1 # für".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> PolicyFile.read(file)).hasMessageContaining("not UTF-8");
  }

  @Test
  void controlCharactersDontReachTheMessage() throws IOException {
    Path file = write(HEALTHY.replace("profile:", "\"pro\\e[31mfile\":"));
    assertThatThrownBy(() -> PolicyFile.read(file))
        .hasMessageContaining("pro?[31mfile")
        .hasMessageNotContaining("\u001b");
  }

  @Test
  void lineBreakInTheParsersMessageIsEscaped() throws IOException {
    Path file = write("version: 1\nendpoints:\n  - host: *\n");
    assertThatThrownBy(() -> PolicyFile.read(file))
        .hasMessageContaining(":3:")
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }

  @Test
  void messageSaysHowManyMoreErrorsThereAre() throws IOException {
    Path file = write("version: 1\nupstreams: [QUAD9]\nendpoints:\n" + "  - x\n".repeat(1_000));
    assertThatThrownBy(() -> PolicyFile.read(file))
        .isInstanceOfSatisfying(
            PolicyFileException.class,
            e -> {
              assertThat(e.getMessage().lines()).hasSize(21);
              assertThat(e.getMessage()).endsWith("and " + (e.problems().size() - 20) + " more");
              assertThat(e.problems()).hasSizeGreaterThanOrEqualTo(1_000);
            });
  }

  @Test
  void missingFileIsAnIoException() {
    assertThatThrownBy(() -> PolicyFile.read(folder.resolve("none.yaml")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void withoutTheYamlLibraryTheErrorNamesIt() throws Exception {
    Path file = write(HEALTHY);
    Class<?> type =
        new WithoutLibrary("org.snakeyaml.", "dev.trustconnect.")
            .loadClass(PolicyFile.class.getName());

    assertThatThrownBy(() -> type.getMethod("read", Path.class).invoke(null, file))
        .cause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("org.snakeyaml:snakeyaml-engine");
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("policy.yaml"), text);
  }
}
