package dev.trustconnect.cli.zone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trustconnect.cli.lab.CommandLab;
import dev.trustconnect.cli.lab.CommandLab.Ran;
import dev.trustconnect.cli.lab.EndpointLab;
import dev.trustconnect.pin.SpkiPin;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestKey;
import dev.trustconnect.testing.TestKeys;
import dev.trustconnect.testing.ZoneBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** {@code trustconnect zone}: what it shows, in which form, and its exit status. */
class ZoneCommandTest {
  private static final String ZONE = "example.test";
  private static final TestKey KSK = TestKeys.of(13, TestKey.KSK, "first");
  private static final TestKey NEXT = TestKeys.of(13, TestKey.KSK, "next");
  private static final TestKey ZSK = TestKeys.of(13, TestKey.ZONE_KEY, "data");
  private static final String DIGEST =
      KSK.ds(Name.fromConstantString(ZONE + "."), 0, 2).rdataToString().split(" ", -1)[3];

  @TempDir private Path folder;

  private Ran zone(SignedWorld world, String... arguments) {
    try (CommandLab lab = CommandLab.open(folder, world)) {
      return lab.zone(arguments);
    }
  }

  private Ran zone(Consumer<ZoneBuilder> plan, String... arguments) {
    return zone(world(plan), arguments);
  }

  private static SignedWorld world(Consumer<ZoneBuilder> plan) {
    return SignedWorld.builder()
        .zone(ZONE, zone -> plan.accept(zone.ownKeys(KSK, ZSK).record("www A 192.0.2.1")))
        .build();
  }

  @Test
  void aHealthyZoneIsStableAndItsDsIsReadyToPaste() {
    Ran ran = zone(zone -> {}, ZONE);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.status()).isZero();
    assertThat(ran.out())
        .startsWith("example.test  STABLE\n")
        .contains("whose answers may be 1 h old")
        .contains(
            "  key tag      " + KSK.tag() + "\n",
            "  digest       " + DIGEST.toUpperCase(Locale.ROOT))
        .contains("  keep    " + KSK.tag() + " 13 2 ")
        .contains("until 2026-06-15T12:00:00Z  in 14 d")
        .doesNotContain("\u001b");
    assertThat(ran.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void aRolloverThatWaitsIsInOrderAndSaysUntilWhen() {
    Ran ran = zone(zone -> zone.ownKeys(NEXT).dsOf(KSK), ZONE);
    assertThat(ran.status()).isZero();
    assertThat(ran.out())
        .startsWith("example.test  KSK_WAITING\n")
        .contains("  2026-06-01T13:00:00Z  add the DS of key " + NEXT.tag())
        .contains("  add     " + NEXT.tag() + " 13 2 ");
    Ran later = zone(zone -> zone.ownKeys(NEXT).dsOf(KSK), "--since", "2026-06-01T11:00:00Z", ZONE);
    assertThat(later.out()).contains("  now                   add the DS of key " + NEXT.tag());
  }

  @Test
  void aBrokenZoneIsToBeRepairedNow() {
    Ran ran = zone(world(zone -> {}).harm(Harm.expire(ZONE, Type.DNSKEY)), ZONE);
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.out())
        .startsWith("example.test  BROKEN\n")
        .contains("dnssec.signature-expired", "No DS for these keys")
        .doesNotContain("Publish this");
  }

