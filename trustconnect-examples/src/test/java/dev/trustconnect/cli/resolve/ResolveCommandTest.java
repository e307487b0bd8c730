package dev.trustconnect.cli.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trustconnect.cli.lab.CommandLab;
import dev.trustconnect.cli.lab.CommandLab.Ran;
import dev.trustconnect.testing.Fault;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.KeyHarm;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Type;

class ResolveCommandTest {
  @TempDir private Path folder;

  private CommandLab healthy() {
    return CommandLab.open(folder, Harm.none());
  }

  @Test
  void secureNameExitsZeroWithItsChainAsATree() {
    try (CommandLab lab = healthy()) {
      Ran ran = lab.resolve("www.example.test", "A");
      assertThat(ran.status()).isZero();
      assertThat(ran.err()).isEmpty();
      assertThat(ran.out().lines())
          .anyMatch(line -> line.matches("\\.  signed"))
          .anyMatch(line -> line.matches("└─ test\\.  signed"))
          .anyMatch(line -> line.matches(" {3}└─ example\\.test\\.  signed"))
          .anyMatch(line -> line.matches(" {6}└─ www\\.example\\.test\\. A  SECURE"))
          .anyMatch(line -> line.matches(" +A 192\\.0\\.2\\.1  \\(\\d+ s\\)"))
          .anyMatch(line -> line.matches(".*DS \\d+ ECDSAP256SHA256 SHA-256"))
          .anyMatch(line -> line.matches(".*key \\d+ ECDSAP256SHA256 256 bits KSK"))
          .anyMatch(line -> line.matches(".*keys signed by \\d+, \\S+Z to \\S+Z"))
          .anyMatch(line -> line.matches("www\\.example\\.test\\. A  SECURE"))
          .anyMatch(line -> line.contains("question") && line.contains("1 round trip"));
    }
  }

  @Test
  void withoutTypeAddressesOfBothKindsHangFromOneChain() {
    try (CommandLab lab = healthy()) {
      Ran ran = lab.resolve("www.example.test");
      assertThat(ran.status()).isZero();
      assertThat(ran.out().lines().filter(line -> line.contains("example.test.  signed")))
          .hasSize(1);
      assertThat(ran.out()).contains("├─ www.example.test. A  SECURE");
      assertThat(ran.out()).contains("└─ www.example.test. AAAA  SECURE");
    }
  }

  @Test
  void aliasIntoAnUnsignedZoneShowsTheVerdictOfEachHop() {
    try (CommandLab lab = healthy()) {
      Ran ran = lab.resolve("out.example.test", "A");
      assertThat(ran.status()).isZero();
      assertThat(ran.out()).contains("out.example.test. CNAME  SECURE");
      assertThat(ran.out()).contains("→ www.plain.test.");
      assertThat(ran.out()).contains("plain.test.  unsigned [dnssec.insecure-delegation]");
      assertThat(ran.out()).contains("www.plain.test. A  INSECURE");
      assertThat(ran.out()).contains("out.example.test. A  INSECURE");
    }
  }

  @Test
  void brokenChainExitsOneAndSaysWhereAndWhy() {
    try (CommandLab lab = CommandLab.open(folder, KeyHarm.wrongDigest("example.test"))) {
      Ran ran = lab.resolve("www.example.test", "A");
      assertThat(ran.status()).isEqualTo(1);
      assertThat(ran.out()).contains("✗ broken [dnssec.key-not-in-ds]");
      assertThat(ran.out()).contains("www.example.test. A  BOGUS");
      assertThat(ran.out()).containsPattern("  why: .+ \\[dnssec\\.key-not-in-ds]");
      assertThat(ran.out()).contains("  where: DNSKEY of example.test.");
    }
  }

  @Test
  void silentServerExitsThree() {
    try (CommandLab lab = healthy()) {
      lab.doh().fails(Fault.PARK);
      Ran ran = lab.resolve("--timeout", "200ms", "www.example.test", "A");
      assertThat(ran.status()).isEqualTo(3);
      assertThat(ran.out()).contains("www.example.test. A  INDETERMINATE");
    }
  }

