package dev.trustconnect.cli.proxy;

import static dev.trustconnect.cli.lab.EndpointLab.HOST;
import static dev.trustconnect.cli.lab.EndpointLab.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.cli.lab.EndpointLab;
import dev.trustconnect.cli.proxy.InstalledPrograms.Ended;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.TestCa;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/** Programs that are pointed at the proxy: they get through, or show why not. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class ProxyClientsTest {
  @TempDir private Path folder;

  private ProxyLab proxies;
  private EndpointLab lab;

  @BeforeEach
  void open() throws Exception {
    proxies = new ProxyLab(folder);
    lab = proxies.lab;
    proxies.start(List.of());
  }

  @AfterEach
  void stop() throws Exception {
    proxies.close();
  }

  private Ended run(String... command) throws Exception {
    String proxy = "http://127.0.0.1:" + proxies.port();
    String ca = folder.resolve("ca.pem").toString();
    return new InstalledPrograms(folder)
        .run(
            Map.of(
                "HTTPS_PROXY", proxy,
                "https_proxy", proxy,
                "HOME", folder.toString(),
                "NODE_EXTRA_CA_CERTS", ca,
                "GIT_SSL_CAINFO", ca,
                "GIT_TERMINAL_PROMPT", "0",
                "PIP_CERT", ca,
                "SSL_CERT_FILE", ca),
            command);
  }

  private Ended wget() throws Exception {
    return run(
        "wget",
        "--tries=1",
        "--ca-certificate=" + folder.resolve("ca.pem"),
        "-O",
        "-",
        lab.peer.url(HOST, "/"));
  }

  private Ended python() throws Exception {
    return run(
        "python3",
        "-c",
        "import urllib.request, sys; print(urllib.request.urlopen(sys.argv[1]).read())",
        lab.peer.url(HOST, "/"));
  }

  private Ended pip() throws Exception {
    List<String> command = new ArrayList<>(List.of("pip", "download", "--no-deps"));
    command.addAll(List.of("--disable-pip-version-check", "--no-cache-dir", "--retries", "1"));
    command.addAll(List.of("--index-url", lab.peer.url(HOST, "/simple"), "a-package"));
    return run(command.toArray(String[]::new));
  }

  private Ended npm(int retries) throws Exception {
    List<String> command = new ArrayList<>(List.of("npm", "view", "a-package", "name"));
    command.addAll(List.of("--registry", lab.peer.url(HOST, "/"), "--loglevel=http"));
    command.add("--cafile=" + folder.resolve("ca.pem"));
    command.addAll(List.of("--update-notifier=false", "--fetch-retries=" + retries));
    command.addAll(List.of("--fetch-retry-mintimeout=1", "--fetch-retry-maxtimeout=1"));
    return run(command.toArray(String[]::new));
  }

  private Ended git() throws Exception {
    return run("git", "ls-remote", lab.peer.url(HOST, "/repository"));
  }

  private void refuseTheName() {
    lab.internet.change(world -> world.harm(Harm.dropRrsigs(HOST, Type.A)));
  }

  private void failTheName() {
    lab.internet.change(world -> world.harm(Harm.rcode(HOST, Type.A, Rcode.SERVFAIL)));
  }

  @Test
  void wgetGetsThrough() throws Exception {
    assertThat(wget().output()).contains("hello from 127.0.1.10");
  }

  @Test
  void wgetShowsTheCode() throws Exception {
    refuseTheName();

    Ended ended = wget();

    assertThat(ended.status()).isNotZero();
    assertThat(ended.output()).contains("dnssec.signature-missing");
  }

  @Test
  void urllibGetsThrough() throws Exception {
    Ended ended = python();

    assertThat(ended.output()).contains("hello from 127.0.1.10");
  }

  @Test
  void urllibShowsTheCode() throws Exception {
    refuseTheName();

    assertThat(python().output()).contains("403 dnssec.signature-missing");
  }

  @Test
  void pipGetsThrough() throws Exception {
    lab.peer.answer("/simple/a-package/", 404, Map.of(), "");

    Ended ended = pip();

    assertThat(lab.peer.requests())
        .as(ended.output())
        .anyMatch(request -> request.pathQuery().equals("/simple/a-package/"));
  }

  @Test
  void pipShowsTheCode() throws Exception {
    refuseTheName();

    assertThat(pip().output()).contains("403 dnssec.signature-missing");
  }

  @Test
  void npmGetsThrough() throws Exception {
    lab.peer.answer(
        "/a-package",
        200,
        Map.of("Content-Type", "application/json"),
        "{\"name\":\"a-package\",\"dist-tags\":{\"latest\":\"1.0.0\"},\"versions\":"
            + "{\"1.0.0\":{\"name\":\"a-package\",\"version\":\"1.0.0\"}}}");

    Ended ended = npm(0);

    assertThat(ended.output()).contains("a-package");
    assertThat(ended.status()).as(ended.output()).isZero();
  }

  private long refusals() {
    return proxies.told().stream()
        .filter(line -> line.path("event").asText().equals("refused"))
        .count();
  }

  @Test
  void npmShowsTheCodeAndDoesNotTryAgain() throws Exception {
    refuseTheName();

    Ended ended = npm(2);

    assertThat(ended.status()).isNotZero();
    assertThat(ended.output()).contains("403 dnssec.signature-missing");
    assertThat(refusals()).isEqualTo(1);
  }

  @Test
  void npmTriesAgainWhenAnUpstreamIsAtFault() throws Exception {
    failTheName();

    Ended ended = npm(2);

    assertThat(ended.status()).isNotZero();
    assertThat(ended.output()).contains("502 upstream.rcode");
    assertThat(refusals()).isEqualTo(3);
  }

  @Test
  void gitGetsThrough() throws Exception {
    lab.peer.answer(
        "/repository/info/refs",
        200,
        Map.of("Content-Type", "text/plain"),
        "a".repeat(40) + "\trefs/heads/main\n");
    lab.peer.answer("/repository/HEAD", 200, Map.of(), "ref: refs/heads/main\n");

    Ended ended = git();

    assertThat(ended.output()).contains("refs/heads/main");
    assertThat(ended.status()).as(ended.output()).isZero();
  }

  @Test
  void gitShowsTheStatus() throws Exception {
    refuseTheName();

    assertThat(git().output()).contains("403");
  }

  /** OpenSSL first guesses X25519, which this server doesn't have. */
  @Test
  void secondHelloOfARealClientPasses() throws Exception {
    InstalledPrograms.require("curl");
    InstalledPrograms.require("openssl");
    TestCa.Identity identity = lab.internet.ca().server(OTHER);
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(identity.key().getEncoded())
            + "\n-----END PRIVATE KEY-----\n";
    Path key = Files.writeString(folder.resolve("key.pem"), pem);
    Path chain = Files.writeString(folder.resolve("chain.pem"), TestCa.pem(identity.certificate()));
    String address = "127.0.1.11:" + lab.peer.port();
    Process server =
        new ProcessBuilder(
                "openssl",
                "s_server",
                "-accept",
                address,
                "-key",
                key.toString(),
                "-cert",
                chain.toString(),
                "-groups",
                "P-384",
                "-tls1_3",
                "-www")
            .redirectErrorStream(true)
            .start();
    try (BufferedReader printed = server.inputReader()) {
      assertThat(printed.lines().anyMatch(line -> line.equals("ACCEPT"))).isTrue();

      Ended ended =
          run(
              "curl",
              "-sSv",
              "--curves",
              "X25519:P-384",
              "--cacert",
              folder.resolve("ca.pem").toString(),
              "https://" + OTHER + ":" + lab.peer.port() + "/");

      assertThat(ended.status()).as(ended.output()).isZero();
      assertThat(ended.output().split("TLS handshake, Client hello", -1)).hasSize(3);
    } finally {
      server.destroyForcibly();
    }
  }
}
