package dev.trustconnect.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trustconnect.cli.lab.CommandLab;
import dev.trustconnect.cli.lab.CommandLab.Ran;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.LoopbackDoh;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

/** {@code trustconnect audit} against real servers: what it says, and with which status. */
class AuditCommandTest {
  private static final String HOST = AuditLab.HOST;
  private static final String UNSIGNED = AuditLab.UNSIGNED;

  private final AuditLab lab = new AuditLab();

  @AfterEach
  void stop() {
    lab.close();
  }

  @Test
  void healthyEndpointIsAnsweredInTheFirstLineAndNothingIsSentToIt() {
    Ran ran = lab.audit(lab.policyFor(HOST), lab.endpoint(HOST));

    assertThat(ran.err()).isEmpty();
    assertThat(ran.out())
        .isEqualTo(
            """
            HOST  may be called: yes   1 info
              INFO      name.single-operator  example.test: name servers of operator.test alone

            root cause: none
            1 endpoint: 0 critical, 0 high, 0 medium, 1 info; 0 suppressed.  exit 0 (--fail-on high)
            """
                .replace("HOST", lab.endpoint(HOST)));
    assertThat(ran.status()).isZero();
    assertThat(lab.peer.requests()).isEmpty();
  }

  @Test
  void remarkSaysWhatWasSeenAndWantedWhoseItIsAndWhatToDo() {
    Ran ran = lab.audit(lab.policyFor(HOST, UNSIGNED), lab.endpoint(UNSIGNED));

    assertThat(ran.out())
        .startsWith(lab.endpoint(UNSIGNED) + "  may be called: yes, compensated   1 low, 1 info\n")
        .contains(
            """
              LOW       caa.absent  api.plain.test   whose: owner   RFC 8659
                        seen no CAA record up to plain.test; wanted an issue record
                        O: Publish an issue record for the authority that you use.
            """)
        .contains("compensated by roots of the policy\n");
    assertThat(ran.status()).isZero();
  }

  @Test
  void everyLineFitsTheTerminal() {
    Ran ran =
        lab.audit(
            lab.policyFor(HOST),
            lab.endpoint(HOST),
            lab.endpoint(UNSIGNED),
            lab.endpoint("gone.example.test"),
            lab.endpoint("local.example.test"));

    assertThat(ran.out().lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void failingRemarkIsTheExitStatus() {
    Path policy = lab.policyFor(HOST);

    Ran ran = lab.audit(policy, lab.endpoint("twin.example.test"));

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.out())
        .contains("may be called: no   1 critical")
        .contains("CRITICAL  path.issuer-unknown")
        .endsWith("exit 1 (--fail-on high)\n");
  }

  @Test
  void failOnDecidesWhatFails() {
    Path policy = lab.policyFor(UNSIGNED);

    assertThat(lab.audit(policy, "--fail-on", "medium", lab.endpoint(UNSIGNED)).status()).isZero();
    assertThat(lab.audit(policy, "--fail-on", "low", lab.endpoint(UNSIGNED)).status()).isEqualTo(1);
    assertThat(lab.audit(policy, "--fail-on", "INFO", lab.endpoint(UNSIGNED)).status())
        .isEqualTo(1);
  }

  @Test
  void closedPortIsNotJudged() throws IOException {
    int port;
    try (ServerSocket once = new ServerSocket(0)) {
      port = once.getLocalPort();
    }

    Ran ran = lab.audit(lab.policyFor(HOST), "--fail-on", "critical", HOST + ":" + port);

    assertThat(ran.status()).isEqualTo(3);
    assertThat(ran.out()).contains("may be called: not judged", "1 not judged");
  }

  @Test
  void silentUpstreamIsNotJudged() {
    lab.harm(Harm.rcode(HOST, Type.A, 5));

    Ran ran = lab.audit(lab.policyFor(HOST), "--passive", lab.endpoint(HOST));

    assertThat(ran.status()).isEqualTo(3);
  }

  @Test
  void brokenSignatureIsCriticalAndLeadsNowhere() {
    lab.harm(Harm.expire(HOST, Type.A));

    Ran ran = lab.audit(lab.policyFor(HOST), lab.endpoint(HOST));

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.out())
        .contains("may be called: no   1 critical")
        .contains("CRITICAL  dnssec.signature-expired")
        .contains("one upstream was asked");
    assertThat(lab.peer.connections()).isZero();
  }

