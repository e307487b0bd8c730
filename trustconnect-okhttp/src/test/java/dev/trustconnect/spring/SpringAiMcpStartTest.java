package dev.trustconnect.spring;

import static dev.trustconnect.spring.BootApplication.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.spring.BootApplication.Bean;
import dev.trustconnect.testing.ConnectProxy;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import java.net.ProxySelector;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.ai.mcp.customizer.McpClientCustomizer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.ResolvableType;

/** The customizers that Spring AI's configuration of MCP clients finds in an application. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SpringAiMcpStartTest {
  private static final String API = "api.example.test";

  private final TestInternet internet = TestInternet.usual();

  @AfterEach
  void close() {
    internet.close();
  }

  /** Builds a transport as Spring AI does, with what it would be given by this type. */
  private static HttpClientStreamableHttpTransport.Builder transport(
      ConfigurableApplicationContext context, String url) {
    ObjectProvider<McpClientCustomizer<HttpClientStreamableHttpTransport.Builder>> customizers =
        context.getBeanProvider(
            ResolvableType.forClassWithGenerics(
                McpClientCustomizer.class, HttpClientStreamableHttpTransport.Builder.class));
    HttpClientStreamableHttpTransport.Builder builder =
        HttpClientStreamableHttpTransport.builder(url);
    assertThat(customizers.stream()).hasSize(1);
    customizers.forEach(customizer -> customizer.customize("weather", builder));
    return builder;
  }

  private Throwable initializing(EndpointPolicy policy, TlsPeer to, String url) {
    try (ConnectProxy way = new ConnectProxy(to)) {
      TrustConnect trust = internet.trust().policy(policy).proxies(way.address()).build();
      try (ConfigurableApplicationContext context =
              start(List.of(new Bean<>(TrustConnect.class, trust)));
          McpSyncClient client =
              McpClient.sync(
                      transport(context, url)
                          .customizeClient(jdk -> jdk.proxy(ProxySelector.of(way.address())))
                          .build())
                  .build()) {
        return catchThrowable(client::initialize);
      }
    }
  }

  private static void has(Reason reason, Throwable thrown) {
    assertThat(TrustRefusal.in(thrown)).as("%s", thrown).map(TrustRefusal::reason).contains(reason);
  }

  @Test
  void misissuedCertificateOutsideThePinsGetsNoRequest() {
    TlsPeer rogue = internet.hijack(API);
    EndpointPolicy pinned = TestInternet.policyWithUnmatchedPins(API).build();

    has(Reason.PIN_NOT_IN_PATH, initializing(pinned, rogue, internet.url(API, "")));

    assertThat(rogue.connections()).isEqualTo(1);
    assertThat(rogue.requestBytes()).isZero();
  }

  @Test
  void provenHostGetsTheRequest() {
    TlsPeer honest = internet.server(API);
    EndpointPolicy policy = TestInternet.policy(API).build();

    honest.answer("/mcp", 400, Map.of(), "no MCP here");
    Throwable thrown = initializing(policy, honest, honest.url(API, ""));

    assertThat(thrown).isNotNull();
    assertThat(TrustRefusal.in(thrown)).isEmpty();
    assertThat(honest.received("\"method\":\"initialize\"")).isTrue();
  }

  @Test
  void cleartextIsRefusedBeforeAConnection() {
    try (TlsPeer plain = TlsPeer.plain().start()) {
      EndpointPolicy policy = TestInternet.policy(API).build();

      has(
          Reason.REQUEST_CLEARTEXT,
          initializing(policy, plain, "http://" + API + ":" + plain.port()));

      assertThat(plain.connections()).isZero();
    }
  }

  /** With nothing but properties. */
  @Test
  void transportsThatSpringAiConfiguresAreGuarded() {
    try (TlsPeer plain = TlsPeer.plain().start()) {
      TrustConnect trust = internet.trust().policy(TestInternet.policy(API).build()).build();
      try (ConfigurableApplicationContext context =
          start(
              List.of(new Bean<>(TrustConnect.class, trust)),
              "spring.ai.mcp.client.streamable-http.connections.weather.url=http://"
                  + API
                  + ":"
                  + plain.port(),
              "spring.ai.mcp.client.initialized=false")) {
        List<?> clients = context.getBean("mcpSyncClients", List.class);
        assertThat(clients).hasSize(1);
        has(Reason.REQUEST_CLEARTEXT, catchThrowable(((McpSyncClient) clients.get(0))::initialize));
      }
      assertThat(plain.connections()).isZero();
    }
  }

  @Test
  void applicationWithoutTrustConnectIsLeftAlone() {
    try (ConfigurableApplicationContext context = start()) {
      assertThat(context.containsBean("trustConnectMcpStreamable")).isFalse();
    }
  }

  @Test
  void applicationThatExcludesItIsLeftAlone() {
    TrustConnect trust = internet.trust().build();
    try (ConfigurableApplicationContext context =
        start(
            List.of(new Bean<>(TrustConnect.class, trust)),
            "spring.autoconfigure.exclude=" + TrustConnectMcpAutoConfiguration.class.getName())) {
      assertThat(context.containsBean("trustConnectMcpStreamable")).isFalse();
    }
  }
}
