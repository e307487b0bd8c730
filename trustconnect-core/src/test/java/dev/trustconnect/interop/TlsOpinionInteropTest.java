package dev.trustconnect.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.remark.Rules;
import dev.trustconnect.resolve.AddressRules;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.survey.Survey;
import dev.trustconnect.survey.SurveyPlan;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Our remarks on OpenSSL's server with several settings beside what testssl.sh says about it. */
@Timeout(600)
class TlsOpinionInteropTest {
  private static final String HOST = "api.example.test";
  private static final Duration LIMIT = Duration.ofMinutes(8);

  /** Severities of testssl.sh that aren't complaints. */
  private static final Set<String> FINE = Set.of("OK", "INFO", "DEBUG", "WARN");

  /** What is compared even if it isn't a complaint. */
  private static final Set<String> FACTS = Set.of("cert_commonName_wo_SNI", "OCSP_stapling");

  private static final String DOWNGRADED = "not offered and downgraded to a weaker protocol";

  private static final String NOT_REVOCABLE = "cert_revocation: Neither CRL nor OCSP URI provided";

  @TempDir private Path folder;

  private final TestCa ca = TestCa.create("Opinion CA");
  private final TestCa.Identity own = ca.odd(HOST).key("RSA", 2048).identity();

  /**
   * A server.
   *
   * @param server options of {@code openssl s_server}
   * @param tests options of testssl.sh
   * @param ours severity and id of our remarks, sorted
   * @param testssl id and finding of its complaints, and of {@link #FACTS}
   * @param why why one is silent where the other isn't, or sees something else; may be empty
   */
  private record Row(
      String name,
      List<String> server,
      List<String> tests,
      List<String> ours,
      List<String> testssl,
      String why) {
    /** Whether only one of both complains. Ours is a complaint above INFO. */
    boolean differ() {
      boolean we = ours.stream().anyMatch(id -> !id.startsWith("INFO "));
      return we == testssl.isEmpty();
    }
  }

  private static Row row(
      String name, String server, String tests, String ours, String testssl, String... why) {
    return new Row(
        name,
        List.of(server.split(" ", -1)),
        List.of(tests.split(" ", -1)),
        listed(ours),
        listed(testssl),
        String.join(" ", why));
  }

