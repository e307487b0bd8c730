package dev.trustconnect.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.trustconnect.TrustConnect;
import dev.trustconnect.identity.Identities;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The JDK's own HTTPS server with a {@link ServerKit}: whose requests reach its handler. */
@Timeout(60)
class HttpsServerTest {
  private static final String ID = "spiffe://corp.example/ns/shop/sa/web";

  private final TestInternet internet = TestInternet.usual();
  private final TestCa corp = TestCa.create("Corp");
  private final TrustConnect trust = internet.trust().build();
  private final ServerKit kit =
      trust.server(ClientRules.roots(TrustRoots.of(corp.certificate())).ids(ID).build());
  private final AtomicInteger requests = new AtomicInteger();

  @AfterEach
  void close() {
    trust.close();
    internet.close();
  }

  private HttpsServer start(boolean requires) throws IOException {
    SSLContext context =
        kit.context(Identities.of(corp.svid("spiffe://corp.example/ns/llm/sa/gateway").asClient()));
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            if (requires) {
              parameters.setSSLParameters(kit.parameters());
            }
          }
        });
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          byte[] who = caller((HttpsExchange) exchange).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, who.length);
          exchange.getResponseBody().write(who);
          exchange.close();
        });
    server.start();
    return server;
  }

  private String caller(HttpsExchange exchange) {
    try {
      return kit.check(exchange.getSSLSession()).client();
    } catch (UntrustedClientException refused) {
      return refused.reason().code();
    }
  }

  private String get(SSLContext client, HttpsServer server) throws IOException {
    try (SSLSocket socket =
        (SSLSocket)
            client
                .getSocketFactory()
                .createSocket(server.getAddress().getAddress(), server.getAddress().getPort())) {
      socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  /** Empty if there is none: the server closes the connection, in TLS 1.3 after our handshake. */
  private String answer(SSLContext client, HttpsServer server) {
    try {
      return get(client, server);
    } catch (IOException closed) {
      return "";
    }
  }

  @Test
  void handlerSeesListedClientsOnly() throws IOException {
    HttpsServer server = start(true);
    try {
      assertThat(get(corp.clientContext(corp.svid(ID)), server)).endsWith(ID);

      TestCa.Identity other = corp.svid("spiffe://corp.example/ns/shop/sa/other");
      assertThat(answer(corp.clientContext(other), server)).isEmpty();
      assertThat(answer(corp.clientContext(), server)).isEmpty();
      assertThat(requests).hasValue(1);
    } finally {
      server.stop(0);
    }
  }

  /** The trap that the documentation names: only {@code check} notices. */
  @Test
  void withoutTheParametersEverybodyReachesTheHandlerAndCheckSaysSo() throws IOException {
    HttpsServer server = start(false);
    try {
      assertThat(get(corp.clientContext(), server)).endsWith("gate.no-evidence");
    } finally {
      server.stop(0);
    }
  }
}
