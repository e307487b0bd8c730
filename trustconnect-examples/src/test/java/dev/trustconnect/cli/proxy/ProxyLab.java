package dev.trustconnect.cli.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trustconnect.cli.lab.CommandLab;
import dev.trustconnect.cli.lab.EndpointLab;
import dev.trustconnect.cli.lab.LineSink;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import picocli.CommandLine;

/** {@code trustconnect proxy} in this process, before one endpoint. */
final class ProxyLab {
  final EndpointLab lab;
  final LineSink out = new LineSink();
  final LineSink err = new LineSink();
  private CompletableFuture<Integer> running;
  private TunnelProxy proxy;

  ProxyLab(Path folder) throws IOException {
    lab = new EndpointLab(folder);
  }

  /** Starts it by a policy with these fields. */
  ProxyLab start(List<String> options, String... policyFields) throws Exception {
    CompletableFuture<TunnelProxy> started = new CompletableFuture<>();
    List<String> arguments = new ArrayList<>(options);
    arguments.addAll(List.of("--json", "--allow-port", Integer.toString(lab.peer.port())));
    String[] all = lab.arguments(null, lab.policy(policyFields), arguments.toArray(String[]::new));
    running =
        CompletableFuture.supplyAsync(
            () ->
                new CommandLine(new ProxyCommand(CommandLab.terminal(out, err), started::complete))
                    .execute(all),
            task -> new Thread(task).start());
    proxy = started.get(60, TimeUnit.SECONDS);
    return this;
  }

  int port() {
    return proxy.port();
  }

  TunnelProxy proxy() {
    return proxy;
  }

  /** The lines so far. */
  List<JsonNode> told() {
    return out.lines().stream().map(ProxyLab::parse).toList();
  }

  /** Waits for a line. */
  JsonNode await(Predicate<JsonNode> wanted) throws InterruptedException {
    return parse(out.await(line -> wanted.test(parse(line))));
  }

  /** Waits for the first line with this code. */
  JsonNode awaitReason(String code) throws InterruptedException {
    return await(line -> line.path("reason").asText().equals(code));
  }

  /** Waits for the first line of this event. */
  JsonNode awaitEvent(String event) throws InterruptedException {
    return await(line -> line.path("event").asText().equals(event));
  }

  private static JsonNode parse(String line) {
    try {
      return new ObjectMapper().readTree(line);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(line, e);
    }
  }

  /** A connection to the proxy. */
  Socket connect() throws IOException {
    Socket client = new Socket();
    client.connect(new InetSocketAddress("127.0.0.1", proxy.port()));
    return client;
  }

  /** A connection that has asked for a tunnel to a host, at the endpoint's port. */
  Socket ask(String host) throws IOException {
    Socket client = connect();
    write(client, "CONNECT " + host + ":" + lab.peer.port() + " HTTP/1.1\r\n\r\n");
    return client;
  }

  /** A connection that has a tunnel to the endpoint. */
  Socket tunnel() throws IOException {
    Socket client = ask(EndpointLab.HOST);
    assertThat(head(client)).startsWith("HTTP/1.1 200 ");
    return client;
  }

  static void write(Socket client, String ascii) throws IOException {
    client.getOutputStream().write(ascii.getBytes(StandardCharsets.US_ASCII));
  }

  /** A response's head. */
  static String head(Socket client) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = client.getInputStream().read();
      if (next < 0) {
        throw new EOFException("ended after: " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }

  /** All that comes until the proxy ends the connection. */
  static byte[] rest(Socket client) throws IOException {
    return client.getInputStream().readAllBytes();
  }

  /** What the command returned. */
  int status() throws Exception {
    return running.get(60, TimeUnit.SECONDS);
  }

  /** Ends the proxy, which must end well, and the endpoint. */
  void close() throws Exception {
    try {
      if (proxy != null) {
        proxy.close();
        assertThat(status()).isZero();
      }
    } finally {
      lab.close();
    }
  }
}
