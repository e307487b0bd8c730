package dev.trustconnect.okhttp.springai;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.trustconnect.testing.TestCa;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A server of the Model Context Protocol over streamable HTTP, without sessions. Its only tool says
 * the weather, in an event stream.
 */
final class McpPeer implements AutoCloseable {
  private final HttpsServer server;
  private final List<String> received = new CopyOnWriteArrayList<>();

  McpPeer(TestCa.Identity identity) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "peer", identity.key(), new char[0], identity.chain().toArray(new X509Certificate[0]));
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, new char[0]);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(keys.getKeyManagers(), null, null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.createContext("/mcp", this::answer);
    server.start();
  }

  InetSocketAddress address() {
    return server.getAddress();
  }

  /** Header {@code Authorization} and body of each message. */
  List<String> received() {
    return received;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    received.add(exchange.getRequestHeaders().getFirst("Authorization") + " " + body);
    if (!exchange.getRequestMethod().equals("POST")) { // a stream of its own isn't offered
      send(exchange, 405, "text/plain", "");
      return;
    }
    switch (field("method", body)) {
      case "initialize" ->
          send(
              exchange,
              200,
              "application/json",
              result(
                  body,
                  """
                  {"protocolVersion":"%s","capabilities":{"tools":{}},\
                  "serverInfo":{"name":"weather","version":"1"}}\
                  """
                      .formatted(field("protocolVersion", body))));
      case "tools/list" ->
          send(
              exchange,
              200,
              "application/json",
              result(
                  body,
                  "{\"tools\":[{\"name\":\"weather\",\"inputSchema\":{\"type\":\"object\"}}]}"));
      case "tools/call" ->
          send(
              exchange,
              200,
              "text/event-stream",
              "event: message\ndata: "
                  + result(body, "{\"content\":[{\"type\":\"text\",\"text\":\"sunny in Bern\"}]}")
                  + "\n\n");
      default -> send(exchange, 202, "text/plain", "");
    }
  }

  private static String result(String request, String result) {
    return "{\"jsonrpc\":\"2.0\",\"id\":\"%s\",\"result\":%s}"
        .formatted(field("id", request), result);
  }

  private static String field(String name, String json) {
    Matcher found = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
    return found.find() ? found.group(1) : "";
  }

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
