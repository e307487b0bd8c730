package dev.trustconnect.dnssec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.testing.TestKey;
import dev.trustconnect.testing.TestKeys;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/** Files of anchors as other programs and editors write them: read whole, or refused by line. */
class AnchorFilesTest {
  private static final TestKey ONE = TestKeys.of(13, TestKey.KSK, "one");
  private static final TestKey TWO = TestKeys.of(13, TestKey.KSK, "two");
  private static final String DS = ONE.ds(Name.root, 0, 2).toString();

  @TempDir private Path folder;

  /** A line as Unbound writes it to an auto-trust-anchor-file. */
  private static String tracked(TestKey key, int state, String word) {
    return key.dnskey(Name.root, 172_800)
        + " ;{id = "
        + key.tag()
        + " (ksk), size = 256b} ;;state="
        + state
        + " [ "
        + word
        + " ] ;;count=0 ;;lastchange=1459861537 ;;Tue Apr  5 13:05:37 2016\n";
  }

  private static String tracking(String... lines) {
    return "; autotrust trust anchor file\n;;id: . 1\n;;last_queried: 1461071537 ;;Tue Apr 19\n"
        + String.join("", lines);
  }

  private static List<Integer> tags(TrustAnchors anchors) {
    return anchors.at(Name.root).stream()
        .map(record -> ((org.xbill.DNS.DNSKEYRecord) record).getFootprint())
        .toList();
  }

  /** RFC 5011 §4.2: an attacker's key is pending for 30 days before it would be trusted. */
  @ParameterizedTest
  @CsvSource({"0, START", "1, ADDPEND", "4, REVOKED", "5, REMOVED"})
  void keyThatIsNotTrustedYetOrNoLongerIsNotAnAnchor(int state, String word) {
    String file = tracking(tracked(ONE, 2, " VALID "), tracked(TWO, state, word));

    assertThat(tags(TrustAnchors.parse(file, "root.key"))).containsExactly(ONE.tag());
    assertThatThrownBy(() -> TrustAnchors.parse(tracking(tracked(TWO, state, word)), "root.key"))
        .isInstanceOf(TrustAnchorException.class)
        .hasMessageStartingWith("root.key: no trust anchor");
  }

  @ParameterizedTest
  @CsvSource({"2, ' VALID '", "3, MISSING"})
  void keyThatIsTrustedIsAnAnchor(int state, String word) {
    assertThat(tags(TrustAnchors.parse(tracking(tracked(TWO, state, word)), "root.key")))
        .containsExactly(TWO.tag());
  }

  @Test
  void revokedKeyOfATrackedFileDoesNotAffectTheOthers() {
    String file = tracking(tracked(ONE.revoked(), 4, "REVOKED"), tracked(TWO, 2, " VALID "));

    assertThat(tags(TrustAnchors.parse(file, "root.key"))).containsExactly(TWO.tag());
  }

  @Test
  void trackedFileWhoseKeysWereAllRevokedIsRefused() {
    String file = "; autotrust trust anchor file\n;;REVOKED\n" + tracked(ONE, 2, " VALID ");

    assertThatThrownBy(() -> TrustAnchors.parse(file, "root.key"))
        .isInstanceOf(TrustAnchorException.class)
        .hasMessageStartingWith("root.key: line 2: all keys of this zone were revoked");
  }

  @ParameterizedTest
  @ValueSource(strings = {";;state=9 [ X ]", ";;state=", "; state = valid", ";;state=-1"})
  void stateThatIsntKnownIsRefused(String state) {
    String file = "; first\n" + ONE.dnskey(Name.root, 0) + " " + state + "\n";

    assertThatThrownBy(() -> TrustAnchors.parse(file, "root.key"))
        .isInstanceOf(TrustAnchorException.class)
        .hasMessageStartingWith("root.key: line 2: a state that isn't one of RFC 5011: '");
  }

  @Test
  void stateOfARecordInSeveralLinesCounts() {
    String rest = ONE.dnskey(Name.root, 0).rdataToString().replaceFirst("^(\\S+ \\S+ \\S+) ", "");
    String file =
        TWO.dnskey(Name.root, 0)
            + "\n. IN DNSKEY 257 3 13 ( ; a key\n  "
            + rest
            + "\n  ) ;;state=1 [ ADDPEND ]\n";

    assertThat(tags(TrustAnchors.parse(file, "root.key"))).containsExactly(TWO.tag());
  }

  /** Without it the record belongs to the name of the one above, whatever its state. */
  @Test
  void omittedNameIsThatOfTheRecordAbove() {
    String file =
        "$ORIGIN test.\n$TTL 1\nhost IN DS 1 13 9 00 ;;state=1\n   IN "
            + DS.substring(DS.indexOf("DS"))
            + "\n";

    assertThat(
            TrustAnchors.parse(file, "anchors").isAnchored(Name.fromConstantString("host.test.")))
        .isTrue();
    assertThatThrownBy(() -> TrustAnchors.parse("  IN DS 1 13 2 00\n", "anchors"))
        .isInstanceOf(TrustAnchorException.class)
        .hasMessage("anchors: line 1: a record without a name");
  }

