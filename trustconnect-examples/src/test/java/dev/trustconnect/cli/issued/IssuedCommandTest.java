package dev.trustconnect.cli.issued;

import static dev.trustconnect.cli.lab.EndpointLab.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trustconnect.TrustConnect;
import dev.trustconnect.cli.lab.CommandLab;
import dev.trustconnect.cli.lab.CommandLab.Ran;
import dev.trustconnect.cli.lab.EndpointLab;
import dev.trustconnect.testing.TestInternet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code trustconnect issued} against a search service on loopback, and on saved answers. */
class IssuedCommandTest {
  private static final String TOKEN = "se4rch-t0ken";

  @TempDir private Path folder;

  private EndpointLab lab;
  private SearchServer server;

  @BeforeEach
  void open() throws IOException, GeneralSecurityException {
    lab = new EndpointLab(folder);
    server = new SearchServer(lab.peer.address(), lab.identity);
  }

  @AfterEach
  void stop() {
    server.close();
    lab.close();
  }

  /** Policies for hosts below the domain, and for the source's host, which has to be reached. */
  private Path policy(String... pins) throws IOException {
    Path policy = lab.policy();
    if (pins.length == 0) {
      return policy;
    }
    List<String> lines = new ArrayList<>(Files.readAllLines(policy));
    for (String host : List.of("llm.example.com", "*.wild.example.com")) {
      lines.add("  - host: \"" + host + "\"");
      lines.add("    pins: [\"" + String.join("\", \"", pins) + "\"]");
      lines.add("    pinsExpire: 2027-01-01");
    }
    lines.add("  - host: free.example.com");
    return Files.write(policy, lines);
  }

  private static String[] pins(String level) {
    return new String[] {level + "sha256/" + Entry.PINNED, TestInternet.SPARE_PIN.toString()};
  }

  private Ran issued(Path policy, Map<String, String> environment, String source, String... more) {
    List<String> all =
        new ArrayList<>(List.of("issued", "--domain", "example.com", "--source", source));
    all.addAll(List.of(lab.arguments(null, policy, more)));
    return CommandLab.run("", false, false, environment, all.toArray(String[]::new));
  }

  private Ran issued(Path policy, String... more) {
    return issued(policy, Map.of(), server.url(HOST), more);
  }

  private Ran saved(Path policy, String text, String... more) throws IOException {
    Path file = Files.writeString(folder.resolve("saved.json"), text);
    return issued(policy, Map.of(), file.toString(), more);
  }

  @Test
  void pinnedKeyFitsAndAnotherLiesOutside() throws IOException {
    server.page("", Entry.of("1", Entry.PINNED, "llm.example.com"));
    Ran healthy = issued(policy(pins("leaf:")), "--json");
    assertThat(healthy.err()).isEmpty();
    assertThat(healthy.status()).isZero();
    assertThat(healthy.json().get(0).get("state").asText()).isEqualTo("FITS");
    assertThat(healthy.json().get(0).get("matched").asText())
        .isEqualTo("leaf:sha256/" + Entry.PINNED);

    server.page("", Entry.of("1", Entry.STRANGE, "llm.example.com"));
    Ran harmed = issued(policy(pins("leaf:")), "--json");
    assertThat(harmed.status()).isEqualTo(1);
    JsonNode line = harmed.json().get(0);
    assertThat(line.get("state").asText()).isEqualTo("OUTSIDE");
    assertThat(line.get("matched").isNull()).isTrue();
    assertThat(line.get("key").asText()).isEqualTo("sha256/" + Entry.STRANGE);
    assertThat(line.get("endpoints").get(0).asText()).isEqualTo("llm.example.com");
    assertThat(harmed.json().get(1).get("outside").asInt()).isEqualTo(1);
  }

  @Test
  void pinMatchesOnlyAtItsLevel() throws IOException {
    String issuer = "sha256/" + Entry.ISSUER;
    String spare = TestInternet.SPARE_PIN.toString();
    server.page("", Entry.of("1", Entry.STRANGE, "llm.example.com"));
    assertThat(issued(policy("issuer:" + issuer, spare)).status()).isZero();
    assertThat(issued(policy(issuer, spare)).status()).isZero();
    assertThat(issued(policy("leaf:" + issuer, spare)).status()).isEqualTo(1);
    assertThat(issued(policy("leaf:cert-" + issuer, spare)).status()).isZero();
    assertThat(issued(policy("issuer:cert-" + issuer, spare)).status()).isEqualTo(1);
    server.page("", Entry.of("1", Entry.PINNED, "llm.example.com"));
    assertThat(issued(policy(pins("issuer:"))).status()).isEqualTo(1);
  }

