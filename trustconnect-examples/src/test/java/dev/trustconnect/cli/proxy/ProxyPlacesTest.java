package dev.trustconnect.cli.proxy;

import static dev.trustconnect.cli.lab.EndpointLab.HOST;
import static dev.trustconnect.cli.lab.EndpointLab.OTHER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trustconnect.testing.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Name;

/** A proxy with few places: no client keeps one that it doesn't use. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ProxyPlacesTest {
  @TempDir private Path folder;

  private ProxyLab proxies;
  private RawPeer other;

  @BeforeEach
  void open() throws Exception {
    proxies = new ProxyLab(folder);
    other =
        new RawPeer(
            "127.0.1.11",
            proxies.lab.peer.port(),
            proxies.lab.internet.ca(),
            proxies.lab.internet.ca().server(OTHER));
  }

  @AfterEach
  void stop() throws Exception {
    other.close();
    proxies.close();
  }

  private void startWithOnePlace(String... more) throws Exception {
    List<String> options = new ArrayList<>(List.of("--max-tunnels", "1"));
    options.addAll(List.of(more));
    proxies.start(options);
  }

  private void thereIsAPlace() throws Exception {
    proxies.tunnel().close();
  }

  /** A tunnel to {@link #other}, whose client has sent its hello together with its request. */
  private Socket tunnelToOther() throws Exception {
    Socket client = proxies.connect();
    byte[] head =
        ("CONNECT " + OTHER + ":" + other.port() + " HTTP/1.1\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    client.getOutputStream().write(Hellos.join(head, hello()));
    other.serveHandshake();
    return client;
  }

  private static byte[] hello() {
    return Hellos.with(Hellos.serverName(OTHER));
  }

  @Test
  void clientThatLeavesWhileItsServerIsJudgedFreesItsPlace() throws Exception {
    startWithOnePlace();
    Socket client = proxies.ask(OTHER);
    try (Socket judged = other.accept()) {
      assertThat(judged.getInputStream().read()).as("the ClientHello of ours").isEqualTo(22);

      client.close();

      proxies.awaitReason("proxy.client-left");
      thereIsAPlace();
      assertThat(catchThrowable(() -> ProxyLab.rest(judged)))
          .as("the handshake is given up")
          .satisfiesAnyOf(
              nothing -> assertThat(nothing).isNull(),
              reset -> assertThat(reset).isInstanceOf(IOException.class));
    }
  }

  @Test
  void clientThatLeavesWhileItsNameIsResolvedFreesItsPlace() throws Exception {
    startWithOnePlace("--timeout", "5m");
    proxies.lab.doh.failsFor(Name.fromConstantString(OTHER + "."), Fault.PARK);
    Socket client = proxies.ask(OTHER);
    proxies.lab.doh.awaitParked(1);

    client.close();

    proxies.awaitReason("proxy.client-left");
    proxies.lab.doh.heals();
    thereIsAPlace();
  }

  @Test
  void clientThatLeavesInItsHeadFreesItsPlace() throws Exception {
    startWithOnePlace();
    try (Socket client = proxies.connect()) {
      ProxyLab.write(client, "CONNECT " + HOST);
      client.shutdownOutput();

      assertThat(ProxyLab.head(client)).startsWith("HTTP/1.1 400 proxy.client-left\r\n");
    }
    thereIsAPlace();
  }

  @Test
  void clientThatLeavesBeforeItsHelloFreesItsPlace() throws Exception {
    startWithOnePlace();
    proxies.tunnel().close();

    proxies.await(line -> line.path("event").asText().equals("refused"));
    thereIsAPlace();
  }

  @Test
  void clientThatFindsNoPlaceIsAnswered503() throws Exception {
    proxies.start(List.of("--max-tunnels", "2"));
    try (Socket first = proxies.tunnel();
        Socket silent = proxies.connect();
        Socket third = proxies.ask(HOST)) {
      assertThat(silent.isConnected()).isTrue();
      assertThat(ProxyLab.head(third)).startsWith("HTTP/1.1 503 proxy.busy\r\n");
      assertThat(new String(ProxyLab.rest(third), StandardCharsets.UTF_8))
          .isEqualTo("all 2 places are taken (--max-tunnels)\n");
      proxies.awaitReason("proxy.busy");
      first.shutdownOutput();
      proxies.await(line -> line.path("message").asText().equals("the client left"));
    }
    thereIsAPlace();
  }

  @Test
  void halfClosedClientOfAServerThatStaysEnds() throws Exception {
    startWithOnePlace("--idle-timeout", "10s");
    try (Socket client = tunnelToOther();
        Socket server = other.accept()) {
      InputStream in = server.getInputStream();
      assertThat(in.readNBytes(hello().length)).isEqualTo(hello());
      client.shutdownOutput();

      server.getOutputStream().write(new byte[] {21, 3, 3, 0, 2, 1, 0}); // and it doesn't close
      JsonNode closed = proxies.awaitEvent("closed");

      assertThat(closed.path("reason").asText()).isEqualTo("proxy.idle");
      assertThat(closed.path("message").asText()).contains("after the client ended its half");
      assertThat(closed.path("sent").asLong()).isEqualTo(hello().length);
      assertThat(closed.path("received").asLong()).isEqualTo(7);
      assertThat(in.read()).as("the client's end was passed on").isNegative();
    }
    thereIsAPlace();
  }

  @Test
  void clientThatDoesNotReadEnds() throws Exception {
    startWithOnePlace("--idle-timeout", "2s");
    try (Socket client = tunnelToOther();
        Socket server = other.accept()) {
      assertThat(client.isConnected()).isTrue();
      byte[] much = new byte[1 << 16];

      assertThat(
              catchThrowable(
                  () -> {
                    while (true) {
                      server.getOutputStream().write(much);
                    }
                  }))
          .as("it is cut off")
          .isInstanceOf(IOException.class);

      JsonNode closed = proxies.awaitEvent("closed");
      assertThat(closed.path("reason").asText()).isEqualTo("proxy.idle");
      assertThat(closed.path("message").asText()).contains("--idle-timeout");
    }
    thereIsAPlace();
  }

  @Test
  void silentTunnelEndsWithALine() throws Exception {
    startWithOnePlace("--idle-timeout", "1s");
    try (Socket client = tunnelToOther();
        Socket server = other.accept()) {
      JsonNode closed = proxies.awaitReason("proxy.idle");

      assertThat(closed.path("message").asText()).isEqualTo("idle for 1 s (--idle-timeout)");
      assertThat(closed.path("millis").asLong()).isPositive();
      assertThat(closed.path("time").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
      assertThat(ProxyLab.head(client)).startsWith("HTTP/1.1 200 ");
      assertThat(client.getInputStream().read()).isNegative();
      assertThat(server.getInputStream().readAllBytes()).isEqualTo(hello());
    }
    thereIsAPlace();
  }

  @Test
  void serverThatEndsFirstIsNamed() throws Exception {
    startWithOnePlace();
    try (Socket client = tunnelToOther();
        Socket server = other.accept()) {
      assertThat(server.getInputStream().readNBytes(hello().length)).isEqualTo(hello());
      server.shutdownOutput();
      assertThat(ProxyLab.rest(client)).isNotEmpty();
      client.shutdownOutput();

      assertThat(proxies.awaitEvent("closed").path("message").asText())
          .isEqualTo("the server ended it");
    }
  }
}
