package dev.trustconnect.okhttp.springai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.http.TrustedHttpClient;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.testing.ConnectProxy;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.time.LocalDate;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.ai.mcp.customizer.McpClientCustomizer;

/**
 * The MCP SDK as it is, customized as Spring AI lets its transports be. The JDK's resolver knows no
 * {@code .test}: a declared proxy leads to the server, or to a rogue.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SpringAiMcpTest {
  private static final String API = "api.example.test";
  private static final String OTHER = "other.example.test";
  private static final String KEY = "sk-live-4711-secret";

  private final TestInternet internet = TestInternet.usual();
  private final TlsPeer honest = internet.server(API);

  @AfterEach
  void close() {
    internet.close();
  }

  private static McpClientTransport transport(HttpClient.Builder client, String url) {
    McpClientCustomizer<HttpClientStreamableHttpTransport.Builder> customizer =
        (name, transport) -> transport.clientBuilder(client);
    HttpClientStreamableHttpTransport.Builder builder =
        HttpClientStreamableHttpTransport.builder(url)
            .httpRequestCustomizer(
                (request, method, uri, body, context) ->
                    request.setHeader("Authorization", "Bearer " + KEY));
    customizer.customize("weather", builder);
    return builder.build();
  }

  /** What a client says about the weather; the server is led to. */
  private String ask(EndpointPolicy policy, InetSocketAddress to, String url) {
    try (ConnectProxy way = new ConnectProxy(to);
        TrustConnect trust = internet.trust().policy(policy).proxies(way.address()).build()) {
      HttpClient.Builder client =
          TrustedHttpClient.builder(trust).proxy(ProxySelector.of(way.address()));
      try (McpSyncClient mcp = McpClient.sync(transport(client, url)).build()) {
        mcp.initialize();
        McpSchema.CallToolResult result =
            mcp.callTool(
                McpSchema.CallToolRequest.builder("weather")
                    .arguments(Map.of("city", "Bern"))
                    .build());
        return ((McpSchema.TextContent) result.content().get(0)).text();
      }
    }
  }

  private static InetSocketAddress to(TlsPeer peer) {
    return new InetSocketAddress(peer.address(), peer.port());
  }

  private void refused(Reason reason, EndpointPolicy policy, TlsPeer to, String url) {
    Throwable thrown = catchThrowable(() -> ask(policy, to(to), url));

    assertThat(TrustRefusal.in(thrown)).as("%s", thrown).map(TrustRefusal::reason).contains(reason);
    assertThat(thrown.toString()).doesNotContain(KEY);
  }

  @Test
  void toolIsCalledOverACheckedConnection() throws Exception {
    EndpointPolicy pinned =
        TestInternet.policy(API)
            .pins(internet.pin(API), TestInternet.SPARE_PIN)
            .pinsExpire(LocalDate.of(2030, 1, 1))
            .build();
    String url = honest.url(API, ""); // names the host; its own server answers nothing here
    try (McpPeer server = new McpPeer(internet.ca().server(API))) {
      EndpointPolicy policy = TestInternet.policy(API).build();
      assertThat(ask(policy, server.address(), url)).isEqualTo("sunny in Bern");

      assertThat(server.received())
          .anySatisfy(message -> assertThat(message).contains("tools/call").contains("Bern"))
          .allSatisfy(message -> assertThat(message).startsWith("Bearer " + KEY));

      // Its key is another one than that of the pins.
      int messages = server.received().size();
      Throwable thrown = catchThrowable(() -> ask(pinned, server.address(), url));
      assertThat(TrustRefusal.in(thrown))
          .map(TrustRefusal::reason)
          .contains(Reason.PIN_NOT_IN_PATH);
      assertThat(server.received()).hasSize(messages);
    }
  }

  @Test
  void misissuedCertificateOutsideThePinsGetsNoRequest() {
    TlsPeer rogue = internet.hijack(API);
    EndpointPolicy pinned = TestInternet.policyWithUnmatchedPins(API).build();

    refused(Reason.PIN_NOT_IN_PATH, pinned, rogue, honest.url(API, ""));

    assertThat(rogue.connections()).as("it isn't tried again").isEqualTo(1);
    assertThat(rogue.requestBytes()).isZero();
  }

  @Test
  void poisonedNameGetsNoRequest() {
    TlsPeer rogue = internet.poison(API);

    refused(Reason.SIGNATURE_INVALID, TestInternet.policy(API).build(), rogue, honest.url(API, ""));

    assertThat(rogue.requestBytes()).isZero();
  }

  @Test
  void cleartextIsRefusedBeforeAConnection() {
    try (TlsPeer plain = TlsPeer.plain().start()) {
      refused(
          Reason.REQUEST_CLEARTEXT,
          TestInternet.policy(API).build(),
          plain,
          "http://" + API + ":" + plain.port());

      assertThat(plain.connections()).isZero();
    }
  }

  /** The address is what the JDK's client doesn't show; a policy can insist on it. */
  @Test
  void policyThatRequiresTheAddressRefusesThisClient() {
    refused(
        Reason.ADDRESS_NOT_SEEN,
        TestInternet.policy(API).requireBoundAddress().build(),
        honest,
        honest.url(API, ""));

    assertThat(honest.requestBytes()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://" + OTHER, "http://" + API})
  void redirectIsNotFollowed(String target) {
    try (TlsPeer elsewhere =
        target.startsWith("http:")
            ? TlsPeer.plain().start()
            : TlsPeer.start(internet.ca().server(OTHER))) {
      honest.redirect("/mcp", 307, target + ":" + elsewhere.port() + "/mcp");
      EndpointPolicy policy = TestInternet.policy(API).build();

      Throwable thrown = catchThrowable(() -> ask(policy, to(honest), honest.url(API, "")));

      assertThat(thrown).isNotNull();
      assertThat(honest.received(KEY)).isTrue();
      assertThat(elsewhere.connections()).isZero();
    }
  }
}
