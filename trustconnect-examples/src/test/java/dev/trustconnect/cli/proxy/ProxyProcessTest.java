package dev.trustconnect.cli.proxy;

import static dev.trustconnect.cli.lab.EndpointLab.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.cli.lab.CommandLab;
import dev.trustconnect.cli.lab.EndpointLab;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only a process shows: signals, limits, and the JVM's own settings. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class ProxyProcessTest {
  /**
   * Each jar of the tests' class path, about 220, is an open file. With 256 there was no room for
   * the classes that are loaded from folders while clients come.
   */
  private static final int FILES = 320;

  @TempDir private Path folder;

  private EndpointLab lab;
  private Path policy;

  @BeforeEach
  void open() throws IOException {
    lab = new EndpointLab(folder);
    policy = lab.policy();
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private ProxyProcess start(String... more) throws IOException {
    return new ProxyProcess("true", List.of(), lab, policy, more);
  }

  private Socket connect(ProxyProcess proxy) throws Exception {
    Socket client = new Socket();
    client.connect(new InetSocketAddress("127.0.0.1", proxy.awaitPort()));
    return client;
  }

  private byte[] request() {
    return ("CONNECT " + HOST + ":" + lab.peer.port() + " HTTP/1.1\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * A tunnel whose client has sent its hello. On a busy machine the first lookup of a fresh process
   * may take longer than its time limit: the client gets a 504 and tries again.
   */
  private Socket tunnel(ProxyProcess proxy) throws Exception {
    while (true) {
      Socket client = connect(proxy);
      client.getOutputStream().write(Hellos.join(request(), Hellos.with(Hellos.serverName(HOST))));
      String head = ProxyLab.head(client);
      if (head.startsWith("HTTP/1.1 200 ")) {
        return client;
      }
      client.close();
      assertThat(head).startsWith("HTTP/1.1 504 ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void signalEndsItAsHelpSays(String signal) throws Exception {
    try (ProxyProcess proxy = start();
        Socket client = connect(proxy)) {
      proxy.signal(signal);

      assertThat(proxy.awaitEnd()).isZero();
      String end = proxy.err.await(line -> line.contains(" ended: "));
      assertThat(end).contains("0 tunnels served, ");
      assertThat(proxy.err.lines()).anyMatch(line -> line.endsWith(" SIG" + signal));
      assertThat(client.isConnected()).isTrue();
    }
    assertThat(CommandLab.run("", "proxy", "--help").out())
        .contains("SIGINT, SIGTERM  cut all tunnels and exit with 0");
  }

  @Test
  void hangUpReadsThePolicyFileAgain() throws Exception {
    try (ProxyProcess proxy = start();
        Socket before = tunnel(proxy)) {
      proxy.out.await(line -> line.contains("\"event\":\"open\""));
      Files.writeString(policy, "profile: STRICT\n", StandardOpenOption.APPEND);
      Files.writeString(policy, Files.readString(policy).replace("host: " + HOST, "host: a.test"));

      proxy.signal("HUP");

      proxy.err.await(line -> line.contains("SIGHUP: the policies of "));
      String cut = proxy.out.await(line -> line.contains("\"event\":\"closed\""));
      assertThat(cut).contains("\"reason\":\"policy.missing\"");
      assertThat(before.isConnected()).isTrue();
      try (Socket client = connect(proxy)) {
        client.getOutputStream().write(request());
        assertThat(ProxyLab.head(client)).startsWith("HTTP/1.1 403 policy.missing\r\n");
      }
    }
  }

  @Test
  void hangUpWithAWrongPolicyFileChangesNothing() throws Exception {
    try (ProxyProcess proxy = start();
        Socket before = tunnel(proxy)) {
      proxy.out.await(line -> line.contains("\"event\":\"open\""));
      Files.writeString(policy, "nonsense: [", StandardOpenOption.APPEND);

      proxy.signal("HUP");

      String note = proxy.err.await(line -> line.contains("SIGHUP: "));
      assertThat(note).contains("the earlier policies stay in force: ");
      try (Socket client = tunnel(proxy)) {
        assertThat(client.isConnected()).isTrue();
      }
      assertThat(before.isConnected()).isTrue();
      assertThat(proxy.isAlive()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Djava.net.preferIPv6Addresses=true",
        "-Djava.net.preferIPv6Addresses=system",
        "-Djava.net.preferIPv4Stack=true"
      })
  void itListensAtThePrintedAddress(String setting) throws Exception {
    try (ProxyProcess proxy = new ProxyProcess("true", List.of(setting), lab, policy);
        Socket client = connect(proxy)) {
      client.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(ProxyLab.head(client)).startsWith("HTTP/1.1 405 ");
    }
  }

  /**
   * More clients than there are files: each is served or told that there is no room. How many are
   * served depends on who gets the processor first.
   */
  @Test
  void thousandClientsOfAProcessWithFewFilesAreAllAnswered() throws Exception {
    List<Socket> clients = new ArrayList<>();
    try (ProxyProcess proxy =
        new ProxyProcess("ulimit -n " + FILES, List.of(), lab, policy, "--max-tunnels", "1000")) {
      int port = proxy.awaitPort();
      assertThat(proxy.err.lines()).anyMatch(line -> line.contains("may open " + FILES + " files"));
      tunnel(proxy).close(); // from here on the name's addresses are cached
      int served = 0;
      int busy = 0;
      for (int i = 0; i < 1_000; i++) {
        Socket client = new Socket();
        clients.add(client);
        client.connect(new InetSocketAddress("127.0.0.1", port));
        client
            .getOutputStream()
            .write(Hellos.join(request(), Hellos.with(Hellos.serverName(HOST))));
      }
      for (Socket client : clients) {
        String head = ProxyLab.head(client);
        if (head.startsWith("HTTP/1.1 200 ")) {
          served++;
        } else {
          // Clients that were answered and don't leave keep their files: then there is a place for
          // another, and no socket to its server.
          assertThat(head).matches("(?s)HTTP/1.1 503 proxy.(busy|no-socket)\r\n.*");
          busy++;
        }
      }
      assertThat(served + busy).isEqualTo(1_000);
      for (Socket client : clients) {
        client.close();
      }
      int opened = 1 + served;
      proxy.out.await(
          line ->
              proxy.out.lines().stream().filter(text -> text.contains("\"closed\"")).count()
                  == opened);
      tunnel(proxy).close();
      assertThat(proxy.isAlive()).isTrue();
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
  }
}
