package dev.trustconnect.dnssec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.testing.Ask;
import dev.trustconnect.testing.DenialHarm;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.KeyHarm;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestKey;
import dev.trustconnect.testing.TestKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** Where trust begins (RFC 4035 §4.4, RFC 6840 §5.10). */
class TrustAnchorsTest {
  private static final String UNSUPPORTED =
      "anchors.txt: line 1: this directive isn't supported; only $TTL and $ORIGIN are";

  private static final String SECURE = "SECURE dnssec.proven";

  private static final SignedWorld WORLD =
      SignedWorld.builder()
          .zone("host.test", zone -> zone.record("www A 192.0.2.1"))
          .zone("isle.test", zone -> zone.island().record("www A 192.0.2.2"))
          .zone("plain.test", zone -> zone.unsigned().record("www A 192.0.2.3"))
          .build();

  private static final TestKey STRANGER = TestKeys.of(13, TestKey.KSK, "stranger");

  @TempDir private Path folder;

  @Test
  void rootAnchorMayBeADnskeyOrADs() {
    assertThat(said(WORLD.zoneKeyAnchor("."), "www.host.test")).isEqualTo(SECURE);
    assertThat(said(WORLD.anchorRecords(), "www.host.test")).isEqualTo(SECURE);
  }

  @Test
  void anyAnchorOfAZoneSuffices() {
    List<Record> several = new ArrayList<>();
    several.add(STRANGER.ds(Name.root, 0, 2));
    several.add(STRANGER.dnskey(Name.root, 0));
    several.addAll(WORLD.anchorRecords());

    assertThat(said(several, "www.host.test")).isEqualTo(SECURE);
  }

  @Test
  void anchorThatFitsNoKeyIsBogus() {
    assertThat(said(List.of(STRANGER.ds(Name.root, 0, 2)), "www.host.test"))
        .isEqualTo("BOGUS dnssec.key-not-in-ds");
    assertThat(said(List.of(STRANGER.dnskey(Name.root, 0)), "www.host.test"))
        .isEqualTo("BOGUS dnssec.key-not-in-ds");
  }

  @Test
  void islandBesideTheRootIsSecureAndTheRestStaysAsItIs() {
    Ask ask = Ask.of(WORLD).anchors(WORLD.anchors("isle.test"));

    assertThat(ask.resolve("www.isle.test", Type.A).said()).isEqualTo(SECURE);
    assertThat(ask.resolve("www.host.test", Type.A).said()).isEqualTo(SECURE);
    assertThat(ask.resolve("www.plain.test", Type.A).said())
        .isEqualTo("INSECURE dnssec.insecure-delegation");
    assertThat(Ask.of(WORLD).resolve("www.isle.test", Type.A).said())
        .isEqualTo("INSECURE dnssec.insecure-delegation");
  }

  // RFC 6840 Appendix C: the closest anchor decides; zones above can't make names INSECURE.
  @Test
  void closestAnchorNeedsNothingFromAbove() {
    Ask ask =
        Ask.of(WORLD)
            .anchors(WORLD.anchors("host.test"))
            .harm(KeyHarm.strippedDs("host.test").and(Harm.dropRrsigs("test", Type.DNSKEY)));

    assertThat(ask.resolve("www.host.test", Type.A).said()).isEqualTo(SECURE);
    assertThat(ask.anchors(WORLD.anchors()).resolve("www.host.test", Type.A).label())
        .isEqualTo("BOGUS");
  }

  // The zone above proves that there is no DS, or that the name is in an opt-out span. That makes
  // the island INSECURE for validators without its keys, but not for one that has them.
  @ParameterizedTest
  @CsvSource({"opt.test, isle.opt.test", "test, isle.test"})
  void zoneAboveTheClosestAnchorCannotMakeNamesBelowItInsecure(String parent, String isle) {
    SignedWorld world =
        SignedWorld.builder()
            .zone("opt.test", zone -> zone.optOut(0, ""))
            .zone(isle, zone -> zone.island().record("www A 192.0.2.3"))
            .build();
    String host = "www." + isle;
    for (int rcode : new int[] {Rcode.NXDOMAIN, Rcode.NOERROR}) {
      Harm denied = DenialHarm.parentDenies(host, Type.A, isle, rcode);

      assertThat(Ask.of(world).harm(denied).resolve(host, Type.A).label())
          .as("%s without its anchor", parent)
          .isEqualTo("INSECURE");
      Ask anchored = Ask.of(world).anchors(world.anchors(isle));
      assertThat(anchored.resolve(host, Type.A).said()).isEqualTo(SECURE);
      assertThat(anchored.harm(denied).resolve(host, Type.A).label())
          .as("%s with its anchor", parent)
          .isEqualTo("BOGUS");
    }
  }

