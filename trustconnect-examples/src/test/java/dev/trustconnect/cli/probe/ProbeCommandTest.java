package dev.trustconnect.cli.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trustconnect.cli.lab.CommandLab;
import dev.trustconnect.cli.lab.CommandLab.Ran;
import dev.trustconnect.cli.lab.EndpointLab;
import dev.trustconnect.pin.SpkiPin;
import dev.trustconnect.testing.HalfOpenPeer;
import dev.trustconnect.testing.LoopbackDoh;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code trustconnect probe} against a real server: what it shows, and that it requests nothing.
 */
class ProbeCommandTest {
  private static final String HOST = "api.example.test";
  private static final String RESERVE = TestInternet.SPARE_PIN.toString();

  @TempDir private Path folder;

  private EndpointLab lab;
  private TestInternet internet;
  private TestCa.Identity identity;
  private TlsPeer peer;
  private LoopbackDoh doh;

  @BeforeEach
  void open() throws IOException {
    lab = new EndpointLab(folder);
    internet = lab.internet;
    identity = lab.identity;
    peer = lab.peer;
    doh = lab.doh;
  }

  @AfterEach
  void stop() {
    lab.close();
  }

  private Path policy(String... fields) throws IOException {
    return lab.policy(fields);
  }

  private Ran probe(Path policy, String... more) {
    return lab.run("probe", policy, more);
  }

  private String url() {
    return peer.url(HOST, "/v1/messages?key=secret");
  }

  @Test
  void provenEndpointShowsEvidenceAndPinsToPasteAndRequestsNothing() throws IOException {
    Ran ran = probe(policy(), url());

    assertThat(ran.err()).isEmpty();
    assertThat(ran.status()).isZero();
    assertThat(ran.out())
        .startsWith(HOST + ":" + peer.port() + " ALLOWED")
        .contains("SECURE", "127.0.1.10", "'CN=Usual Test CA'", "TLSv1.3", "must have")
        .contains("- leaf:" + SpkiPin.of(identity.certificate()))
        .contains("- issuer:" + SpkiPin.of(internet.ca().certificate()))
        .doesNotContain("secret", "\u001b");
    peer.awaitNoConnection();
    assertThat(peer.requests()).isEmpty();
  }

  @Test
  @Timeout(60)
  void peerThatDripsEndsAtTheLimitOnTheWholeHandshake() throws IOException {
    try (HalfOpenPeer dripping = new HalfOpenPeer(peer, HalfOpenPeer.Manner.DRIPPING)) {
      Ran ran = probe(policy(), "--timeout", "6s", HOST + ":" + dripping.port());

      assertThat(ran.status()).isEqualTo(3);
      assertThat(ran.out())
          .startsWith(HOST + ":" + dripping.port() + " UNREACHABLE")
          .contains("no end of the TLS handshake within 6000 ms");
      assertThat(peer.requests()).isEmpty();
    }
  }

  @Test
  void getIsSentOnlyWhenAskedFor() throws IOException {
    peer.redirect("/v1/messages", 302, "https://elsewhere.example/");

    Ran ran = probe(policy(), "--get", url());

    assertThat(ran.status()).isZero();
    assertThat(ran.out()).contains("GET: 302 over h2");
    assertThat(peer.requests()).hasSize(1);
  }

  @Test
  void pinsThatWerePrintedAreOnesThatMatch() throws IOException {
    String printed =
        probe(policy(), url())
            .out()
            .lines()
            .filter(line -> line.contains("- leaf:"))
            .map(line -> line.strip().split(" ")[1])
            .findFirst()
            .orElseThrow();

    Ran ran =
        probe(
            policy("pins: [\"" + printed + "\", " + RESERVE + "]", "pinsExpire: 2027-06-30"),
            "--json",
            url());

    assertThat(ran.status()).isZero();
    assertThat(ran.json().get(0).path("pinsMatched").get(0).asText()).isEqualTo(printed);
  }

