package dev.trustconnect.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trustconnect.cli.lab.CommandLab.Ran;
import dev.trustconnect.testing.ConnectProxy;
import dev.trustconnect.testing.Fault;
import dev.trustconnect.testing.LoopbackDoh;
import dev.trustconnect.testing.SilentAddress;
import dev.trustconnect.testing.TestCa;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** The rows about DNS servers and the ways to them, with real servers on loopback. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class UpstreamRowsTest {
  @TempDir private Path folder;
  private DoctorLab lab;

  @BeforeEach
  void open() throws IOException {
    lab = new DoctorLab(folder);
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  private static void assertEndsInTheAuthority(Ran ran, String port) {
    assertThat(ran.status()).isEqualTo(1);
    JsonNode row = DoctorLab.rows(ran, "doctor.upstream").get(0);
    assertThat(DoctorLab.shown(row))
        .isEqualTo(
            "failed: 127.0.0.1:"
                + port
                + " "
                + port
                + " open, chain ends in \"CN=Zscaler Root CA\": this network intercepts TLS");
    assertThat(row.path("remedy").asText())
        .startsWith("if that is your company: --doh-ca company.pem")
        .endsWith("otherwise leave this network");
  }

  @Test
  void serversThatDeliverEverythingAreInOrder() {
    Ran ran = lab.run("--json");
    assertThat(ran.err()).isEmpty();
    assertThat(DoctorLab.rows(ran, "doctor.upstream"))
        .hasSize(2)
        .allSatisfy(
            row ->
                assertThat(DoctorLab.shown(row))
                    .matches(
                        "ok: 127\\.0\\.0\\.1:\\d+ answers over HTTP/2 in \\d+ ms, DNSKEY, DS and"
                            + " NXDOMAIN whole, no AD; chain ends in \"CN=Lab DNS CA\""));
    assertThat(DoctorLab.row(ran, "doctor.path-mtu"))
        .matches("ok: certificates of \\d+ bytes arrive whole");
    assertThat(DoctorLab.row(ran, "doctor.proxy")).isEqualTo("ok: none is set: direct");
    assertThat(ran.status()).isZero();
  }

  /** The reason that the command exists: the row names the authority that opens TLS. */
  @Test
  void authorityOfAnInterceptionIsNamed() throws IOException {
    try (LoopbackDoh opened = lab.server(TestCa.create("Zscaler Root CA"))) {
      Ran ran =
          lab.runWith(
              "--doh", opened.url(), "--doh-ca", folder.resolve("ca.pem").toString(), "--json");
      assertEndsInTheAuthority(ran, Integer.toString(opened.port()));
      assertThat(opened.requests()).isEmpty();
      assertThat(DoctorLab.row(ran, "doctor.clock"))
          .isEqualTo("skipped: skipped because of upstream");
    }
  }

  @Test
  void authorityBehindAnIntermediateIsNamedToo() throws IOException {
    TestCa ca = TestCa.create("Zscaler Root CA").intermediate("Zscaler Intermediate");
    try (LoopbackDoh opened = lab.server(ca)) {
      assertEndsInTheAuthority(
          lab.runWith(
              "--doh", opened.url(), "--doh-ca", folder.resolve("ca.pem").toString(), "--json"),
          Integer.toString(opened.port()));
    }
  }

  /**
   * A transport that is refused at one address goes on to the next; what fails there says nothing
   * about the first.
   */
  @Test
  void authorityIsNamedAlthoughAnotherAddressOfTheServerIsSilent() throws IOException {
    try (LoopbackDoh opened = lab.server(TestCa.create("Zscaler Root CA"));
        SilentAddress silent = new SilentAddress("127.0.0.2", opened.port())) {
      assertThat(silent.port()).isEqualTo(opened.port());
      Ran ran =
          lab.runWith(
              "--doh",
              opened.url("doh.test"),
              "--bootstrap",
              "127.0.0.1",
              "--bootstrap",
              "127.0.0.2",
              "--doh-ca",
              folder.resolve("ca.pem").toString(),
              "--json");
      assertThat(DoctorLab.row(ran, "doctor.upstream"))
          .isEqualTo(
              "failed: doh.test:"
                  + opened.port()
                  + " "
                  + opened.port()
                  + " open, chain ends in \"CN=Zscaler Root CA\": this network intercepts TLS");
    }
  }

  @Test
  void oneWorkingServerIsEnough() throws IOException {
    try (LoopbackDoh opened = lab.server(TestCa.create("Zscaler Root CA"))) {
      Ran ran =
          lab.runWith(
              "--doh",
              opened.url(),
              "--doh",
              lab.first.url(),
              "--doh-ca",
              folder.resolve("ca.pem").toString(),
              "--json");
      assertThat(ran.status()).isZero();
      assertThat(DoctorLab.rows(ran, "doctor.upstream"))
          .extracting(row -> row.path("state").asText())
          .containsExactly("failed", "ok");
      assertThat(ran.json().get(0).path("summary").asText())
          .startsWith("TrustConnect can work here; 1 check failed");
    }
  }

  /** The authority is trusted, and only the name is wrong: the row must not blame the network. */
  @Test
  void certificateForAnotherNameIsNotCalledAnInterception() {
    try (LoopbackDoh other =
        LoopbackDoh.start(query -> query, lab.ca, lab.ca.server("other.test"))) {
      Ran ran =
          lab.runWith(
              "--doh", other.url(), "--doh-ca", folder.resolve("ca.pem").toString(), "--json");
      assertThat(DoctorLab.row(ran, "doctor.upstream"))
          .startsWith("failed: 127.0.0.1:" + other.port())
          .contains(
              " open, chain ends in \"CN=Lab DNS CA\", its certificate is refused: ", "other.test")
          .doesNotContain("intercepts TLS");
    }
  }

  @Test
  void expiredCertificateShowsItsDates() {
    try (LoopbackDoh old =
        LoopbackDoh.start(query -> query, lab.ca, lab.ca.expiredServer("127.0.0.1"))) {
      Ran ran =
          lab.runWith(
              "--doh", old.url(), "--doh-ca", folder.resolve("ca.pem").toString(), "--json");
      JsonNode row = DoctorLab.rows(ran, "doctor.upstream").get(0);
      assertThat(DoctorLab.shown(row))
          .contains(" open, its certificate is for 2000-01-01T00:00:00Z to ");
      assertThat(row.path("remedy").asText()).isEqualTo("set this machine's clock");
    }
  }

  @Test
  void closedPortIsTheFirstStep() throws IOException {
    int port = closedPort();
    Ran ran = lab.runWith("--doh", "https://127.0.0.1:" + port + "/dns-query", "--json");
    assertThat(ran.status()).isEqualTo(1);
    assertThat(DoctorLab.row(ran, "doctor.upstream"))
        .isEqualTo("failed: 127.0.0.1:" + port + " TCP " + port + ": refused");
    assertThat(DoctorLab.row(ran, "doctor.path-mtu"))
        .isEqualTo("skipped: skipped because of upstream");
    assertThat(ran.json().get(0).path("summary").asText())
        .isEqualTo("TrustConnect can't work here: its DNS server can't be used.");
  }

  @Test
  void portWithoutTlsFailsAtTheHandshake() throws IOException {
    try (ServerSocket plain = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
      Thread closing = new Thread(() -> closeAll(plain));
      closing.setDaemon(true);
      closing.start();
      Ran ran =
          lab.runWith(
              "--doh", "https://127.0.0.1:" + plain.getLocalPort() + "/dns-query", "--json");
      assertThat(DoctorLab.row(ran, "doctor.upstream"))
          .startsWith("failed: 127.0.0.1:" + plain.getLocalPort())
          .contains(" open, the TLS handshake fails: ");
    }
  }

  private static void closeAll(ServerSocket plain) {
    while (!plain.isClosed()) {
      try {
        plain.accept().close();
      } catch (IOException closed) {
        return; // the test is over
      }
    }
  }

  @Test
  void serverThatAnswersNoQuestionFailsThere() {
    lab.first.fails(Fault.status(503));
    Ran ran =
        lab.runWith(
            "--doh", lab.first.url(), "--doh-ca", folder.resolve("ca.pem").toString(), "--json");
    assertThat(DoctorLab.row(ran, "doctor.upstream"))
        .contains("chain ends in \"CN=Lab DNS CA\", doesn't answer a question: ")
        .endsWith("[upstream.http-status]");
  }

  @Test
  void serverThatStripsSignaturesFailsAtTheRecords() {
    lab.first.fails(Fault.reply(UpstreamRowsTest::withoutSignatures));
    Ran ran =
        lab.runWith(
            "--doh", lab.first.url(), "--doh-ca", folder.resolve("ca.pem").toString(), "--json");
    assertThat(DoctorLab.row(ran, "doctor.upstream"))
        .isEqualTo(
            "failed: 127.0.0.1:"
                + lab.first.port()
                + " doesn't deliver the root's DNSKEY records whole");
  }

  private static Message withoutSignatures(Message query) {
    Message reply = new Message(query.getHeader().getID());
    reply.getHeader().setFlag(org.xbill.DNS.Flags.QR);
    reply.addRecord(query.getQuestion(), Section.QUESTION);
    reply.addRecord(
        new org.xbill.DNS.TXTRecord(
            query.getQuestion().getName(), org.xbill.DNS.DClass.IN, 60, Type.string(Type.TXT)),
        Section.ANSWER);
    return reply;
  }

  @Test
  void certificatesThatNeverArriveFromTwoServersHintAtLargePackets() {
    lab.first.swallowNewConnections(true);
    lab.second.swallowNewConnections(true);
    Ran ran = lab.run("--timeout", "300ms", "--json");
    assertThat(DoctorLab.row(ran, "doctor.path-mtu"))
        .isEqualTo(
            "warning: 2 servers accept TCP and their certificates never arrive: large packets are"
                + " lost");
    assertThat(DoctorLab.rows(ran, "doctor.upstream").get(0).path("text").asText())
        .endsWith(" open, the TLS handshake fails: no end of the handshake in time");
  }

  @Test
  void oneSilentServerSaysNothingAboutPackets() {
    lab.first.swallowNewConnections(true);
    assertThat(DoctorLab.row(lab.run("--timeout", "4s", "--json"), "doctor.path-mtu"))
        .startsWith("ok: certificates of ");
  }

  @Test
  void dnsOverTlsIsOpenOrAFact() throws IOException {
    try (ServerSocket dot = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
      lab.machine.dotPort = dot.getLocalPort();
      assertThat(DoctorLab.row(lab.run("--json"), "doctor.dot"))
          .startsWith("ok: TCP " + dot.getLocalPort() + " is open to 127.0.0.1:");
    }
    lab.machine.dotPort = closedPort();
    Ran ran = lab.run("--json");
    assertThat(DoctorLab.row(ran, "doctor.dot"))
        .isEqualTo(
            "info: TCP "
                + lab.machine.dotPort
                + ": refused; TrustConnect doesn't use DNS over TLS");
    assertThat(ran.status()).isZero();
  }

  @Test
  void wayOverIpv6IsReachedOrAFact() throws IOException {
    String[] named = {
      "--doh",
      lab.first.url("doh.test"),
      "--bootstrap",
      "127.0.0.1",
      "--bootstrap",
      "::1",
      "--doh-ca",
      folder.resolve("ca.pem").toString(),
      "--json"
    };
    assertThat(DoctorLab.row(lab.runWith(named), "doctor.ipv6"))
        .isEqualTo("info: no server is reached over IPv6; IPv4 is used");
    try (SixToFour six = new SixToFour(lab.first.port())) {
      assertThat(six).isNotNull();
      assertThat(DoctorLab.row(lab.runWith(named), "doctor.ipv6"))
          .isEqualTo("ok: 1 of 1 servers reached over IPv6");
    }
    assertThat(DoctorLab.row(lab.run("--json"), "doctor.ipv6"))
        .isEqualTo("not-evaluated: not evaluated: no server has an IPv6 address");
  }

  @Test
  void proxyThatTheJvmIgnoresFailsIfTheDirectWayIsClosed() throws IOException {
    lab.machine.environment.put("HTTPS_PROXY", "http://evesmith:s3cr3t@proxy.corp.internal:3128");
    Ran ran = lab.runWith("--doh", "https://127.0.0.1:" + closedPort() + "/dns-query", "--json");
    JsonNode row = DoctorLab.rows(ran, "doctor.proxy").get(0);
    assertThat(DoctorLab.shown(row))
        .isEqualTo(
            "failed: HTTPS_PROXY names proxy.corp.internal:3128; TrustConnect goes directly, and"
                + " the direct way is closed");
    assertThat(row.path("remedy").asText()).startsWith("--doh-proxy URL");
    assertThat(ran.out()).doesNotContain("s3cr3t");
    assertThat(DoctorLab.row(lab.run("--json"), "doctor.proxy"))
        .isEqualTo(
            "info: HTTPS_PROXY names proxy.corp.internal:3128, which the JVM ignores; DNS servers"
                + " are asked directly");
  }

  @Test
  void proxyOfTheJvmIsAFact() {
    lab.machine.properties.put("https.proxyHost", "proxy.corp.internal");
    assertThat(DoctorLab.row(lab.run("--json"), "doctor.proxy"))
        .isEqualTo(
            "info: -Dhttps.proxyHost names proxy.corp.internal; DNS servers are asked directly");
    lab.machine.properties.remove("https.proxyHost");
    lab.machine.selector =
        new ProxySelector() {
          @Override
          public List<Proxy> select(URI uri) {
            return List.of(
                new Proxy(
                    Proxy.Type.HTTP, InetSocketAddress.createUnresolved("chosen.test", 8080)));
          }

          @Override
          public void connectFailed(URI uri, SocketAddress address, IOException failure) {
            throw new AssertionError(failure);
          }
        };
    assertThat(DoctorLab.row(lab.run("--json"), "doctor.proxy"))
        .isEqualTo(
            "info: the JVM's selector names chosen.test:8080; DNS servers are asked directly");
  }

  @Test
  void wayThroughAProxyIsShownAndAnInterceptionThereIsNamed() throws IOException {
    TestCa zscaler = TestCa.create("Zscaler Root CA");
    try (ConnectProxy proxy =
            new ConnectProxy(new InetSocketAddress("127.0.0.1", lab.first.port()));
        LoopbackDoh opened = lab.server(zscaler);
        ConnectProxy opening =
            new ConnectProxy(new InetSocketAddress("127.0.0.1", opened.port()))) {
      Ran ran = lab.run("--doh-proxy", url(proxy), "--json");
      assertThat(DoctorLab.rows(ran, "doctor.upstream").get(0).path("text").asText())
          .contains(" through the proxy 127.0.0.1:" + proxy.address().getPort() + " answers in ");
      assertThat(DoctorLab.row(ran, "doctor.proxy"))
          .isEqualTo(
              "ok: the DNS servers are asked through 127.0.0.1:" + proxy.address().getPort());
      Ran bad = lab.run("--doh-proxy", url(opening), "--json");
      assertThat(DoctorLab.rows(bad, "doctor.upstream").get(0).path("text").asText())
          .contains("the TLS handshake fails: ", "CN=Zscaler Root CA", "[upstream.tls]");
    }
  }

  private static String url(ConnectProxy proxy) {
    return "http://127.0.0.1:" + proxy.address().getPort();
  }
}
