package dev.trustconnect.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trustconnect.cli.lab.CommandLab;
import dev.trustconnect.cli.lab.CommandLab.Ran;
import dev.trustconnect.testing.LoopbackDoh;
import dev.trustconnect.testing.TestCa;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole command: its text, its JSON, its report for others, and its exit statuses. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class DoctorCommandTest {
  private static final List<String> IDS =
      List.of(
          "jvm",
          "jvm-cache",
          "jvm-names",
          "proxy",
          "resolv",
          "hosts",
          "os-validates",
          "diverges",
          "upstream",
          "dot",
          "canary",
          "path-mtu",
          "clock",
          "anchors",
          "policy",
          "files",
          "ipv6");
  private static final Pattern ESCAPE = Pattern.compile("\u001b\\[[0-9;]*m");

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

  private Ran intercepted(Map<String, String> environment, boolean isTerminal, String... more) {
    try (LoopbackDoh opened = lab.server(TestCa.create("Zscaler Root CA"))) {
      List<String> all =
          new ArrayList<>(
              List.of("--doh", opened.url(), "--doh-ca", folder.resolve("ca.pem").toString()));
      all.addAll(List.of(more));
      return lab.run(StandardCharsets.UTF_8, environment, isTerminal, all.toArray(String[]::new));
    }
  }

  private static List<String> idsIn(String text) {
    return text.lines()
        .filter(line -> line.matches("[✓!✗–+x-] .*"))
        .map(line -> line.substring(2).split(" ", 2)[0])
        .toList();
  }

  @Test
  void healthyMachineHasSeventeenRowsInCausalOrderAndExitsWithZero() {
    Ran ran = lab.runWith(one());
    assertThat(ran.err()).isEmpty();
    assertThat(ran.status()).isZero();
    assertThat(idsIn(ran.out())).isEqualTo(IDS);
    assertThat(ran.out())
        .startsWith("✓ jvm          17.0.15, TLS 1.3 and 1.2, 1 root, nothing weakened\n")
        .contains("– hosts        no host to look for\n")
        .endsWith("\nTrustConnect can work here.\n");
    assertThat(ran.out().lines()).allMatch(line -> line.length() <= 80);
  }

  private String[] one() {
    return new String[] {"--doh", lab.first.url(), "--doh-ca", folder.resolve("ca.pem").toString()};
  }

  @Test
  void interceptionIsTextOfEightyColumnsThatNamesTheAuthority() {
    Ran ran = intercepted(Map.of(), false);
    assertThat(ran.out())
        .contains("\n✗ upstream     127.0.0.1:")
        .contains("do this: if that is your company: --doh-ca company.pem, or roots:")
        .contains("– dot          skipped because of upstream\n")
        .endsWith("TrustConnect can't work here: its DNS server can't be used.\n");
    assertThat(ran.out().replaceAll("\\s+", " "))
        .contains("open, chain ends in \"CN=Zscaler Root CA\": this network intercepts TLS");
    assertThat(ran.out().lines()).allMatch(line -> line.length() <= 80);
    assertThat(ran.status()).isEqualTo(1);
  }

  @Test
  void coloursAreForTerminalsAndNotWithNoColor() {
    Map<String, String> xterm = Map.of("TERM", "xterm");
    String coloured = intercepted(xterm, true).out();
    assertThat(coloured)
        .contains("\u001b[32m✓\u001b[0m jvm ", "\u001b[1;31m✗\u001b[0m upstream ")
        .contains("\u001b[2m–\u001b[0m dot ");
    String plain = ESCAPE.matcher(coloured).replaceAll("");
    assertThat(plain.lines()).allMatch(line -> line.length() <= 80);
    assertThat(idsIn(plain)).isEqualTo(IDS);
    assertThat(intercepted(Map.of("TERM", "xterm", "NO_COLOR", "1"), true).out())
        .doesNotContain("\u001b");
    assertThat(intercepted(xterm, false).out()).doesNotContain("\u001b");
  }

  @Test
  void terminalWithoutUtf8GetsAscii() {
    Ran ran = lab.run(StandardCharsets.US_ASCII, Map.of(), false, one());
    assertThat(ran.out()).startsWith("+ jvm  ").contains("\n- hosts  ").doesNotContain("?");
    assertThat(idsIn(ran.out())).isEqualTo(IDS);
    assertThat(ran.out().chars()).allMatch(c -> c < 0x7f);
  }

  @Test
  void jsonIsOneLineWithEveryKey() {
    Ran ran = intercepted(Map.of(), false, "--json");
    assertThat(ran.out().lines()).hasSize(1);
    JsonNode read = ran.json().get(0);
    assertThat(read.path("schema").asText()).isEqualTo("trustconnect.doctor/1");
    assertThat(read.path("at").asText()).isEqualTo("2026-06-01T12:00:00Z");
    assertThat(read.path("works").isBoolean()).isTrue();
    assertThat(read.path("works").asBoolean()).isFalse();
    assertThat(read.path("checks"))
        .extracting(row -> row.path("id").asText())
        .containsExactlyElementsOf(IDS.stream().map("doctor."::concat).toList());
    assertThat(read.path("checks"))
        .allSatisfy(
            row -> {
              assertThat(row.fieldNames())
                  .toIterable()
                  .containsExactly("id", "state", "text", "remedy", "because");
              assertThat(row.path("state").asText())
                  .isIn("ok", "info", "warning", "failed", "skipped", "not-evaluated");
              assertThat(row.path("text").asText()).isNotEmpty().doesNotContain("\u0001");
            });
    JsonNode dot = DoctorLab.rows(ran, "doctor.dot").get(0);
    assertThat(dot.path("because").asText()).isEqualTo("doctor.upstream");
  }

  /** Offline every step to a server fails; the machine is described all the same. */
  @Test
  void offlineHasAllLocalRows() throws IOException {
    lab.machine.names.clear();
    Ran ran =
        lab.runWith(
            "--doh",
            "https://127.0.0.1:" + closedPort() + "/dns-query",
            "--signed-name",
            "iana.org",
            "--policy",
            lab.policy("  - host: " + DoctorLab.HOST).toString(),
            "--json");
    for (String local : List.of("jvm", "jvm-cache", "jvm-names", "resolv", "hosts", "policy")) {
      assertThat(DoctorLab.row(ran, "doctor." + local)).startsWith("ok: ");
    }
    assertThat(DoctorLab.row(ran, "doctor.upstream")).startsWith("failed: ");
    for (String skipped : List.of("diverges", "dot", "path-mtu", "clock", "anchors", "ipv6")) {
      assertThat(DoctorLab.row(ran, "doctor." + skipped))
          .isEqualTo("skipped: skipped because of upstream");
    }
    for (String unknown : List.of("os-validates", "canary")) {
      assertThat(DoctorLab.row(ran, "doctor." + unknown)).startsWith("not-evaluated: ");
    }
    assertThat(ran.status()).isEqualTo(1);
  }

  /** A resolver of the system that never answers can't be ended: it isn't waited for. */
  @Test
  void systemResolverThatNeverAnswersIsNotWaitedFor() {
    CountDownLatch never = new CountDownLatch(1);
    AtomicLong nanos = new AtomicLong();
    lab.machine.nanos = nanos::get;
    lab.machine.silent =
        () -> {
          nanos.set(TimeUnit.HOURS.toNanos(1)); // the deadline is over
          try {
            never.await();
          } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
          }
        };
    Ran ran = lab.runWith("--doh", "https://127.0.0.1:1/dns-query", "--json");
    assertThat(DoctorLab.row(ran, "doctor.os-validates"))
        .isEqualTo("not-evaluated: not evaluated: no end within the time limit");
    assertThat(DoctorLab.row(ran, "doctor.resolv")).startsWith("ok: ");
  }

  @Test
  void reportForOthersHidesNamesAddressesAndPaths() throws IOException {
    lab.machine.environment.put("HTTPS_PROXY", "http://evesmith:s3cr3t@proxy.corp.internal:3128");
    lab.machine.properties.put("jdk.net.hosts.file", "/users/evesmith/hosts");
    lab.file("resolv.conf", "search corp.internal", "nameserver 10.1.2.3");
    lab.file("hosts", "10.6.6.6 secret.corp.internal");
    lab.machine.resolves("secret.corp.internal", "10.6.6.6");
    String[] arguments = {
      "--policy",
      lab.policy("  - host: secret.corp.internal").toString(),
      "--host",
      "secret.corp.internal:8443",
      "--doh-proxy",
      "http://evesmith:s3cr3t@127.0.0.1:" + closedPort(),
      "--support"
    };
    Ran ran = lab.runWith(arguments);
    assertThat(ran.out())
        .startsWith("trustconnect doctor --support, version ")
        .contains("Java 17.0.15, Linux\n")
        .contains("[name 1]", "[address 1]", "[path 1]")
        .doesNotContain("evesmith", "s3cr3t", "corp.internal", "10.1.2.3", "10.6.6.6")
        .doesNotContain(folder.toString(), "\u001b");
    assertThat(ran.out().lines()).allMatch(line -> line.length() <= 80);

    List<String> json = new ArrayList<>(List.of(arguments));
    json.add("--json");
    assertThat(lab.runWith(json.toArray(String[]::new)).out())
        .doesNotContain("evesmith", "s3cr3t", "corp.internal", "10.1.2.3");

    List<String> full = new ArrayList<>(List.of(arguments));
    full.add("--full");
    assertThat(lab.runWith(full.toArray(String[]::new)).out())
        .contains("secret.corp.internal", "10.1.2.3")
        .doesNotContain("s3cr3t");
  }

  @Test
  void reportForOthersHidesTheProxiesOfTheEnvironment() throws IOException {
    lab.machine.environment.put("HTTPS_PROXY", "http://evesmith:s3cr3t@proxy.corp.internal:3128");
    lab.machine.environment.put("https_proxy", "proxy.corp.internal:s3cr3t@");
    Ran ran = lab.runWith("--doh", "https://127.0.0.1:" + closedPort() + "/dns-query", "--support");
    assertThat(ran.out())
        .contains("✗ proxy        HTTPS_PROXY names [name 1], https_proxy names an unreadable URL")
        .doesNotContain("evesmith", "s3cr3t", "corp.internal");
  }

  @Test
  void reportForOthersNumbersEqualNamesAlike() {
    Hidden hidden = new Hidden();
    String text = Hidden.name("a.test") + " " + Hidden.name("b.test") + " " + Hidden.name("A.test");
    assertThat(hidden.replaced(text)).isEqualTo("[name 1] [name 2] [name 1]");
    assertThat(Hidden.shown(text)).isEqualTo("a.test b.test A.test");
    assertThat(Hidden.name("dns.quad9.net")).isEqualTo("dns.quad9.net");
  }

  @Test
  void wrongCommandLineIsRefusedBeforeAnythingIsAsked() {
    assertThat(refused("--full")).contains("--full is for --support");
    assertThat(refused("--root", folder.resolve("none").toString())).contains("no such folder");
    assertThat(refused("--host", "http://a.example")).contains("only https: URLs");
    assertThat(refused("--policy", folder.resolve("none.yaml").toString()))
        .contains("none.yaml: no such file");
    assertThat(refused("--broken-name", "a..b")).contains("--broken-name: ");
    assertThat(lab.first.requests()).isEmpty();
  }

  private static String refused(String... arguments) {
    List<String> all = new ArrayList<>(List.of("doctor"));
    all.addAll(List.of(arguments));
    Ran ran = CommandLab.run("", all.toArray(String[]::new));
    assertThat(ran.status()).as("%s", all).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    return ran.err();
  }

  @Test
  void brokenTrustStoreSkipsTheServersBecauseOfIt() {
    lab.machine.properties.put("javax.net.ssl.trustStore", "x");
    lab.machine.breakTrustStore();
    Ran ran = lab.run("--json");
    assertThat(DoctorLab.row(ran, "doctor.jvm")).contains("no usable trust store");
    assertThat(DoctorLab.row(ran, "doctor.upstream")).isEqualTo("skipped: skipped because of jvm");
    assertThat(ran.json().get(0).path("summary").asText())
        .isEqualTo("TrustConnect can't work here: jvm failed.");
    assertThat(ran.status()).isEqualTo(1);
  }

  @Test
  void wordsLongerThanALineAreCut() throws IOException {
    String deep = folder.resolve("d".repeat(120)).toString();
    Path policy = Path.of(deep + ".yaml");
    Files.copy(lab.policy("  - host: " + DoctorLab.HOST), policy);
    Ran ran = lab.runWith("--policy", policy.toString());
    assertThat(ran.out().lines()).allMatch(line -> line.length() <= 80);
    assertThat(ran.out().replaceAll("\n {15}", "")).contains("d".repeat(120));
  }
}