  @Test
  void brokenZoneAboveManyIsSaidOnce() {
    lab.harm(Harm.expire("test", Type.DNSKEY));

    Ran ran = lab.audit(lab.policyFor(HOST), lab.endpoint(HOST), lab.endpoint("twin.example.test"));

    assertThat(ran.out())
        .contains("CRITICAL  dnssec.signature-expired  see root cause 1\n")
        .contains("\nroot cause 1: test. DNSKEY")
        .contains("\n2 endpoints: 1 critical, 0 high");
    assertThat(ran.out().replaceAll("\\s+", " "))
        .contains("seen by 1 of 1 upstream; 2 endpoints below it; nothing of yours");
  }

  @Test
  void secondUpstreamIsAskedBeforeABrokenNameIsReported() {
    lab.harm(Harm.expire(HOST, Type.A));
    try (LoopbackDoh other = lab.anotherDoh("other.pem")) {
      Path policy =
          lab.write(
              "two.yaml",
              List.of(
                  "version: 1",
                  "upstreams:",
                  "  - {url: \"" + lab.doh.url() + "\", roots: doh.pem}",
                  "  - {url: \"" + other.url() + "\", roots: other.pem}",
                  "endpoints:",
                  "  - {host: " + HOST + ", roots: ca.pem}"));

      Ran ran = lab.audit(policy, lab.endpoint(HOST));

      assertThat(ran.out()).contains("seen by 2 of 2 upstreams");
      assertThat(other.questions()).isNotEmpty();
    }
  }

  @Test
  void passiveAuditConnectsToNothing() {
    Ran ran = lab.audit(lab.policyFor(HOST), "--passive", lab.endpoint(HOST));

    assertThat(ran.status()).isZero();
    assertThat(ran.out()).contains("may be called: not judged", "not evaluated");
    assertThat(lab.peer.connections()).isZero();
  }

  @Test
  void auditKeepsItsBudget() throws IOException {
    Ran ran = lab.audit(lab.policyFor(HOST), "--format", "json", lab.endpoint(HOST));

    JsonNode survey =
        new ObjectMapper().readTree(ran.out()).path("endpoints").get(0).path("survey");
    assertThat(survey.path("questions").asInt()).isBetween(8, 14);
    assertThat(lab.peer.connections()).isEqualTo(3);
  }