  @Test
  void namedIntermediateOfAPinnedRootIsInOrder() throws IOException {
    server.page("", Entry.of("1", Entry.STRANGE, "llm.example.com"));
    Path policy = policy(pins("issuer:"));
    assertThat(issued(policy).status()).isEqualTo(1);
    assertThat(issued(policy, "--also", "issuer:sha256/" + Entry.ISSUER).status()).isZero();
    Ran wrong = issued(policy, "--also", "sha1/x");
    assertThat(wrong.status()).isEqualTo(2);
  }

  @Test
  void pagesAreReadToAnEmptyOneAndTheLastIdIsShown() throws IOException {
    server.page("", Entry.of("11", Entry.PINNED, "llm.example.com"));
    server.page("11", Entry.of("12", Entry.PINNED, "x.wild.example.com"));
    Ran ran = issued(policy(pins("")));
    assertThat(ran.status()).isZero();
    assertThat(ran.out()).contains("2 certificates from https://" + HOST).contains("2 fit");
    assertThat(ran.out()).endsWith("go on with --since 12\n");
    assertThat(server.queries())
        .containsExactly(
            "domain=example.com&include_subdomains=true&expand=dns_names&expand=issuer",
            "domain=example.com&include_subdomains=true&expand=dns_names&expand=issuer&after=11",
            "domain=example.com&include_subdomains=true&expand=dns_names&expand=issuer&after=12");

    Ran rest = issued(policy(pins("")), "--since", "11", "--json");
    assertThat(rest.json()).hasSize(2);
    assertThat(rest.json().get(0).get("id").asText()).isEqualTo("12");
    assertThat(rest.json().get(1).get("since").asText()).isEqualTo("12");
  }

  @Test
  void hundredPagesAreTheLimitAndTheIdToGoOnFromIsSaid() throws IOException {
    for (int i = 0; i < 150; i++) {
      server.page(i == 0 ? "" : "" + i, Entry.of("" + (i + 1), Entry.PINNED, "a.example.com"));
    }
    Ran ran = issued(policy());
    assertThat(server.queries()).hasSize(100);
    assertThat(ran.status()).isEqualTo(3);
    assertThat(ran.out())
        .contains("INCOMPLETE  there are more than 100 pages; the others weren't read")
        .endsWith("go on with --since 100\n");
  }

  @Test
  void pageThatRepeatsItselfEndsIt() throws IOException {
    server.page("", Entry.of("1", Entry.PINNED, "a.example.com"));
    server.page("1", Entry.of("1", Entry.PINNED, "a.example.com"));
    Ran ran = issued(policy());
    assertThat(ran.status()).isEqualTo(3);
    assertThat(ran.out()).contains("gives the same page again after id 1");
    assertThat(server.queries()).hasSize(2);
  }

  @Test
  void pageThatIsTooLargeIsNotKept() throws IOException {
    server.raw("", 200, Map.of(), "[" + " ".repeat(Pages.MAX_PAGE_BYTES) + "]");
    Ran ran = issued(policy(), "--json");
    assertThat(ran.status()).isEqualTo(3);
    assertThat(ran.json()).hasSize(1);
    assertThat(ran.json().get(0).get("complete").asBoolean()).isFalse();
    assertThat(ran.json().get(0).get("message").asText()).endsWith("a page of more than 8 MiB");
  }

  /** In memory a name of one letter takes far more than on the wire. */
  @Test
  void namesInAllPagesHaveALimit() throws IOException {
    String names = "\"a\"" + ",\"a\"".repeat(9_999);
    for (int page = 0; page < 5; page++) {
      String[] entries = new String[25];
      for (int i = 0; i < entries.length; i++) {
        entries[i] =
            Entry.until("2026-05-04T00:00:00Z", page + "." + i, Entry.PINNED, "NAMES")
                .replace("\"NAMES\"", names); // expired, so that they aren't printed
      }
      server.page(page == 0 ? "" : (page - 1) + ".24", entries);
    }
    Ran ran = issued(policy(), "--json");
    assertThat(ran.status()).isEqualTo(3);
    assertThat(ran.json().get(0).get("message").asText()).endsWith("more than 1000000 names");
    assertThat(server.queries()).hasSize(5);
  }