  private static List<String> listed(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split("; ", -1));
  }

  private static List<Row> rows() {
    String own = "-cert server.pem -key server.pem ";
    return List.of(
        row(
            "TLS 1.0 alone",
            own + "-tls1 -cipher DEFAULT:@SECLEVEL=0",
            "-p",
            "MEDIUM tls.legacy-accepted",
            "TLS1: offered (deprecated); TLS1_1: TLSv1.1 is not offered, and downgraded to a"
                + " weaker protocol; TLS1_2: "
                + DOWNGRADED,
            "testssl.sh complains about each version; one remark says that old ones are accepted"),
        row(
            "TLS 1.1 alone",
            own + "-tls1_1 -cipher DEFAULT:@SECLEVEL=0",
            "-p",
            "MEDIUM tls.legacy-accepted",
            "TLS1_1: offered (deprecated); TLS1_2: " + DOWNGRADED),
        row(
            "every version, and suites with CBC",
            own + "-min_protocol TLSv1 -cipher DEFAULT:@SECLEVEL=0",
            "-p -s",
            "MEDIUM tls.legacy-accepted",
            "TLS1: offered (deprecated); TLS1_1: offered (deprecated); cipherlist_AVERAGE: offered",
            "we look at the suite that is agreed on; testssl.sh tries all that might be"),
        row(
            "TLS 1.2 alone",
            own + "-tls1_2 -cipher ECDHE+AESGCM",
            "-p",
            "INFO tls.version-old",
            ""),
        row("TLS 1.3 alone", own + "-tls1_3", "-p", "", ""),
        row(
            "CBC alone",
            own + "-tls1_2 -cipher ECDHE-RSA-AES128-SHA256",
            "-s",
            "INFO tls.version-old; MEDIUM tls.suite-weak",
            "cipherlist_AVERAGE: offered; cipherlist_STRONG: not offered"),
        row(
            "RSA key exchange alone",
            own + "-tls1_2 -cipher AES128-GCM-SHA256",
            "-f",
            offersRsaKeyExchange() ? "INFO tls.version-old; MEDIUM tls.suite-weak" : "",
            "PFS: No ciphers supporting (P)FS offered",
            "from Java 24 on the JVM doesn't offer it: there is no handshake to judge"),
        row(
            "another default certificate",
            "-cert default.pem -key default.pem -servername "
                + HOST
                + " -cert2 server.pem -key2 server.pem",
            "-S",
            "INFO tls.default-certificate; LOW revocation.none",
            "cert_commonName_wo_SNI: loopback server; "
                + NOT_REVOCABLE
                + "; OCSP_stapling: not offered"),
        row(
            "a stapled response that says revoked",
            own + "-cert_chain ca.pem -status_file staple.der",
            "-S",
            "CRITICAL revocation.revoked; LOW revocation.none",
            "cert_commonName_wo_SNI: odd server; " + NOT_REVOCABLE + "; OCSP_stapling: offered",
            "testssl.sh sees that there is a response, and doesn't read it"));
  }

  private static boolean offersRsaKeyExchange() {
    try {
      return List.of(SSLContext.getDefault().getDefaultSSLParameters().getCipherSuites())
          .contains("TLS_RSA_WITH_AES_128_GCM_SHA256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void weRemarkOnWhatTestsslRemarksOnOrARowSaysWhyNot() throws Exception {
    InteropLab.require(List.of("openssl", "testssl", "hexdump"));
    writeFiles();
    Instant now = InstantSource.system().instant();
    List<String> differences = new ArrayList<>();
    ExecutorService pool = Executors.newCachedThreadPool();
    try (TestInternet internet =
            new TestInternet(
                SignedWorld.builder()
                    .now(now)
                    .zone("example.test", zone -> zone.record("api A " + StrictServer.ADDRESS))
                    .build());
        TrustConnect trust =
            internet
                .trust()
                .clock(() -> now)
                .addressRules(AddressRules.PUBLIC_ONLY.allowing(TestInternet.PUBLIC))
                .roots(TrustRoots.of(ca.certificate()))
                .build()) {
      List<Future<String>> compared = new ArrayList<>();
      for (Row row : rows()) {
        compared.add(pool.submit(() -> compare(row, trust)));
      }
      for (Future<String> difference : compared) {
        differences.add(difference.get());
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(differences).allMatch(String::isEmpty);
  }

  /** The difference from the row; empty if there is none. */
  private String compare(Row row, TrustConnect trust) throws IOException {
    Path home = Files.createDirectory(folder.resolve(row.name().replace(' ', '-')));
    for (String file : List.of("server.pem", "default.pem", "ca.pem", "staple.der")) {
      Files.copy(folder.resolve(file), home.resolve(file));
    }
    try (StrictServer server = StrictServer.openssl(home, row.server())) {
      List<String> ours = ours(row, trust, server);
      List<String> testssl = testssl(row, home, server);
      System.out.printf(
          "interop: %s: we %s, testssl.sh %s %s%n", row.name(), ours, testssl, row.why());
      if (!ours.equals(row.ours()) || !testssl.equals(row.testssl())) {
        return row + ": we " + ours + ", testssl.sh " + testssl;
      }
      return row.differ() && row.why().isEmpty()
          ? row + ": they differ, and it doesn't say why"
          : "";
    }
  }

  private List<String> ours(Row row, TrustConnect trust, StrictServer server) {
    Survey survey =
        trust
            .surveyor()
            .survey(
                Endpoint.parse(HOST + ":" + server.port()),
                SurveyPlan.standard()
                    .withTimeout(Duration.ofSeconds(60))
                    .withPublicRoots(TrustRoots.of(ca.certificate())));
    boolean looksAtCertificates = row.tests().contains("-S");
    return Rules.standard().assess(survey, null).remarks().stream()
        .filter(
            remark ->
                remark.id().startsWith("tls.")
                    || (looksAtCertificates && remark.id().startsWith("revocation.")))
        .map(remark -> remark.severity() + " " + remark.id())
        .sorted()
        .toList();
  }

  private static List<String> testssl(Row row, Path home, StrictServer server) throws IOException {
    Path json = home.resolve("testssl.json");
    List<String> arguments =
        new ArrayList<>(List.of("--quiet", "--color", "0", "--warnings", "off", "-n", "none"));
    arguments.addAll(List.of("--ip", StrictServer.ADDRESS, "--jsonfile", json.toString()));
    arguments.addAll(row.tests());
    arguments.add(HOST + ":" + server.port());
    Program.Outcome outcome = Program.named("testssl").tryRun(home, arguments, LIMIT);
    if (!Files.exists(json)) {
      throw new IllegalStateException("testssl.sh wrote nothing: " + outcome.output());
    }
    List<String> found = new ArrayList<>();
    for (Object entry : (List<?>) JsonText.read(Files.readString(json))) {
      Map<?, ?> finding = (Map<?, ?>) entry;
      String id = String.valueOf(finding.get("id"));
      boolean complains = !FINE.contains(String.valueOf(finding.get("severity")));
      if (FACTS.contains(id) || (complains && isCompared(id))) {
        found.add(id + ": " + finding.get("finding"));
      }
    }
    return found;
  }

  /** Its trust store, and what it holds to be a short lifetime, are another matter. */
  private static boolean isCompared(String id) {
    return !id.startsWith("cert_") || id.equals("cert_revocation");
  }

  private void writeFiles() throws IOException {
    Files.writeString(folder.resolve("server.pem"), own.pem());
    Files.writeString(folder.resolve("default.pem"), ca.server("default.test").pem());
    ca.writePem(folder.resolve("ca.pem"));
    Files.writeString(
        folder.resolve("ca.key"),
        new TestCa.Identity(ca.keys().getPrivate(), List.of(ca.certificate())).keyPem());
    String serial = own.certificate().getSerialNumber().toString(16).toUpperCase(Locale.ROOT);
    serial = serial.length() % 2 == 0 ? serial : "0" + serial;
    Files.writeString(
        folder.resolve("index"),
        "R\t490101000000Z\t200101000000Z\t" + serial + "\tunknown\t/CN=" + HOST + "\n");
    String unused =
        Program.named("openssl")
            .run(
                folder,
                List.of(
                    "ocsp",
                    "-index",
                    "index",
                    "-CA",
                    "ca.pem",
                    "-rsigner",
                    "ca.pem",
                    "-rkey",
                    "ca.key",
                    "-issuer",
                    "ca.pem",
                    "-serial",
                    "0x" + serial,
                    "-ndays",
                    "3",
                    "-respout",
                    "staple.der"));
  }
}