  @Test
  void aZoneThatAsksForItsEndAlerts() {
    Ran ran = zone(zone -> zone.records("@ CDS 0 0 0 00", "@ CDNSKEY 0 3 0 AA=="), ZONE);
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.out()).startsWith("example.test  DELETE_ASKED\n");
  }

  @Test
  void signaturesThatEndAlert() {
    Ran ran =
        zone(
            zone ->
                zone.validity(
                    SignedWorld.NOW.minusSeconds(13 * 86_400), SignedWorld.NOW.plusSeconds(86_400)),
            ZONE);
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.out()).contains("in 1 d  ENDING");
  }

  @Test
  void withoutAnAnswerNothingIsJudged() {
    Ran ran = zone(world(zone -> {}).harm(Harm.rcode(ZONE, Type.DNSKEY, 2)), ZONE);
    assertThat(ran.status()).isEqualTo(3);
    assertThat(ran.out()).startsWith("example.test  NOT JUDGED\n");
  }

  @Test
  void aNameInsideAZoneIsAMistakeOnTheCommandLine() {
    Ran ran = zone(zone -> {}, "www." + ZONE);
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err())
        .startsWith(
            "trustconnect zone: www.example.test isn't the apex of a zone; it lies in"
                + " example.test.");
  }

  @ParameterizedTest
  @CsvSource({
    "--registrar, epp, 'ds, dnskey, cds, terraform or route53'",
    "--digest, sha1, sha256 or sha384",
    "--zone-ttl, -5, isn't",
    "--since, 2027-01-01T00:00:00Z, is in the future",
    "--host, www.other.test, isn't in the zone example.test",
    "--host, www.example.test:0, a port is",
  })
  void aWrongOptionIsAMistakeOnTheCommandLine(String option, String value, String says) {
    Ran ran = zone(zone -> {}, option, value, ZONE);
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).startsWith("trustconnect zone: ").contains(says);
  }

  @Test
  void theRootAndNamesThatLeaveTheirQuotesAreRefused() {
    assertThat(zone(zone -> {}, ".").err()).contains("the root has no parent");
    assertThat(zone(zone -> {}, "--registrar", "route53", "a'b.test").err())
        .contains("are for host names");
  }

  @Test
  void registrarsTakeTheDsInTheirOwnForms() {
    String key = Base64.getEncoder().encodeToString(KSK.publicKey());
    assertThat(form("dnskey")).contains("  flags        257\n", "  public key   " + key + "\n");
    assertThat(form("cds"))
        .contains("  example.test. IN CDS " + KSK.tag() + " 13 2 ")
        .contains("  example.test. IN CDNSKEY 257 3 13 " + key + "\n");
    assertThat(form("terraform"))
        .contains("\"aws_route53domains_delegation_signer_record\" \"key_" + KSK.tag() + "\" {")
        .contains("    public_key = \"" + key + "\"\n");
    assertThat(form("route53"))
        .contains("--domain-name 'example.test'", "Algorithm=13,Flags=257,PublicKey=" + key);
  }

  private String form(String form) {
    return zone(zone -> {}, "--registrar", form, ZONE).out();
  }

  @Test
  void jsonHasEveryKeyOnOneLine() {
    Ran ran = zone(zone -> zone.ownKeys(NEXT).dsOf(KSK), "--json", "--digest", "sha384", ZONE);
    assertThat(ran.json()).hasSize(1);
    JsonNode json = ran.json().get(0);
    assertThat(json.path("schema").asText()).isEqualTo("trustconnect.zone/1");
    assertThat(json.path("states").get(0).path("state").asText()).isEqualTo("KSK_WAITING");
    assertThat(json.path("states").get(0).path("steps").get(0).path("notBefore").asText())
        .isEqualTo("2026-06-01T13:00:00Z");
    assertThat(json.path("publish").get(0).path("ds").asText()).startsWith(KSK.tag() + " 13 4 ");
    assertThat(json.path("ds").path("keep")).hasSize(1);
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly(
            "schema",
            "zone",
            "at",
            "mayBeSecondsOld",
            "notJudged",
            "needsAction",
            "states",
            "keys",
            "publish",
            "withheld",
            "ds",
            "signatures",
            "ending",
            "notes",
            "hosts");
  }

  /** One handshake and no request; the record is that of the key that is served. */
  @Test
  void hostsGetTheirTlsaRecord() throws IOException {
    try (EndpointLab lab = new EndpointLab(folder)) {
      String endpoint = EndpointLab.HOST + ":" + lab.peer.port();
      Ran ran = lab.run("zone", lab.policy(), "--host", endpoint, ZONE);
      String digest =
          HexFormat.of()
              .withUpperCase()
              .formatHex(
                  Base64.getDecoder().decode(SpkiPin.of(lab.identity.certificate()).base64()));
      assertThat(ran.status()).isZero();
      assertThat(ran.out())
          .contains(
              "_" + lab.peer.port() + "._tcp.api.example.test. IN TLSA 3 1 1 " + digest + "\n")
          .contains("in a chain that is trusted")
          .contains("Only the key in use is known here");
      assertThat(lab.peer.requests()).isEmpty();
      Ran closed = lab.run("zone", lab.policy(), "--host", "nothing.example.test", ZONE);
      assertThat(closed.out()).contains("no certificate: ");
    }
  }
}
