package dev.trustconnect.cli.proxy;

import static dev.trustconnect.cli.lab.EndpointLab.HOST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trustconnect.cli.lab.CommandLab;
import dev.trustconnect.cli.lab.EndpointLab;
import dev.trustconnect.cli.proxy.InstalledPrograms.Ended;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Type;

/** {@code trustconnect proxy} before real programs: curl and Maven as they are installed. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class ProxyCommandTest {
  private static final String MISMATCHED_PINS =
      "pins: [" + TestInternet.SPARE_PIN + ", " + TestInternet.OTHER_SPARE_PIN + "]";

  @TempDir private Path folder;

  private ProxyLab proxies;
  private EndpointLab lab;

  @BeforeEach
  void open() throws IOException {
    proxies = new ProxyLab(folder);
    lab = proxies.lab;
  }

  @AfterEach
  void stop() throws Exception {
    proxies.close();
  }

  private void startProxy(String... policyFields) throws Exception {
    proxies.start(List.of(), policyFields);
  }

  private Ended run(Map<String, String> environment, String... command) throws Exception {
    return new InstalledPrograms(folder).run(environment, command);
  }

  private Ended curl(String url) throws Exception {
    return run(
        Map.of(),
        "curl",
        "-sS",
        "-v",
        "--proxy",
        "http://127.0.0.1:" + proxies.port(),
        "--cacert",
        folder.resolve("ca.pem").toString(),
        url);
  }

  @Test
  void curlGetsThroughToWhereTheNameLeads() throws Exception {
    startProxy();

    Ended ended = curl(lab.peer.url(HOST, "/"));

    assertThat(ended.status()).as(ended.output()).isZero();
    assertThat(ended.output()).contains("hello from 127.0.1.10");
    JsonNode closed = proxies.awaitEvent("closed");
    assertThat(closed.path("sent").asLong()).isPositive();
    assertThat(closed.path("received").asLong()).isPositive();
    assertThat(closed.path("message").asText()).isEqualTo("the client ended it");
    assertThat(proxies.told())
        .extracting(line -> line.path("event").asText())
        .containsExactly("open", "closed");
  }

  @Test
  void handshakeOfOursCountsForAWhile() throws Exception {
    startProxy();

    assertThat(curl(lab.peer.url(HOST, "/")).status()).isZero();
    assertThat(curl(lab.peer.url(HOST, "/")).status()).isZero();

    assertThat(lab.peer.connections()).as("one of ours, two of curl's").isEqualTo(3);
  }

  @Test
  void bogusNameIsRefusedWithItsReason() throws Exception {
    lab.internet.change(world -> world.harm(Harm.dropRrsigs(HOST, Type.A)));
    startProxy();

    Ended ended = curl(lab.peer.url(HOST, "/"));

    assertThat(ended.status()).isNotZero();
    assertThat(ended.output())
        .contains("403 dnssec.signature-missing")
        .containsIgnoringCase("X-TrustConnect-Reason: dnssec.signature-missing");
    assertThat(lab.peer.connections()).isZero();
  }

  @Test
  void certificateThatIsNotPinnedIsRefusedBeforeThereIsATunnel() throws Exception {
    startProxy(MISMATCHED_PINS, "pinsExpire: 2027-06-30");

    Ended ended = curl(lab.peer.url(HOST, "/"));

    assertThat(ended.status()).isNotZero();
    assertThat(ended.output()).containsIgnoringCase("X-TrustConnect-Reason: pin.not-in-path");
    lab.peer.awaitNoConnection();
    assertThat(lab.peer.requests()).isEmpty();
    assertThat(lab.peer.connections()).as("the handshake of ours").isEqualTo(1);
  }

  @Test
  void addressesAndOtherPortsAndCleartextAreRefused() throws Exception {
    startProxy();

    assertThat(curl("https://127.0.1.10:" + lab.peer.port() + "/").output())
        .containsIgnoringCase("X-TrustConnect-Reason: address.literal");
    assertThat(curl("https://" + HOST + ":1/").output())
        .containsIgnoringCase("X-TrustConnect-Reason: proxy.port");
    Ended cleartext = curl("http://" + HOST + "/");
    assertThat(cleartext.output())
        .contains("405 proxy.not-connect", "this proxy only opens tunnels");
    assertThat(lab.peer.connections()).isZero();
  }

  @Test
  void tunnelIsForItsNameOnly() throws Exception {
    startProxy();
    try (Socket client = proxies.tunnel();
        SSLSocket tls =
            (SSLSocket)
                lab.internet
                    .ca()
                    .clientContext()
                    .getSocketFactory()
                    .createSocket(client, "api.plain.test", lab.peer.port(), true)) {
      SSLParameters parameters = tls.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName("api.plain.test")));
      tls.setSSLParameters(parameters);
      assertThat(catchThrowable(tls::startHandshake)).isInstanceOf(IOException.class);
    }
    proxies.awaitReason("proxy.other-name");
    lab.peer.awaitNoConnection();
    assertThat(lab.peer.requests()).isEmpty();
  }

  @Test
  void tunnelIsForTlsOnly() throws Exception {
    startProxy();
    try (Socket client = proxies.tunnel()) {
      client
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(ProxyLab.rest(client)).as("an alert: unexpected message").endsWith(10);
    }
    proxies.awaitReason("proxy.no-tls");
    assertThat(lab.peer.requests()).isEmpty();
  }

  /** A parent POM that only the repository behind the proxy has. */
  @Test
  void mavenReadsARepositoryThroughIt() throws Exception {
    InstalledPrograms.require("mvn");
    String pom =
        "<project><modelVersion>4.0.0</modelVersion>"
            + "<groupId>test</groupId><artifactId>parent</artifactId><version>1</version>"
            + "<packaging>pom</packaging></project>";
    lab.peer.answer("/test/parent/1/parent-1.pom", 200, Map.of(), pom);
    Files.writeString(
        folder.resolve("pom.xml"),
        "<project><modelVersion>4.0.0</modelVersion><parent><groupId>test</groupId>"
            + "<artifactId>parent</artifactId><version>1</version><relativePath/></parent>"
            + "<artifactId>child</artifactId><packaging>pom</packaging></project>");
    startProxy();
    Path settings =
        Files.writeString(
            folder.resolve("settings.xml"),
            "<settings><localRepository>"
                + folder.resolve("repository")
                + "</localRepository><proxies><proxy><active>true</active><protocol>https</protocol>"
                + "<host>127.0.0.1</host><port>"
                + proxies.port()
                + "</port></proxy></proxies><mirrors><mirror><id>here</id><mirrorOf>*</mirrorOf><url>"
                + lab.peer.url(HOST, "")
                + "</url></mirror></mirrors></settings>");
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", lab.internet.ca().certificate());
    Path store = folder.resolve("trusted.p12");
    try (OutputStream to = Files.newOutputStream(store)) {
      trusted.store(to, "public".toCharArray());
    }

    Ended ended =
        run(
            Map.of(
                "MAVEN_OPTS",
                "-Djavax.net.ssl.trustStore="
                    + store
                    + " -Djavax.net.ssl.trustStorePassword=public"
                    + " -Djavax.net.ssl.trustStoreType=PKCS12"),
            "mvn",
            "-B",
            "-s",
            settings.toString(),
            "validate");

    assertThat(ended.status()).as(ended.output()).isZero();
    assertThat(lab.peer.requests())
        .anyMatch(request -> request.pathQuery().equals("/test/parent/1/parent-1.pom"));
    assertThat(proxies.told()).isNotEmpty().allMatch(line -> line.path("opened").asBoolean());
  }

  @Test
  void closingEndsTunnelsAndTheCommand() throws Exception {
    startProxy();
    try (Socket client = proxies.tunnel()) {
      proxies.proxy().close();

      assertThat(proxies.status()).isZero();
      assertThat(catchThrowable(() -> assertThat(client.getInputStream().read()).isNegative()))
          .satisfiesAnyOf(
              nothing -> assertThat(nothing).isNull(),
              reset -> assertThat(reset).isInstanceOf(IOException.class));
    }
  }

  @Test
  void mistakesOnTheCommandLineAreNamed() throws IOException {
    assertThat(lab.run("proxy", lab.policy(), "--port", "70000").err())
        .contains("--port 70000: ports are 0 to 65535");
    try (TlsPeer taken = TlsPeer.builder(lab.identity).address("127.0.0.1").start()) {
      CommandLab.Ran ran = lab.run("proxy", lab.policy(), "--port", Integer.toString(taken.port()));
      assertThat(ran.status()).isEqualTo(2);
      assertThat(ran.err()).contains("--port " + taken.port());
    }
  }
}