  @Test
  void tokenGoesToTheSourceAndIsNeverPrinted() throws IOException {
    server.page("", Entry.of("1", Entry.PINNED, "a.example.com"));
    Ran ran = issued(policy(), Map.of("TRUSTCONNECT_ISSUED_TOKEN", TOKEN), server.url(HOST), "-v");
    assertThat(ran.status()).isZero();
    assertThat(server.tokens()).containsExactly("Bearer " + TOKEN, "Bearer " + TOKEN);
    assertThat(ran.out() + ran.err()).doesNotContain(TOKEN);
    Ran without = issued(policy());
    assertThat(without.status()).isZero();
    assertThat(server.tokens().get(2)).isEqualTo("null");
    Ran malformed =
        issued(policy(), Map.of("TRUSTCONNECT_ISSUED_TOKEN", TOKEN + "\n"), server.url(HOST));
    assertThat(malformed.status()).isEqualTo(2);
    assertThat(malformed.out() + malformed.err()).doesNotContain(TOKEN);
  }

  @Test
  void redirectIsNotFollowedSoNoOtherHostGetsTheToken() throws IOException {
    server.raw("", 302, Map.of("Location", lab.peer.url(HOST, "/elsewhere")), "");
    Ran ran = issued(policy(), Map.of("TRUSTCONNECT_ISSUED_TOKEN", TOKEN), server.url(HOST));
    assertThat(ran.status()).isEqualTo(3);
    assertThat(ran.out()).contains("answers 302, a redirect, which isn't followed");
    assertThat(lab.peer.requests()).isEmpty();
  }

  @Test
  void serverThatCannotAnswerNowIsQuotedWithItsRetryAfter() throws IOException {
    server.page("", Entry.of("1", Entry.PINNED, "a.example.com"));
    server.raw("1", 429, Map.of("Retry-After", "120"), "slow down");
    Ran ran = issued(policy());
    assertThat(ran.status()).isEqualTo(3);
    assertThat(ran.out())
        .contains("1 certificate from")
        .contains("answers 429, too many requests; Retry-After: 120")
        .endsWith("go on with --since 1\n");
    server.raw("", 503, Map.of(), "");
    assertThat(issued(policy()).out()).contains("answers 503, it can't answer now; try again");
    server.raw("", 401, Map.of(), "");
    assertThat(issued(policy()).out()).contains("another token in TRUSTCONNECT_ISSUED_TOKEN");
  }

  @Test
  void outsideCountsMoreThanAnInterruption() throws IOException {
    server.page("", Entry.of("1", Entry.STRANGE, "llm.example.com"));
    server.raw("1", 500, Map.of(), "");
    assertThat(issued(policy(pins(""))).status()).isEqualTo(1);
  }

  @Test
  void sourceHasToPassTheGates() throws IOException {
    Path policy = policy();
    List<String> lines = new ArrayList<>(Files.readAllLines(policy));
    lines.remove("roots: ca.pem");
    Ran ran = issued(Files.write(policy, lines));
    assertThat(ran.status()).isEqualTo(3);
    assertThat(ran.out()).contains("[path.issuer-unknown]");
    assertThat(server.queries()).isEmpty();
  }

  @Test
  void cutOrMalformedAnswerIsSaidWithItsPlace() throws IOException {
    String entry = Entry.of("1", Entry.STRANGE, "llm.example.com");
    Ran cut = saved(policy(), "[\n" + entry.substring(0, 100));
    assertThat(cut.status()).isEqualTo(3);
    assertThat(cut.out())
        .contains("saved.json, line 2, column ")
        .contains("malformed or cut short");
    Ran noList = saved(policy(), "{\"code\":\"rate_limited\"}");
    assertThat(noList.status()).isEqualTo(3);
    assertThat(noList.out()).contains("line 1, column 1: wanted a list of certificates JSON");
    Ran noNames = saved(policy(), "[{\"id\":\"1\"}]");
    assertThat(noNames.out()).contains("wanted dns_names or name_value in an entry of this JSON");
    Ran badKey = saved(policy(), "[" + entry.replace(Entry.hex(Entry.STRANGE), "12") + "]");
    assertThat(badKey.out()).contains("wanted 64 hexadecimal digits");
    Ran badTime = saved(policy(), "[" + entry.replace("2026-05-03T", "yesterday") + "]");
    assertThat(badTime.out()).contains("wanted times such as");
    Ran deep = saved(policy(), "[".repeat(1000));
    assertThat(deep.status()).isEqualTo(3);
    Ran empty = saved(policy(), "");
    assertThat(empty.out()).contains("empty; wanted a list");
  }