  @Test
  void bothKindsOfAddressesAreAskedAtTheSameTime() {
    try (CommandLab lab = healthy()) {
      lab.doh().fails(Fault.PARK);
      CompletableFuture<Ran> running =
          CompletableFuture.supplyAsync(
              () -> lab.resolve("--timeout", "60s", "www.example.test"),
              task -> new Thread(task).start());
      lab.doh().awaitParked(9); // A, AAAA, and the chain that they share

      assertThat(lab.doh().questions()).contains("www.example.test. A", "www.example.test. AAAA");
      lab.doh().heals();
      lab.doh().release();
      assertThat(running.join().status()).isZero();
    }
  }

  @Test
  void bogusSaysMoreThanIndeterminateOfTwoAnswers() {
    Harm oneOfEach =
        Harm.dropRrsigs("www.example.test", Type.A)
            .onlyFor("www.example.test", Type.A)
            .and(
                ((Harm)
                        (world, question, message) -> {
                          message.getHeader().setRcode(org.xbill.DNS.Rcode.SERVFAIL);
                          return message;
                        })
                    .onlyFor("www.example.test", Type.AAAA));
    try (CommandLab lab = CommandLab.open(folder, oneOfEach)) {
      Ran ran = lab.resolve("--json", "www.example.test");
      assertThat(ran.json())
          .extracting(line -> line.get("verdict").asText())
          .containsExactly("BOGUS", "INDETERMINATE");
      assertThat(ran.status()).isEqualTo(1);
    }
  }

  @Test
  void jsonHasEveryKeyInItsPlace() {
    try (CommandLab lab = healthy()) {
      Ran ran = lab.resolve("--json", "out.example.test", "A");
      assertThat(ran.json()).hasSize(1);
      JsonNode line = ran.json().get(0);
      assertThat(line.fieldNames())
          .toIterable()
          .containsExactly(
              "name",
              "type",
              "rcode",
              "verdict",
              "reason",
              "ede",
              "detail",
              "link",
              "hops",
              "chain",
              "records",
              "ttlSeconds",
              "validUntil",
              "questions",
              "roundTrips",
              "millis",
              "addressFindings");
      assertThat(line.get("name").asText()).isEqualTo("out.example.test.");
      assertThat(line.get("type").asText()).isEqualTo("A");
      assertThat(line.get("rcode").asText()).isEqualTo("NOERROR");
      assertThat(line.get("verdict").asText()).isEqualTo("INSECURE");
      assertThat(line.get("reason").asText()).isEqualTo("dnssec.insecure-delegation");
      assertThat(line.get("ede").isNull()).isTrue();
      assertThat(line.get("hops"))
          .extracting(hop -> hop.get("name").asText() + " " + hop.get("verdict").asText())
          .containsExactly("out.example.test. SECURE", "www.plain.test. INSECURE");
      assertThat(line.get("hops").get(0).get("zone").asText()).isEqualTo("example.test.");
      assertThat(line.get("records"))
          .extracting(record -> record.get("type").asText() + " " + record.get("data").asText())
          .containsExactly("CNAME www.plain.test.", "A 192.0.2.8");
      assertThat(line.get("chain"))
          .extracting(zone -> zone.get("zone").asText() + " " + zone.get("state").asText())
          .contains(". SIGNED", "test. SIGNED", "example.test. SIGNED", "plain.test. UNSIGNED");
      assertThat(line.get("ttlSeconds").isIntegralNumber()).isTrue();
      assertThat(line.get("millis").isIntegralNumber()).isTrue();
      assertThat(line.get("roundTrips").asInt()).isBetween(1, 2);
    }
  }

  @Test
  void addressRulesStandBesideTheVerdict() {
    try (CommandLab lab = healthy()) {
      Ran ran = lab.resolve("--json", "www.example.test", "A");
      assertThat(ran.status()).isZero();
      JsonNode line = ran.json().get(0);
      assertThat(line.get("verdict").asText()).isEqualTo("SECURE");
      assertThat(line.get("addressFindings").get(0).get("address").asText()).isEqualTo("192.0.2.1");
      assertThat(line.get("addressFindings").get(0).get("reason").asText())
          .isEqualTo("address.special-purpose");
    }
  }