  @Test
  void wrongPinIsRefusedWithThoseThatWereServed() throws IOException {
    Ran ran =
        probe(
            policy(
                "pins: [" + RESERVE + ", " + RESERVE.replace("AAA=", "AAE=") + "]",
                "pinsExpire: 2027-06-30"),
            url());

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.out())
        .startsWith(HOST + ":" + peer.port() + " REFUSED")
        .contains("pin.not-in-path", SpkiPin.of(identity.certificate()).toString(), RESERVE);
  }

  @Test
  void refusalIsOneLineOfJson() throws IOException {
    Ran ran = probe(policy(), "--json", peer.url("bucket.cloud.test", "/"));

    assertThat(ran.status()).isEqualTo(1);
    JsonNode line = ran.json().get(0);
    assertThat(ran.json()).hasSize(1);
    assertThat(line.path("outcome").asText()).isEqualTo("REFUSED");
    assertThat(line.path("reason").asText()).isEqualTo("address.special-purpose");
    assertThat(line.path("path")).isEmpty();
  }

  @Test
  void addressInPlaceOfANameIsRefused() throws IOException {
    Ran ran = probe(policy(), "https://127.0.1.10:" + peer.port() + "/");

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.out()).contains("address.literal");
    assertThat(peer.bytesReceived()).isZero();
  }

  @Test
  void unreachableEndpointIsNotARefusal() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }

    Ran ran = probe(policy(), "https://" + HOST + ":" + free + "/");

    assertThat(ran.status()).isEqualTo(3);
    assertThat(ran.out()).contains("UNREACHABLE");
  }

  /** Whoever answers for names is down: that says nothing about the endpoint. */
  @Test
  void unresolvableNameIsNotARefusal() throws IOException {
    Path policy = policy();
    doh.close();

    Ran ran = probe(policy, "--json", url());

    assertThat(ran.status()).isEqualTo(3);
    assertThat(ran.json().get(0).path("outcome").asText()).isEqualTo("UNREACHABLE");
    assertThat(ran.json().get(0).path("reason").asText()).isEqualTo("upstream.unreachable");
  }

  /** Answers, and not in TLS. */
  @Test
  void peerWithoutTlsIsAFailureAndNotUnreachable() throws IOException {
    try (TlsPeer plain = TlsPeer.plain().address("127.0.1.10").start()) {
      Ran ran = probe(policy(), plain.url(HOST, "/"));

      assertThat(ran.status()).isEqualTo(3);
      assertThat(ran.out()).startsWith(HOST + ":" + plain.port() + " FAILED");
    }
  }

  @Test
  void failedRequestKeepsTheEvidence() throws IOException {
    peer.hangUpOn("/v1");

    Ran ran = probe(policy(), "--get", peer.url(HOST, "/v1"));

    assertThat(ran.status()).isEqualTo(3);
    assertThat(ran.out())
        .startsWith(HOST + ":" + peer.port() + " FAILED")
        .contains("SECURE", "GET: ", "- leaf:" + SpkiPin.of(identity.certificate()));
  }

  @Test
  void addressIsShownAsAUrlHasItAndNoPolicyIsMissed() throws IOException {
    Ran ran = probe(policy(), "https://[::1]:" + peer.port() + "/");

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.out())
        .startsWith("[::1]:" + peer.port() + " REFUSED")
        .contains("policy: none: policies are for host names");
  }

  @Test
  void mistakeInTheUrlIsNamed() throws IOException {
    Ran port = probe(policy(), "https://" + HOST + ":99999/");
    assertThat(port.status()).isEqualTo(2);
    assertThat(port.err()).contains("Invalid URL port: \"99999\"");
  }

  @Test
  void unknownOptionIsReportedFirst() {
    Ran typo = CommandLab.run("", "probe", "--polcy", "x", "https://a.example.test");
    assertThat(typo.status()).isEqualTo(2);
    assertThat(typo.err())
        .contains("Unknown option: '--polcy'; did you mean --policy")
        .doesNotContain("a.example");
    Ran alone = CommandLab.run("", "probe", "--timeout", "1s", "-x");
    assertThat(alone.err()).contains("Unknown option: '-x'");
  }

  @Test
  void hostAloneIsEnough() throws IOException {
    assertThat(probe(policy(), HOST + ":" + peer.port()).status()).isZero();
  }

  @Test
  void colourIsForTerminals() throws IOException {
    Ran ran = lab.runOnTerminal("probe", policy(), url());
    assertThat(ran.out()).contains("\u001b[32mALLOWED");
  }

  @Test
  void errorInThePolicyFileIsReportedWithItsPositionBeforeAnyRequest() throws IOException {
    Ran ran = probe(policy("pinns: []"), url());

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).contains("policy.yaml:7:5: endpoints[0].pinns: no such field");
    assertThat(doh.requests()).isEmpty();
  }

  @Test
  void cleartextUrlIsAMistake() throws IOException {
    Ran ran = probe(policy(), "http://" + HOST + "/");
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("'http://" + HOST + "/' isn't an https: URL");
  }

  @Test
  void policyFileThatIsNotThereIsNamed() {
    Ran ran = probe(folder.resolve("none.yaml"), url());
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("none.yaml: no such file");
  }

  @Test
  void helpTeachesWithExamples() {
    Ran ran = CommandLab.run("", "probe", "--help");
    assertThat(ran.status()).isZero();
    assertThat(ran.out()).contains("Examples:", "--policy", "Exit status:");
  }
}
