package dev.trustconnect.cli.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditSink;
import dev.trustconnect.cli.lab.CommandLab;
import dev.trustconnect.cli.lab.CommandLab.Ran;
import dev.trustconnect.cli.terminal.Terminal;
import dev.trustconnect.config.PolicyFile;
import dev.trustconnect.name.HostName;
import dev.trustconnect.okhttp.TrustConnectOkHttp;
import dev.trustconnect.pin.SpkiPin;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.EndpointPolicy.Dnssec;
import dev.trustconnect.policy.PolicyBook.Profile;
import dev.trustconnect.testing.TestInternet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code trustconnect policy suggest}: what a log becomes, and that a policy file can be it. */
class PolicySuggestCommandTest {
  private static final String PIN = "sha256/" + "A".repeat(43) + "=";
  private static final String PIN_2 = "sha256/" + "B".repeat(42) + "A=";

  @TempDir private Path folder;

  private static Ran suggest(Object... arguments) {
    List<String> all = new ArrayList<>(List.of("policy", "suggest", "--audit"));
    List.of(arguments).forEach(argument -> all.add(argument.toString()));
    return CommandLab.run("", all.toArray(String[]::new));
  }

  private Path log(String... lines) throws IOException {
    return Files.write(folder.resolve("audit.jsonl"), List.of(lines));
  }

  private static String event(String day, String gate, String subject, String outcome) {
    return event(day, gate, subject, outcome, "");
  }

  /** An event as the library writes it. */
  private static String event(
      String day, String gate, String subject, String outcome, String findings) {
    return "{\"at\":\"2026-05-"
        + day
        + "T00:00:00Z\",\"event\":\""
        + gate
        + "-judged\",\"subject\":\""
        + subject
        + "\",\"outcome\":\""
        + outcome
        + "\",\"reason\":"
        + (outcome.equals("allowed") ? "null" : "\"pin.not-in-path\"")
        + ",\"message\":\"\",\"policy\":\"00\",\"findings\":["
        + findings
        + "],\"warnings\":[]}";
  }

  private static String finding(String check, String state, String reason, String seen) {
    return "{\"check\":\""
        + check
        + "\",\"state\":\""
        + state
        + "\",\"reason\":\""
        + reason
        + "\",\"seen\":\""
        + seen
        + "\",\"wanted\":null}";
  }

  private PolicyFile read(String yaml) throws IOException {
    return PolicyFile.read(Files.writeString(folder.resolve("draft.yaml"), yaml));
  }

  private EndpointPolicy policy(String yaml, String host) throws IOException {
    return read(yaml).policies().policyFor(HostName.parse(host)).orElseThrow();
  }