  @Test
  void anyDnsNameAndTypeCanBeAsked() {
    try (CommandLab lab = healthy()) {
      List<List<String>> asked =
          List.of(
              List.of(".", "SOA"),
              List.of("_443._tcp.www.example.test", "TLSA"),
              List.of("sp\\032ace.example.test.", "txt"),
              List.of("*.wild.example.test", "A"),
              List.of("odd.example.test", "TYPE65280"),
              List.of("example.test", "DNSKEY"),
              List.of("WWW.Example.Test", "aaaa"));
      for (List<String> question : asked) {
        Ran ran = lab.resolve("--json", question.get(0), question.get(1));
        assertThat(ran.status()).as("%s", question).isZero();
        JsonNode line = ran.json().get(0);
        assertThat(line.get("verdict").asText()).as("%s", question).isEqualTo("SECURE");
        assertThat(line.get("records")).as("%s", question).isNotEmpty();
      }
    }
  }

  @Test
  void absenceIsAnAnswer() {
    try (CommandLab lab = healthy()) {
      Ran ran = lab.resolve("missing.example.test", "A");
      assertThat(ran.status()).isZero();
      assertThat(ran.out()).contains("missing.example.test. does not exist  SECURE");
      Ran json = lab.resolve("--json", "missing.example.test", "A");
      assertThat(json.json().get(0).get("rcode").asText()).isEqualTo("NXDOMAIN");
      assertThat(json.json().get(0).get("records")).isEmpty();
    }
  }

  @Test
  void signaturesAreJudgedAtTheGivenTime() {
    try (CommandLab lab = healthy()) {
      Ran ran = lab.resolve("--at", "2036-06-01T12:00:00Z", "www.example.test", "A");
      assertThat(ran.status()).isEqualTo(2); // --at is given twice
      List<String> later = new java.util.ArrayList<>(List.of("resolve"));
      later.addAll(lab.options());
      later.set(later.indexOf("--at") + 1, "2036-06-01T14:00:00+02:00");
      later.addAll(List.of("--json", "www.example.test", "A"));
      Ran expired = CommandLab.run("", later.toArray(String[]::new));
      assertThat(expired.status()).isEqualTo(1);
      assertThat(expired.json().get(0).get("reason").asText())
          .isEqualTo("dnssec.signature-expired");
      assertThat(expired.json().get(0).get("ede").asInt()).isEqualTo(7);
    }
  }

  @Test
  void serverByNameIsReachedAtItsBootstrapAddress() {
    try (CommandLab lab = healthy()) {
      List<String> arguments = new java.util.ArrayList<>(List.of("resolve"));
      arguments.addAll(lab.options());
      arguments.set(arguments.indexOf("--doh") + 1, lab.doh().url("doh.test"));
      arguments.addAll(List.of("--bootstrap", "127.0.0.1", "www.example.test", "A"));
      assertThat(CommandLab.run("", arguments.toArray(String[]::new)).status()).isZero();
    }
  }

  @Test
  void secondServerIsAskedWhenTheFirstFails() {
    try (CommandLab lab = healthy();
        CommandLab broken = CommandLab.open(folder, Harm.none())) {
      broken.doh().fails(Fault.PARK);
      List<String> arguments =
          List.of(
              "resolve",
              "--timeout=8s",
              "--doh=https://127.0.0.1:1/dns-query",
              "--doh=" + broken.doh().url(),
              "--doh-ca=" + broken.ca(),
              "--anchors=" + broken.anchors(),
              "--at=2026-06-01T12:00:00Z",
              "www.example.test",
              "A");
      broken.doh().heals();
      assertThat(CommandLab.run("", arguments.toArray(String[]::new)).status()).isZero();
      assertThat(lab.doh().questions()).isEmpty();
    }
  }

  @Test
  void coloursAreForTerminalsThatWantThem() {
    try (CommandLab lab = healthy()) {
      List<String> all = new java.util.ArrayList<>(List.of("resolve"));
      all.addAll(lab.options());
      all.addAll(List.of("www.example.test", "A"));
      String[] arguments = all.toArray(String[]::new);
      String escape = "\u001b[";
      assertThat(CommandLab.run("", true, false, Map.of(), arguments).out()).contains(escape);
      assertThat(CommandLab.run("", false, true, Map.of(), arguments).out()).doesNotContain(escape);
      assertThat(CommandLab.run("", true, false, Map.of("NO_COLOR", "1"), arguments).out())
          .doesNotContain(escape);
      assertThat(CommandLab.run("", true, false, Map.of("TERM", "dumb"), arguments).out())
          .doesNotContain(escape);
    }
  }
}