  @Test
  void specialAddressIsCriticalForAPublicNameUnlessItIsAllowed() {
    Path policy = lab.policyFor(HOST);

    Ran ran = lab.audit(policy, lab.endpoint("local.example.test"));
    Ran allowed =
        lab.audit(policy, "--allow", "10.0.0.0/8", "--passive", lab.endpoint("local.example.test"));

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.out()).contains("HIGH      address.special-purpose  10.0.0.1");
    assertThat(allowed.status()).isZero();
  }

  @Test
  void danglingAliasIsNamedWithItsServiceAndNeverCalledConfirmed() {
    Ran ran = lab.audit(lab.policyFor(HOST), lab.endpoint("gone.example.test"));

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.out())
        .contains("CRITICAL  name.alias-dangling  bucket.azurewebsites.net", "Azure")
        .doesNotContainIgnoringCase("confirmed");
  }

  @Test
  void severitiesAreColouredOnATerminalOnly() {
    Path policy = lab.policyFor(HOST);

    assertThat(lab.auditOnTerminal(policy, lab.endpoint(HOST)).out())
        .contains("\u001b[32mmay be called: yes\u001b[0m");
    assertThat(lab.audit(policy, lab.endpoint(HOST)).out()).doesNotContain("\u001b");
  }

  @Test
  void progressIsOnStandardError() {
    Path policy = lab.policyFor(HOST);

    Ran document = lab.audit(policy, "--format", "json", lab.endpoint(HOST));
    Ran counter = lab.auditOnTerminal(policy, lab.endpoint(HOST), lab.endpoint(UNSIGNED));

    assertThat(document.err()).isEqualTo(lab.endpoint(HOST) + "  may be called: yes   1 info\n");
    assertThat(counter.err()).contains("1 of 2").endsWith("\r\u001b[K");
  }

  @Test
  void sameEndpointIsAuditedOnce() {
    Ran ran =
        lab.audit(
            lab.policyFor(HOST),
            lab.endpoint(HOST),
            "https://" + lab.endpoint(HOST) + "/v1?key=secret");

    assertThat(ran.out()).contains("\n1 endpoint: ").doesNotContain("secret");
  }

  @Test
  void explainPrintsTheRowOfTheCatalogueAndAsksNothing() {
    Ran row = CommandLab.run("", "audit", "--explain", "caa.absent");
    Ran family = CommandLab.run("", "audit", "--explain", "path.expired");

    assertThat(row.status()).isZero();
    assertThat(row.out())
        .startsWith("caa.absent  LOW, proven; whose: owner\n  means    ")
        .contains("  owner    Publish an issue record", "  source   RFC 8659");
    assertThat(family.out()).startsWith("path.expired  CRITICAL").contains("path.not-yet-valid");
  }

  @Test
  void explainOfAnUnknownIdNamesOthers() {
    Ran ran = CommandLab.run("", "audit", "--explain", "caa.missing");

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err())
        .contains("no remark has the id 'caa.missing'; there are: caa.absent, caa.excludes-issuer");
  }

  private void refused(String message, String... more) {
    Ran ran = lab.audit(lab.policyFor(HOST), more);
    assertThat(ran.status()).as(message).isEqualTo(2);
    assertThat(ran.out()).as(message).isEmpty();
    assertThat(ran.err()).startsWith("trustconnect audit: ").contains(message);
    assertThat(lab.doh.questions()).isEmpty();
  }

  @Test
  void wrongCommandLineIsRefusedBeforeAnythingIsAsked() {
    refused("give a HOST or URL, or --list FILE");
    refused("exclude each other", "--list", "x", HOST);
    refused("--passive and --get exclude each other", "--passive", "--get", HOST);
    refused("'0' is not a number from 1 to 256", "--jobs", "0", HOST);
    refused("'severe' isn't a severity", "--fail-on", "severe", HOST);
    refused("'html' isn't a format; give one of text, json", "--format", "html", HOST);
    refused("only https: URLs", "http://" + HOST);
    refused("isn't a port", HOST + ":https");
    refused("--allow", "--allow", "10.0.0.0/33", HOST);
    refused("--lines is for --format json", "--lines", HOST);
    refused("--list missing: no such file", "--list", "missing");
    refused("--baseline missing: no such file", "--baseline", "missing", HOST);
    refused("give one -o FILE for each --format", "--format", "text", "--format", "json", HOST);
    refused("-o -: only one", "--format", "text", "-o", "-", "--format", "json", "-o", "-", HOST);
    refused("-o target: it is a folder", "-o", "target", HOST);
    refused("-o no/such: ", "-o", "no/such", HOST);
    refused("--format sarif: " + HOST.replace("api", "x"), "--format", "sarif", "x.example.test");
    refused("name the same file", "--baseline", "x.json", "-o", "x.json", HOST);
  }

  @Test
  void listIsReadWithCommentsAndEachWrongLineIsTold() {
    Path list =
        lab.list(
            "# ours",
            lab.endpoint(HOST) + "  # the main one",
            "",
            "http://" + HOST,
            "https://" + lab.endpoint("twin.example.test") + "/path",
            "bad host");

    Ran ran = lab.audit(lab.policyFor(HOST, "twin.example.test"), "--list", list.toString());

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err())
        .contains("endpoints.txt, line 4: only https: URLs")
        .contains("endpoints.txt, line 6: ");
    assertThat(ran.out()).contains("\n2 endpoints: ").endsWith("exit 2 (--fail-on high)\n");
  }

  @Test
  void worseThanAWrongLineIsWhatWasFound() {
    Path list = lab.list("bad host", lab.endpoint("twin.example.test"));

    assertThat(lab.audit(lab.policyFor(HOST), "--list", list.toString()).status()).isEqualTo(1);
  }

  @Test
  void listWithoutAnyGoodLineAsksNothing() {
    Path list = lab.list("bad host");

    Ran ran = lab.audit(lab.policyFor(HOST), "--list", list.toString());

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(lab.doh.questions()).isEmpty();
  }

  @Test
  void emptyListIsRefused() {
    refused("no endpoint in it", "--list", lab.list("# none").toString());
  }
}