  @Test
  void logOfARealRollOutBecomesAPolicyFileForItsHosts() throws IOException {
    Path log = folder.resolve("audit.jsonl");
    try (TestInternet internet = TestInternet.serving("api.example.com", "other.example.com")) {
      try (TrustConnect trust =
          internet
              .trust()
              .audit(AuditSink.jsonLines(log))
              .policies(
                  TestInternet.policyWithUnmatchedPins("api.example.com").reportOnly().build(),
                  TestInternet.policy("other.example.com").reportOnly().build())
              .build()) {
        OkHttpClient client = TrustConnectOkHttp.newClient(trust);
        for (String host : List.of("api.example.com", "other.example.com")) {
          Request request =
              new Request.Builder()
                  .url(internet.url(host, "/v1?query=s3cret"))
                  .header("x-api-key", "v3ry-s3cret")
                  .build();
          try (Response response = client.newCall(request).execute()) {
            assertThat(response.code()).isEqualTo(200);
          }
        }
        client.connectionPool().evictAll();
        client.dispatcher().executorService().shutdown();
      }
    }
    Ran ran = suggest(log);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.status()).isZero();
    PolicyFile draft = read(ran.out());
    assertThat(draft.policies().profile()).isEqualTo(Profile.STRICT);
    assertThat(draft.policies().policies())
        .extracting(policy -> policy.hosts().toString())
        .containsExactlyInAnyOrder("api.example.com", "other.example.com");
    assertThat(ran.out())
        .contains("# would have been refused [pin.not-in-path]: ")
        .contains("issuer:sha256/")
        .contains("trustconnect probe https://other.example.com")
        .doesNotContain("s3cret");
    assertThat(policy(ran.out(), "other.example.com").dnssec()).isEqualTo(Dnssec.REQUIRE_SECURE);
  }

  @Test
  void keysOfAuthoritiesBecomePinsIfThereIsABackup() throws IOException {
    String path = "a path with sha256/" + "C".repeat(42) + "A= (CN=leaf), " + PIN + " (CN=CA 1)";
    String seen = finding("pinned", "violated", "pin.not-in-path", path);
    Ran one = suggest(log(event("01", "handshake", "a.example:443", "reported", seen)));
    assertThat(policy(one.out(), "a.example").pins()).isEmpty();
    assertThat(one.out())
        .contains("    # one key is known; add a backup")
        .contains("    #   - \"issuer:" + PIN + "\" # CN=CA 1; in the path once, 2026-05-01T");

    String longer =
        finding("pinned", "violated", "pin.not-in-path", path + ", " + PIN_2 + " (CN=Root)");
    Ran two = suggest(log(event("01", "handshake", "a.example:443", "reported", longer)));
    EndpointPolicy policy = policy(two.out(), "a.example");
    assertThat(policy.pins().orElseThrow().pins())
        .containsExactlyInAnyOrder(
            SpkiPin.parse("issuer:" + PIN), SpkiPin.parse("issuer:" + PIN_2));
    assertThat(policy.pins().orElseThrow().expiry()).hasToString("2026-07-30");
  }

  @Test
  void pinsThatMatchedStay() throws IOException {
    String seen = finding("pinned", "satisfied", "", "leaf:" + PIN + ", issuer:" + PIN_2);
    Ran ran = suggest(log(event("01", "connection", "a.example:443", "allowed", seen)));
    assertThat(policy(ran.out(), "a.example").pins().orElseThrow().pins())
        .containsExactlyInAnyOrder(SpkiPin.parse("leaf:" + PIN), SpkiPin.parse("issuer:" + PIN_2));
  }

  @Test
  void aliasesAndHeadersAreNamedWithCountsAndTimes() throws IOException {
    String alias =
        finding(
            "aliases in scope",
            "violated",
            "name.alias-out-of-scope",
            "an alias to d1.cdn.example.");
    String secret =
        finding(
            "secrets in scope",
            "violated",
            "request.credential-elsewhere",
            "headers x-api-key, x-other of a.example");
    String undeclared =
        finding(
            "secrets in scope",
            "violated",
            "request.credential-elsewhere",
            "header cookie for a host they aren't declared for");
    Ran ran =
        suggest(
            log(
                event("01", "name", "a.example", "reported", alias),
                event("03", "name", "a.example", "reported", alias),
                event("04", "exchange", "b.example:8443", "reported", secret + "," + undeclared)));
    EndpointPolicy a = policy(ran.out(), "a.example");
    assertThat(a.aliasOwners()).containsExactly(HostName.parse("d1.cdn.example"));
    assertThat(a.credentials()).containsExactly("x-api-key", "x-other");
    EndpointPolicy b = policy(ran.out(), "b.example");
    assertThat(b.credentials()).isEmpty();
    assertThat(ran.out())
        .contains("- \"d1.cdn.example\" # 2 times, 2026-05-01T00:00:00Z to 2026-05-03T00:00:00Z")
        .contains("- \"x-api-key\" # once, 2026-05-04T00:00:00Z")
        .contains("    #   - \"cookie\" # once, ")
        .contains("; port 8443");
  }

  @Test
  void signedNameIsRequiredOnlyIfItWasNeverUnsigned() throws IOException {
    String secure = finding("name proven", "satisfied", "", "SECURE");
    String unsigned = finding("name proven", "not-evaluated", "dnssec.insecure-delegation", "x");
    String bogus = finding("name proven", "violated", "dnssec.signature-expired", "BOGUS");
    Path log =
        log(
            event("01", "name", "a.example", "allowed", secure),
            event("01", "name", "a.example", "refused", bogus),
            event("01", "name", "b.example", "allowed", secure),
            event("02", "name", "b.example", "allowed", unsigned));
    String yaml = suggest(log).out();
    assertThat(policy(yaml, "a.example").dnssec()).isEqualTo(Dnssec.REQUIRE_SECURE);
    assertThat(policy(yaml, "b.example").dnssec()).isEqualTo(Dnssec.ALLOW_PROVEN_INSECURE);
    assertThat(yaml).contains("  # was refused [pin.not-in-path]: once, 2026-05-01T00:00:00Z");
  }

  @Test
  void hostThatWasOnlyRefusedGetsNoEntry() throws IOException {
    String yaml =
        suggest(
                log(
                    event("01", "handshake", "a.example:443", "allowed"),
                    event("01", "name", "rogue.example", "refused"),
                    event("01", "name", "192.0.2.1", "refused")))
            .out();
    assertThat(read(yaml).policies().policyFor(HostName.parse("rogue.example"))).isEmpty();
    assertThat(yaml)
        .contains("#   rogue.example [pin.not-in-path] once")
        .contains("# Without an entry, since addresses have no policies: once");
    Ran alone = suggest(log(event("01", "name", "rogue.example", "refused")));
    assertThat(alone.status()).isZero();
    assertThat(read(alone.out()).policies().policies()).isEmpty();
  }

  @Test
  void textOfALogIsNeitherYamlNorACommandForATerminal() throws IOException {
    String hostile =
        "a path with "
            + PIN
            + " (CN=x), "
            + PIN_2
            + " (CN=y\\n  - host: evil\\u001b[0m\\u2028\\ufffe)";
    String alias = "an alias to \\\"]\\n- host: evil.example, ok.example";
    String header = "headers a: b, x-ok of a.example";
    Ran ran =
        suggest(
            log(
                event(
                    "01",
                    "handshake",
                    "a.example:443",
                    "reported",
                    finding("pinned", "violated", "evil\\n- code", hostile)
                        + ","
                        + finding("aliases in scope", "violated", "x", alias)
                        + ","
                        + finding("secrets in scope", "violated", "x", header)),
                event("01", "name", "evil\\n  - host: evil.example", "allowed")));
    assertThat(ran.status()).isZero();
    assertThat(ran.out()).doesNotContain("\u001b", "\u2028", "\ufffe").contains("[no code]");
    assertThat(read(ran.out()).policies().policies()).hasSize(1);
    assertThat(policy(ran.out(), "a.example").aliasOwners())
        .containsExactly(HostName.parse("ok.example"));
  }

  @Test
  void badLinesAreCountedAndTheOthersUsed() throws IOException {
    Path log =
        log(
            "{\"at\":\"2026-",
            event("01", "name", "a.example", "allowed"),
            "[]",
            "{\"x\":1}",
            "x".repeat(AuditLog.MAX_LINE + 1),
            "",
            event("xx", "name", "b.example", "allowed"),
            "{\"at\":\"2026-05-01T00:00:00Z\",\"event\":\"upstreams-failed\",\"failures\":[]}");
    Ran ran = suggest(log);
    assertThat(ran.status()).isZero();
    assertThat(ran.err().lines())
        .containsExactly(
            "trustconnect policy suggest: " + log + ":1: malformed JSON",
            "trustconnect policy suggest: " + log + ":3: not an object of JSON",
            "trustconnect policy suggest: " + log + ":4: no event of an audit log",
            "trustconnect policy suggest: " + log + ":5: longer than 262144 characters",
            "trustconnect policy suggest: " + log + ":7: no time in it",
            "trustconnect policy suggest: 5 lines couldn't be used; 2 could");
    assertThat(read(ran.out()).policies().policies()).hasSize(1);
  }

  @Test
  void emptyOrMissingLogIsRefused() throws IOException {
    Ran empty = suggest(log());
    assertThat(empty.status()).isEqualTo(2);
    assertThat(empty.out()).isEmpty();
    assertThat(empty.err()).contains("no decision of a gate in this log, in 0 events");
    Ran missing = suggest(folder.resolve("missing"));
    assertThat(missing.status()).isEqualTo(2);
    assertThat(missing.err()).contains("missing: no such file");
  }

  @Test
  void hostsBeyondTheLimitAreLeftOutAndCounted() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i <= SeenHosts.MAX_HOSTS; i++) {
      lines.add(event("01", "name", "h" + i + ".example", "allowed"));
    }
    Ran ran = suggest(log(lines.toArray(String[]::new)));
    assertThat(read(ran.out()).policies().policies()).hasSize(SeenHosts.MAX_HOSTS);
    assertThat(ran.out()).contains("# Left out, after 1000 hosts: once");
  }

  @Test
  void fileIsWrittenCompletelyOrNotAtAll() throws IOException {
    Path first = log(event("01", "name", "a.example", "allowed"));
    Path second =
        Files.writeString(
            folder.resolve("second.jsonl"), event("02", "name", "b.example", "allowed"));
    Path out = Files.writeString(folder.resolve("policies.yaml"), "before");
    Ran ran = suggest(first, second, "-o", out);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.status()).isZero();
    assertThat(PolicyFile.read(out).policies().policies()).hasSize(2);
    assertThat(folder.resolve("policies.yaml.part")).doesNotExist();

    Files.writeString(folder.resolve("policies.yaml.part"), "another's");
    Ran occupied = suggest(first, "-o", out);
    assertThat(occupied.status()).isEqualTo(74);
    assertThat(occupied.err()).contains("policies.yaml.part is in the way; remove it");
    assertThat(folder.resolve("policies.yaml.part")).hasContent("another's");
    assertThat(PolicyFile.read(out).policies().policies()).hasSize(2);
    Ran nowhere = suggest(first, "-o", folder.resolve("missing/policies.yaml"));
    assertThat(nowhere.status()).isEqualTo(74);
    assertThat(nowhere.out()).isEmpty();
  }

  @Test
  void lockAddsWhatItKnowsOfTheHostsOfTheLog() throws IOException {
    Path lock =
        Files.writeString(
            folder.resolve("trustconnect.lock"),
            """
            lock: 1
            endpoints:
              a.example:443:
                name:
                  verdict: SECURE
                  zone: a.example
                  ds: ["13/2"]
                  aliases: [cdn.example]
                  operators: [dns.example]
                  networks: moving
                tls:
                  authorities: ["Corp"]
                  roots: ["sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "sha256/BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA="]
                  keys: reissued
                  protocol: TLSv1.3
                  clientCertificate: none
                  scts: 2
            """);
    Path log =
        log(
            event("01", "handshake", "a.example:443", "allowed"),
            event("01", "handshake", "b.example:443", "allowed"));
    Ran ran = suggest(log, "--lock", lock);
    assertThat(ran.err()).isEmpty();
    EndpointPolicy known = policy(ran.out(), "a.example");
    assertThat(known.dnssec()).isEqualTo(Dnssec.REQUIRE_SECURE);
    assertThat(known.aliasOwners()).extracting(HostName::ascii).contains("cdn.example");
    assertThat(known.pins().orElseThrow().pins()).hasSize(2);
    assertThat(policy(ran.out(), "b.example").pins()).isEmpty();
    assertThat(ran.out()).contains("# SECURE in the lock").contains("# a root in the lock");
  }

  @Test
  void lockThatCannotBeReadIsAUsageError() throws IOException {
    Path log = log(event("01", "handshake", "a.example:443", "allowed"));
    Path later = Files.writeString(folder.resolve("later.lock"), "lock: 2\nendpoints: {}\n");
    Ran ran = suggest(log, "--lock", later);
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("--lock").contains("later.lock");
    assertThat(ran.out()).isEmpty();
    assertThat(suggest(log, "--lock", folder.resolve("missing")).status()).isEqualTo(2);
  }

  @Test
  void lockWithOtherTextThanHostNamesYieldsAStricterDraft() throws IOException {
    Path lock =
        Files.writeString(
            folder.resolve("trustconnect.lock"),
            """
            lock: 1
            endpoints:
              a.example:443:
                name:
                  verdict: INSECURE
                  zone: "com\\" # x"
                  aliases: ["net\\", \\"com"]
                  operators: []
                  networks: moving
            """);
    Ran ran = suggest(log(event("01", "handshake", "a.example:443", "allowed")), "--lock", lock);
    assertThat(ran.status()).isZero();
    assertThat(policy(ran.out(), "a.example").aliasOwners())
        .extracting(HostName::ascii)
        .containsExactly("a.example");
    assertThat(ran.out()).contains("# no host name: net\", \"com\n");
  }

  /** A pin's expiry is counted from the last event. */
  @Test
  void timeThatNoLogIsFromMakesALineUnusable() throws IOException {
    String pinned = finding("pinned", "satisfied", "", "issuer:" + PIN + ", issuer:" + PIN_2);
    String line = event("01", "handshake", "a.example:443", "allowed", pinned);
    String last = line.replace("2026-05-01T", "+1000000000-12-31T");
    Ran ran = suggest(log(line, last, line.replace("2026", "9999")));
    assertThat(ran.status()).isZero();
    assertThat(ran.err()).contains("2 lines couldn't be used; 1 could");
    assertThat(policy(ran.out(), "a.example").pins()).isPresent();
  }

  @Test
  void defectAtOneLineLeavesTheOtherLinesAndFilesUsable() throws IOException {
    Path first = log(event("01", "name", "api.example.com", "allowed"));
    Path second =
        Files.write(
            folder.resolve("second.jsonl"),
            List.of(
                event("02", "name", "sick.example.com", "allowed"),
                event("03", "name", "other.example.com", "allowed")));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal = CommandLab.terminal(out, err);

    int status =
        new CommandLine(
                new PolicySuggestCommand(
                    terminal,
                    collect ->
                        line -> {
                          if (line.subject().startsWith("sick")) {
                            throw new IllegalStateException("counting failed");
                          }
                          collect.accept(line);
                        }))
            .execute("--audit", first.toString(), second.toString());
    terminal.out().flush();

    assertThat(status).isZero();
    String yaml = out.toString(StandardCharsets.UTF_8);
    assertThat(policy(yaml, "api.example.com")).isNotNull();
    assertThat(policy(yaml, "other.example.com")).isNotNull();
    assertThat(yaml).doesNotContain("sick");
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("second.jsonl:1: a defect of this program, please report it:")
        .contains("\n    at " + getClass().getName())
        .contains("second.jsonl:1: internal error: java.lang.IllegalStateException: counting")
        .contains("1 line couldn't be used; 2 could");
  }
}
