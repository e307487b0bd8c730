package dev.trustconnect.cli.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trustconnect.cli.lab.CommandLab;
import dev.trustconnect.cli.lab.CommandLab.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyCheckCommandTest {
  private static final String PINS =
      "    pins: [sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=,"
          + " sha256/BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA=]\n";

  @TempDir private Path folder;

  private Ran check(String text, String... options) throws IOException {
    Path file = Files.writeString(folder.resolve("policies.yaml"), text);
    List<String> all = new ArrayList<>(List.of("policy", "check", "--at", "2026-06-01T12:00:00Z"));
    all.addAll(List.of(options));
    all.add(file.toString());
    return CommandLab.run("", all.toArray(String[]::new));
  }

  private static String policies(String profile, String pinsExpire) {
    return "version: 1\nprofile: "
        + profile
        + "\nupstreams: [QUAD9, CLOUDFLARE]\nendpoints:\n  - host: api.example.com\n"
        + PINS
        + "    pinsExpire: "
        + pinsExpire
        + "\n    mode: REPORT_ONLY\n  - host: \"*.example.com\"\n    credentials: [x-key]\n";
  }

  @Test
  void acceptedFileIsShownAsItWouldBeInForce() throws IOException {
    Ran ran = check(policies("STRICT", "2026-12-18"));

    assertThat(ran.status()).isZero();
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out())
        .startsWith(folder.resolve("policies.yaml") + " ACCEPTED\n")
        .contains("upstreams: dns.quad9.net, cloudflare-dns.com\n", "proxies: none\n")
        .contains("profile: STRICT, hosts that no entry covers are refused\n")
        .contains("─ api.example.com should have (report only) ", "─ *.example.com must have ")
        .doesNotContain("warning");
  }

  @Test
  void everyProblemIsShownWithItsLineAndColumn() throws IOException {
    Ran ran =
        check("version: 1\nupstream: [QUAD9]\nendpoints:\n  - host: a_b.example\n    mod: X\n");

    String file = folder.resolve("policies.yaml").toString();
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.out().lines())
        .filteredOn(line -> line.startsWith(file + ":"))
        .hasSize(4)
        .allMatch(line -> line.substring(file.length()).matches(":\\d+:\\d+: .+; .+"));
    assertThat(ran.out())
        .endsWith(" REJECTED: 4 problems; nothing of the file would be in force\n");
  }

  @Test
  void hostHasWhatItsEntryRequires() throws IOException {
    String text = policies("STRICT", "2026-12-18");

    Ran own = check(text, "--host", "API.example.com.");
    assertThat(own.status()).isZero();
    assertThat(own.out()).contains("api.example.com is covered: api.example.com should have");
    Ran below = check(text, "--host", "www.example.com");
    assertThat(below.out()).contains("www.example.com is covered: *.example.com must have");
  }

  @Test
  void hostWithoutAnEntryHasWhatTheProfileSays() throws IOException {
    Ran strict = check(policies("STRICT", "2026-12-18"), "--host", "other.test");
    assertThat(strict.status()).isEqualTo(1);
    assertThat(strict.out()).contains("other.test refused [policy.missing]");

    Ran standard = check(policies("STANDARD", "2026-12-18"), "--host", "other.test");
    assertThat(standard.status()).isZero();
    assertThat(standard.out())
        .contains("other.test isn't covered, profile STANDARD: other.test must have");
  }

  @Test
  void pinsThatAreDueAreAWarning() throws IOException {
    assertThat(check(policies("STRICT", "2026-06-04")).out())
        .contains("warning: api.example.com [pin.expires-soon]");
    Ran expired = check(policies("STRICT", "2026-05-29"));
    assertThat(expired.out()).contains("warning: api.example.com [pin.expired]");
    assertThat(expired.status()).as("they still hold").isZero();
  }

  @Test
  void jsonHasEverything() throws IOException {
    JsonNode good =
        check(policies("STRICT", "2026-06-04"), "--json", "--host", "x.test").json().get(0);
    assertThat(good.get("accepted").asBoolean()).as("STRICT refuses the host").isFalse();
    assertThat(good.get("problems")).isEmpty();
    assertThat(good.get("hosts").get(0).get("refused").asText()).isEqualTo("policy.missing");
    assertThat(good.get("endpoints").get(1).get("coveredBy").asText()).isEqualTo("api.example.com");
    assertThat(good.get("endpoints").get(1).get("fingerprint").asText()).hasSize(64);
    assertThat(good.get("warnings")).hasSize(1);

    JsonNode bad = check("version: 2\nupstreams: [QUAD9]\n", "--json").json().get(0);
    assertThat(bad.get("accepted").asBoolean()).isFalse();
    assertThat(bad.get("problems").get(0).get("line").asInt()).isEqualTo(1);
    assertThat(bad.get("problems").get(0).get("field").asText()).isEqualTo("version");
  }

  @Test
  void fileThatCannotBeReadAndBadHostAreUsageErrors() throws IOException {
    Ran missing = CommandLab.run("", "policy", "check", folder.resolve("none").toString());
    assertThat(missing.status()).isEqualTo(2);
    assertThat(missing.err()).startsWith("trustconnect policy check: ").contains("no such file");
    Ran host = check(policies("STRICT", "2026-06-04"), "--host", "a_b");
    assertThat(host.status()).isEqualTo(2);
    assertThat(host.err()).contains("--host: ");
  }

  @Test
  void policyAlonePrintsItsUsage() {
    Ran ran = CommandLab.run("", "policy");

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("check    Says whether a policy file is accepted");
  }
}