  @Test
  void wildcardCoversTheEndpointsBelowIt() throws IOException {
    server.page("", Entry.of("1", Entry.STRANGE, "*.example.com", "*.wild.example.com"));
    Ran ran = issued(policy(pins("")), "--json");
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.json().get(0).get("endpoints"))
        .extracting(JsonNode::asText)
        .containsExactly("*.wild.example.com", "free.example.com", "llm.example.com");
    server.page("", Entry.of("1", Entry.STRANGE, "a.llm.example.com", "*.b.wild.example.com"));
    Ran beside = issued(policy(pins("")), "--json");
    assertThat(beside.status()).isZero();
    assertThat(beside.json().get(0).get("state").asText()).isEqualTo("NO_POLICY");
  }

  @Test
  void policyWithoutPinsAndSourceWithoutKeysAreNotJudged() throws IOException {
    server.page("", Entry.of("1", Entry.STRANGE, "free.example.com"));
    Ran noPins = issued(policy(pins("")), "--json");
    assertThat(noPins.status()).isZero();
    assertThat(noPins.json().get(0).get("why").asText())
        .isEqualTo("the policy for free.example.com has no pins");

    Ran noKeys =
        saved(policy(pins("")), "[" + Entry.crtSh(7, "llm.example.com\\nb.example.com") + "]");
    assertThat(noKeys.status()).isZero();
    assertThat(noKeys.out())
        .contains("not judged  2026-05-03 to 2026-08-01  llm.example.com, b.example.com")
        .contains("the source doesn't have its keys");
  }

  @Test
  void expiredCertificatesAreIgnoredUnlessWanted() throws IOException {
    server.page("", Entry.until("2026-05-30T00:00:00Z", "1", Entry.STRANGE, "llm.example.com"));
    Ran ran = issued(policy(pins("")));
    assertThat(ran.status()).isZero();
    assertThat(ran.out()).contains("ignored 1 certificate that expired");
    assertThat(issued(policy(pins("")), "--expired").status()).isEqualTo(1);
  }

  @Test
  void namesFromOutsideCannotCommandATerminal() throws IOException {
    server.page(
        "", Entry.of("1", Entry.STRANGE, "evil\\u001b[31m\\u202e.example.com", "a@b.example"));
    Ran ran = issued(policy());
    assertThat(ran.status()).isZero();
    assertThat(ran.out()).contains("evil?[31m?.example.com").doesNotContain("\u001b", "\u202e");
    Ran json = issued(policy(), "--json");
    assertThat(json.json().get(0).get("names").get(0).asText()).doesNotContain("\u001b", "\u202e");
  }

  @Test
  void bothKindsOfSearchAtCrtShAreJoined() throws IOException {
    server.page("", Entry.crtSh(7, "example.com"), Entry.crtSh(8, "a.example.com"));
    HttpUrl url = HttpUrl.get(server.url(HOST));
    try (TrustConnect trust =
            lab.internet.trust().policies(TestInternet.policy(HOST).build()).build();
        Pages pages = new Pages(trust, null, Pages.Limits.USUAL)) {
      Gathered gathered = pages.crtSh(url, "example.com");
      assertThat(gathered.missing()).isNull();
      assertThat(gathered.certificates()).extracting(Issued::id).containsExactly("7", "8");
    }
    assertThat(server.queries())
        .containsExactly("q=example.com&output=json", "q=%25.example.com&output=json");
  }

  @Test
  void wrongCommandLineIsRefused() throws IOException {
    Path policy = policy();
    assertThat(issued(policy, Map.of(), "no-such-file.json").status()).isEqualTo(2);
    assertThat(issued(policy, Map.of(), "http://" + HOST + "/").status()).isEqualTo(2);
    assertThat(issued(policy, "--since", "a b").status()).isEqualTo(2);
    Ran crtSh = issued(policy, Map.of(), "crtsh", "--since", "1");
    assertThat(crtSh.err()).contains("--since needs a source with Cert Spotter's API");
    assertThat(CommandLab.run("", "issued").status()).isEqualTo(2);
    assertThat(CommandLab.run("", "issued", "--domain", "10.0.0.1").status()).isEqualTo(2);
    assertThat(server.queries()).isEmpty();
  }

  private Ran run(
      UnaryOperator<Function<Issued, Verdict>> around, Pages.Limits limits, String... more)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    var terminal = CommandLab.terminal(out, err);
    List<String> all = new ArrayList<>(List.of("--domain", "example.com", "--json"));
    all.addAll(List.of("--source", server.url(HOST)));
    all.addAll(List.of(lab.arguments(null, policy(pins("leaf:")), more)));
    int status =
        new CommandLine(new IssuedCommand(terminal, around, limits))
            .execute(all.toArray(String[]::new));
    terminal.out().flush();
    return new Ran(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @Test
  @Timeout(60)
  void answerThatDripsEndsAtTheLimitOnTheWholePage() throws IOException {
    server.page("", Entry.of("1", Entry.PINNED, "llm.example.com")).dripping("1");

    Ran ran =
        run(
            UnaryOperator.identity(),
            new Pages.Limits(Duration.ofSeconds(3), Duration.ofDays(1), System::nanoTime));

    assertThat(ran.status()).isEqualTo(3);
    JsonNode summary = ran.json().get(ran.json().size() - 1);
    assertThat(summary.path("complete").asBoolean(true)).isFalse();
    assertThat(summary.path("message").asText())
        .isEqualTo(server.url(HOST) + "v1/issuances doesn't send a whole page within 3 seconds");
  }

  @Test
  void manyPagesEndAtTheLimitOnAllOfThemAndCanBeResumed() throws IOException {
    server
        .page("", Entry.of("1", Entry.PINNED, "llm.example.com"))
        .page("1", Entry.of("2", Entry.PINNED, "llm.example.com"))
        .page("2", Entry.of("3", Entry.PINNED, "llm.example.com"));
    AtomicLong now = new AtomicLong();
    // The first reading is the start; a minute passes with each page.
    Pages.Limits limits =
        new Pages.Limits(
            Duration.ofMinutes(1),
            Duration.ofMinutes(3),
            () -> now.getAndAdd(Duration.ofMinutes(1).toNanos()));

    Ran ran = run(UnaryOperator.identity(), limits);

    assertThat(ran.status()).isEqualTo(3);
    JsonNode summary = ran.json().get(ran.json().size() - 1);
    assertThat(summary.path("certificates").asInt()).isEqualTo(2);
    assertThat(summary.path("since").asText()).isEqualTo("2");
    assertThat(summary.path("message").asText())
        .isEqualTo(
            server.url(HOST) + "v1/issuances takes longer than 180 seconds for all its pages");
  }

  @Test
  void defectAtOneCertificateLeavesTheOthersJudged() throws IOException {
    server.page(
        "",
        Entry.of("1", Entry.PINNED, "llm.example.com"),
        Entry.of("2", Entry.PINNED, "llm.example.com"));
    Ran ran =
        run(
            judge ->
                certificate -> {
                  if (certificate.id().equals("2")) {
                    throw new IllegalStateException("a comparison failed");
                  }
                  return judge.apply(certificate);
                },
            Pages.Limits.USUAL);

    assertThat(ran.status()).isEqualTo(3);
    assertThat(ran.json()).hasSize(3);
    assertThat(ran.json())
        .filteredOn(line -> line.path("id").asText().equals("1"))
        .allMatch(line -> line.path("state").asText().equals("FITS"))
        .hasSize(1);
    assertThat(ran.json())
        .filteredOn(line -> line.path("id").asText().equals("2"))
        .allMatch(line -> line.path("state").asText().equals("NOT_JUDGED"))
        .allMatch(line -> line.path("why").asText().startsWith("internal error: java.lang.Ill"))
        .hasSize(1);
    assertThat(ran.json().get(2).path("message").asText())
        .isEqualTo("1 certificate wasn't judged for a defect of this program");
    assertThat(ran.err())
        .startsWith("trustconnect issued: certificate 2: a defect of this program")
        .contains("\n    at " + getClass().getName());
  }
}
