package dev.trustconnect.cli.probe;

import static dev.trustconnect.cli.lab.EndpointLab.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trustconnect.cli.lab.CommandLab.Ran;
import dev.trustconnect.cli.lab.EndpointLab;
import dev.trustconnect.pin.SpkiPin;
import dev.trustconnect.testing.AskingPeer;
import dev.trustconnect.testing.TestCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code trustconnect probe --identity} against servers that ask for a client certificate. */
class ProbeIdentityTest {
  private final TestCa corp = TestCa.create("Corp");
  private final TestCa.Identity payments = corp.client("payments");

  @TempDir private Path folder;
  private EndpointLab lab;

  @BeforeEach
  void open() throws IOException {
    lab = new EndpointLab(folder);
    Files.writeString(folder.resolve("tls.pem"), payments.pem());
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private AskingPeer.Builder server() {
    return AskingPeer.builder(lab.identity);
  }

  private Ran probe(String fields, int port, String... more) throws IOException {
    Path policy = fields.isEmpty() ? lab.policy() : lab.policy(fields);
    Files.writeString(
        policy, "identities: {payments: {pem: tls.pem}}\n", StandardOpenOption.APPEND);
    String[] arguments =
        Stream.concat(Stream.of("--identity", "https://" + HOST + ":" + port), Stream.of(more))
            .toArray(String[]::new);
    return lab.run("probe", policy, arguments);
  }

  private static JsonNode certificate(Ran ran) throws IOException {
    return ran.json().get(0).path("clientCertificate");
  }

  @Test
  void certificateThatWasSentIsNamedWithItsGenerationAndPin() throws IOException {
    String pin = SpkiPin.of(payments.certificate()).toString();
    try (AskingPeer peer = server().needs().issuers(corp.certificate()).start()) {
      Ran text = probe("identity: payments", peer.port());
      Ran json = probe("identity: payments", peer.port(), "--json");

      assertThat(text.status()).as(text.err()).isZero();
      assertThat(text.out())
          .contains(
              "client certificate: the server asks for one from 'CN=Corp'",
              "sent payments#1 " + pin);
      assertThat(certificate(json).path("asked").asBoolean()).isTrue();
      assertThat(certificate(json).path("authorities").get(0).asText()).isEqualTo("CN=Corp");
      assertThat(certificate(json).path("wanted").asBoolean()).isTrue();
      assertThat(certificate(json).path("sent").path("name").asText()).isEqualTo("payments");
      assertThat(certificate(json).path("sent").path("generation").asInt()).isEqualTo(1);
      assertThat(certificate(json).path("sent").path("pin").asText()).isEqualTo(pin);
      assertThat(certificate(json).path("reason").isNull()).isTrue();
      assertThat(peer.harvest()).containsOnly(payments.certificate());
    }
  }

  @Test
  void certificateThatAServerDoesntWantIsNotSent() throws IOException {
    X509Certificate hostile = TestCa.create("An\u001b[31mOther").certificate();
    try (AskingPeer peer = server().issuers(hostile).start()) {
      Ran text = probe("identity: payments", peer.port());
      Ran json = probe("identity: payments", peer.port(), "--json");

      assertThat(text.out())
          .doesNotContain("\u001b")
          .contains("asks for one from 'CN=An?[31mOther'", "sent none [identity.not-wanted]: ");
      assertThat(certificate(json).path("wanted").asBoolean(true)).isFalse();
      assertThat(certificate(json).path("sent").isNull()).isTrue();
      assertThat(certificate(json).path("reason").asText()).isEqualTo("identity.not-wanted");
      assertThat(peer.harvest()).isEmpty();
    }
  }

  @Test
  void serverThatAsksOfItsOwnAccordGetsNone() throws IOException {
    try (AskingPeer peer = server().start()) {
      Ran text = probe("", peer.port());
      Ran json = probe("", peer.port(), "--json");

      assertThat(text.out())
          .contains("asks for one from any authority", "sent none [identity.withheld]: ");
      assertThat(certificate(json).path("asked").asBoolean()).isTrue();
      assertThat(certificate(json).path("authorities")).isEmpty();
      assertThat(certificate(json).path("wanted").isNull()).isTrue();
      assertThat(peer.harvest()).isEmpty();
    }
  }

  @Test
  void serverThatDoesntAskIsShownAsSuch() throws IOException {
    Ran text = probe("identity: payments", lab.peer.port());
    Ran json = probe("identity: payments", lab.peer.port(), "--json");

    assertThat(text.out()).contains("client certificate: the server doesn't ask for one");
    assertThat(certificate(json).path("asked").asBoolean(true)).isFalse();
  }

  @Test
  void refusedServerIsNotSaidNotToAsk() throws IOException {
    try (AskingPeer rogue =
        AskingPeer.builder(TestCa.create("Another").server(HOST)).needs().start()) {
      Ran text = probe("identity: payments", rogue.port());
      Ran json = probe("identity: payments", rogue.port(), "--json");

      assertThat(text.status()).isEqualTo(1);
      assertThat(text.out()).contains("client certificate: not known");
      assertThat(certificate(json).path("asked").isNull()).isTrue();
      assertThat(rogue.harvest()).isEmpty();
    }
  }

  @Test
  void withoutTheOptionNothingIsSaidAboutIt() throws IOException {
    Ran text = lab.run("probe", lab.policy(), lab.peer.url(HOST, "/"));
    Ran json = lab.run("probe", lab.policy(), "--json", lab.peer.url(HOST, "/"));

    assertThat(text.out()).doesNotContain("client certificate");
    assertThat(certificate(json).isNull()).isTrue();
  }

  @Test
  void identityThatCantBeReadIsAMistakeAndNotADefect() throws IOException {
    Files.write(folder.resolve("tls.pem"), List.of("no key"));

    Ran ran = probe("identity: payments", lab.peer.port());

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).startsWith("trustconnect probe: ").contains("tls.pem");
    assertThat(ran.out()).isEmpty();
    assertThat(lab.doh.requests()).isEmpty();
  }
}
