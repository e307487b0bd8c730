package dev.trustconnect.examples.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.RequestOptions;
import com.anthropic.models.messages.MessageCreateParams;
import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.gate.TlsKit;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A real SDK that is given TLS and nothing more: what README admits of this way, byte by byte. Its
 * names come from this JVM's hosts file, unchecked.
 */
class SealedSdkTest {
  private static final String API = "api.example.test";
  private static final String KEY = "sk-live-4711-secret";
  private static final String PROMPT = "the whole secret prompt";

  private final TestInternet internet = TestInternet.usual();
  private final TlsPeer api = TlsPeer.start(internet.ca().server(API));
  private final TlsPeer rogue =
      TlsPeer.builder(internet.ca().server(API, "other.example.test"))
          .address("127.0.1.11")
          .port(api.port())
          .start();
  private final TrustConnect trust =
      internet
          .trust()
          .policy(TestInternet.policy(API).build())
          .policy(TestInternet.policy("other.example.test").build())
          .build();

  @BeforeEach
  void healthy() throws IOException {
    believes("127.0.1.10");
    api.answer(
        "/v1/messages",
        200,
        Map.of("Content-Type", "application/json"),
        "{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":"
            + "[{\"type\":\"text\",\"text\":\"hi\"}],\"stop_reason\":\"end_turn\","
            + "\"stop_sequence\":null,\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}");
  }

  @AfterEach
  void close() {
    trust.close();
    api.close();
    rogue.close();
  }

  private static void believes(String address) throws IOException {
    Files.writeString(
        Path.of(System.getProperty("jdk.net.hosts.file")),
        address + " " + API + "\n127.0.1.11 other.example.test\n");
  }

  private record Sealed(AnthropicClient client) implements AutoCloseable {
    String ask(RequestOptions options) {
      return client
          .messages()
          .create(
              MessageCreateParams.builder().model("m").maxTokens(16).addUserMessage(PROMPT).build(),
              options)
          .content()
          .get(0)
          .asText()
          .text();
    }

    @Override
    public void close() {
      client.close();
    }
  }

  private Sealed sealed(TlsKit kit) {
    return new Sealed(
        AnthropicOkHttpClient.builder()
            .apiKey(KEY)
            .baseUrl(api.url(API, ""))
            .sslSocketFactory(kit.socketFactory())
            .trustManager(kit.trustManager())
            .hostnameVerifier(kit.hostnameVerifier())
            .maxRetries(0)
            .build());
  }

  private static void refused(Sealed client, Reason reason) {
    Throwable thrown = catchThrowable(() -> client.ask(RequestOptions.none()));
    assertThat(TrustRefusal.in(thrown)).as("%s", thrown).map(TrustRefusal::reason).contains(reason);
  }

  /** Its builder takes no socket factory: what OkHttp makes may have gone through a SOCKS proxy. */
  @Test
  void kitThatDoesNotReconnectRefusesItsSockets() {
    try (Sealed client = sealed(trust.tls().only(API))) {
      refused(client, Reason.GATE_SOCKET_NOT_OURS);
    }
    assertThat(api.bytesReceived()).isZero();
  }

  @Test
  void messageIsAnswered() {
    try (Sealed client = sealed(trust.tls().only(API).reconnecting())) {
      assertThat(client.ask(RequestOptions.none())).isEqualTo("hi");
    }
  }

  @Test
  void rogueAddressGetsNoByteAndAKitThatReconnectsGoesWhereTheNameLeads() throws IOException {
    believes("127.0.1.11");
    try (Sealed client = sealed(trust.tls().only(API))) {
      refused(client, Reason.ADDRESS_NOT_PROVEN);
    }
    try (Sealed client = sealed(trust.tls().only(API).reconnecting())) {
      assertThat(client.ask(RequestOptions.none())).isEqualTo("hi");
    }
    rogue.awaitNoConnection();
    assertThat(rogue.bytesReceived()).isZero();
  }

  @Test
  void redirectToAnotherHostIsRefusedByAKitForOne() {
    api.redirect("/v1/messages", 307, rogue.url("other.example.test", "/collect"));
    try (Sealed client = sealed(trust.tls().only(API).reconnecting())) {
      refused(client, Reason.GATE_HOST_OUTSIDE_KIT);
    }
    rogue.awaitNoConnection();
    assertThat(rogue.bytesReceived()).isZero();
  }

  /** OkHttp itself drops Authorization on the way to another host and port; never the prompt. */
  @Test
  void redirectToCleartextTakesThePromptAlongUnlessTheyAreTurnedOff() {
    try (TlsPeer cleartext = TlsPeer.plain().address("127.0.1.10").start();
        Sealed client = sealed(trust.tls().only(API).reconnecting())) {
      api.redirect("/v1/messages", 307, "http://" + API + ":" + cleartext.port() + "/collect");

      Throwable unused =
          catchThrowable(() -> client.ask(RequestOptions.builder().followRedirects(false).build()));
      assertThat(cleartext.requests()).isEmpty();

      Throwable unusedAgain = catchThrowable(() -> client.ask(RequestOptions.none()));
      assertThat(cleartext.received(PROMPT)).as("what README admits").isTrue();
    }
  }
}