  @Test
  void byteOrderMarkIsntPartOfTheFirstName() throws IOException {
    Path file = Files.writeString(folder.resolve("anchors"), "\uFEFF" + DS + "\n");

    assertThat(TrustAnchors.fromFile(file).isAnchored(Name.root)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32"})
  void fileInAnotherEncodingIsRefused(String charset) throws IOException {
    Path file = Files.writeString(folder.resolve("anchors"), DS + "\n", Charset.forName(charset));

    assertThatThrownBy(() -> TrustAnchors.fromFile(file))
        .isInstanceOf(TrustAnchorException.class)
        .hasMessageStartingWith(file + ": line 1: ")
        .hasMessageContaining("UTF-8");
  }

  @Test
  void textThatIsntUtf8IsRefused() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("anchors"), "; trägt\n" + DS + "\n", StandardCharsets.ISO_8859_1);

    assertThatThrownBy(() -> TrustAnchors.fromFile(file))
        .isInstanceOf(TrustAnchorException.class)
        .hasMessageStartingWith(file + ": line 1: not in UTF-8");
    Files.writeString(file, "; trägt\n" + DS + "\n");
    assertThat(TrustAnchors.fromFile(file).isAnchored(Name.root)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u00A0", "\u200B", "\uFEFF", "\u3002"})
  void recordWithAnInvisibleCharacterIsRefused(String character) {
    assertThatThrownBy(() -> TrustAnchors.parse(";\n" + character + DS + "\n" + DS, "anchors"))
        .isInstanceOf(TrustAnchorException.class)
        .hasMessageStartingWith("anchors: line 2: a character that isn't ASCII (U+");
  }

  /** An editor shows a comment where a reader of zone files begins a record, or the reverse. */
  @ParameterizedTest
  @ValueSource(strings = {"\r", "\u000B", "\f", "\u0000", "\u0085"})
  void characterThatSomeProgramsTakeForALineEndIsRefused(String character) {
    String text = DS + "\n; no anchor:" + character + TWO.ds(Name.root, 0, 2) + "\n";

    assertThatThrownBy(() -> TrustAnchors.parse(text, "anchors"))
        .isInstanceOf(TrustAnchorException.class)
        .hasMessageStartingWith("anchors: line 2: a ");
  }

  @ParameterizedTest
  @CsvSource({
    "'\r', a carriage return inside a line; save the file with LF or CR LF line ends",
    "'\f', a control character (0c); save the file as plain text in UTF-8",
  })
  void characterThatMayEndALineIsNamed(String character, String problem) {
    assertThatThrownBy(() -> TrustAnchors.parse(DS + character + " \n", "anchors"))
        .hasMessage("anchors: line 1: " + problem);
  }

  @Test
  void tildeIsAnOrdinaryCharacterOfAName() {
    assertThat(TrustAnchors.parse("a~b" + DS + "\n", "anchors").isAnchored(Tamper.name("a~b")))
        .isTrue();
  }

  @Test
  void parenthesisInACommentOpensNothing() {
    assertThat(TrustAnchors.parse("; (\n" + DS + "\n", "anchors").at(Name.root)).hasSize(1);
  }

  @Test
  void linesMayEndAsInDos() {
    assertThat(TrustAnchors.parse("; dos\r\n" + DS + "\r\n", "anchors").at(Name.root)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "trust-anchors {\n  . initial-key 257 3 8 \"AwEAAQ==\";\n};",
        "managed-keys { . initial-key 257 3 8 \"AwEAAQ==\"; };",
        "trusted-keys {",
        "trust-anchor: \". DS 1 8 2 00\"",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
        "<TrustAnchor id=\"1\">",
      })
  void anchorsInAnotherProgramsSyntaxAreRefused(String text) {
    assertThatThrownBy(() -> TrustAnchors.parse(DS + "\n" + text + "\n", "anchors"))
        .isInstanceOf(TrustAnchorException.class)
        .hasMessageStartingWith("anchors: line 2: not a record; write DS or DNSKEY records");
  }

  @Test
  void problemOfARecordHasItsLine() {
    Record revoked = ONE.revoked().dnskey(Name.root, 0);

    assertThatThrownBy(() -> TrustAnchors.parse(DS + "\n\n" + revoked + "\n", "anchors"))
        .isInstanceOfSatisfying(
            TrustAnchorException.class, refused -> assertThat(refused.line()).isEqualTo(3))
        .hasMessageStartingWith("anchors: line 3: a revoked key can't be a trust anchor: ");
    assertThatThrownBy(() -> TrustAnchors.parse(DS + "\n. IN DNSKEY 257 3 13 (\nAA\n", "anchors"))
        .hasMessage("anchors: line 2: a parenthesis that opens here isn't closed");
    assertThatThrownBy(() -> TrustAnchors.parse(DS + "\n. IN DS 1 13 2 00\n", "anchors"))
        .hasMessageStartingWith("anchors: line 2: ")
        .hasMessageContaining("32 bytes");
    assertThatThrownBy(() -> TrustAnchors.parse(DS + "\n. IN A 192.0.2.1\n", "anchors"))
        .hasMessageStartingWith("anchors: line 2: a trust anchor is a DS or DNSKEY of class IN");
  }
}