  @Test
  void nameOutsideEveryAnchorIsIndeterminate() {
    assertThat(said(WORLD.zoneKeyAnchor("isle.test"), "www.host.test"))
        .isEqualTo("INDETERMINATE dnssec.no-anchor");
    assertThat(said(WORLD.zoneKeyAnchor("isle.test"), "www.isle.test")).isEqualTo(SECURE);
  }

  @Test
  void noAnchorRefusesToStart() {
    assertThatThrownBy(() -> TrustAnchors.of(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "no trust anchor: a validator without one can prove nothing and refuses to start");
    assertThatThrownBy(() -> TrustAnchors.parse("; nothing here\n", "anchors.txt"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "anchors.txt: no trust anchor: a validator without one can prove nothing and refuses"
                + " to start");
  }

  // RFC 5011 §2.1.
  @Test
  void revokedAnchorIsRefused() {
    Record revoked = STRANGER.revoked().dnskey(Name.root, 0);

    assertThatThrownBy(() -> TrustAnchors.of(List.of(revoked)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("revoked");
  }

  @Test
  void anythingButDsAndDnskeyIsRefused() {
    List<Record> address = Harm.records("host.test", Type.A, 60, "192.0.2.1");

    assertThatThrownBy(() -> TrustAnchors.of(address))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a trust anchor is a DS or DNSKEY of class IN");
  }

  @Test
  void builtInAnchorsAreThoseOfIana() {
    assertThat(TrustAnchors.root().at(Name.root))
        .extracting(Record::rdataToString)
        .containsExactly(
            "20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D",
            "38696 8 2 683D2D0ACB8C9B712A1948B27F741219298D0A450D612C483AF444A4C0FB2B16");
  }

  @Test
  void fileMayMixZonesAndKinds() throws IOException {
    List<String> lines = new ArrayList<>(List.of("; what we trust", ""));
    WORLD.anchorRecords().forEach(record -> lines.add(record.toString()));
    WORLD.zoneKeyAnchor("isle.test").forEach(record -> lines.add(record.toString()));
    TrustAnchors anchors = TrustAnchors.fromFile(Files.write(folder.resolve("anchors"), lines));

    Ask ask = Ask.of(WORLD).anchors(anchors);
    assertThat(ask.resolve("www.host.test", Type.A).said()).isEqualTo(SECURE);
    assertThat(ask.resolve("www.isle.test", Type.A).said()).isEqualTo(SECURE);
  }

  @Test
  void malformedLineIsNamed() {
    String good = WORLD.anchorRecords().get(0).toString();
    String text = "; first\n" + good + "\nhost.test. IN DS twelve 8 2 00\n";

    assertThatThrownBy(() -> TrustAnchors.parse(text, "anchors.txt"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("anchors.txt: line 3");
  }

  @Test
  void includeIsRefused() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), ". IN DS 1 8 2 00\n");

    assertThatThrownBy(() -> TrustAnchors.parse("$INCLUDE " + secret + "\n", "anchors.txt"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(UNSUPPORTED);
  }

  @Test
  void generatedAnchorsAreRefused() {
    String text = "$GENERATE 1-1000000 $.test. DS 1 8 2 00\n";

    assertThatThrownBy(() -> TrustAnchors.parse(text, "anchors.txt"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(UNSUPPORTED);
  }

  @Test
  void anchorIsADsOrAKeyOfClassIn() {
    Record key = STRANGER.dnskey(Name.root, 0);
    Record chaos =
        Record.newRecord(Name.root, Type.DNSKEY, DClass.CH, 0, key.rdataToWireCanonical());
    Record text = new TXTRecord(Name.root, DClass.IN, 0, "anchor");

    assertThat(TrustAnchors.of(List.of(key))).hasToString("trust anchors for [.]");
    for (Record other : List.of(chaos, text)) {
      assertThatThrownBy(() -> TrustAnchors.of(List.of(key, other)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("a trust anchor is a DS or DNSKEY of class IN: ");
    }
  }

  @Test
  void fileOfAMebibyteIsRead() throws IOException {
    String line = WORLD.anchorRecords().get(0) + "\n;";
    Path file =
        Files.writeString(folder.resolve("large"), line + "x".repeat((1 << 20) - line.length()));

    assertThat(TrustAnchors.fromFile(file).isAnchored(Name.root)).isTrue();
  }

  @Test
  void hugeFileIsNotRead() throws IOException {
    Path huge = Files.write(folder.resolve("huge"), new byte[(1 << 20) + 1]);

    assertThatThrownBy(() -> TrustAnchors.fromFile(huge))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("larger than 1048576 bytes");
  }

  private static String said(List<Record> anchors, String name) {
    return Ask.of(WORLD).anchors(TrustAnchors.of(anchors)).resolve(name, Type.A).said();
  }
}
