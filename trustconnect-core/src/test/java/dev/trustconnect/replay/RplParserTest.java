package dev.trustconnect.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

final class RplParserTest {
  private static final Path FILE = Path.of("some.rpl");

  private static final String CONFIG =
      """
      ; a comment
      server:
      \ttrust-anchor: "example. 3600 IN DS 2854 RSASHA1 1 46e4ffc6e9a4793b488954bd3f0cc6af0dfb201b"
      \ttrust-anchor: "example. IN DNSKEY 256 3 5 AQPQ41chR9DEHt/aIzIFAqanbDlRflJoRs5yz1jF
         soRIT7dWf0r+PeDuewdxkszNH6wnU4QL8pfKFRh5PIYVBLK3 ;{id = 30899 (zsk)}"
      \tval-override-date: "20070916134226"
      \tval-nsec3-keysize-iterations: "1024 1 2048 500"
      stub-zone:
      \tname: "."
      \tstub-addr: 192.0.2.1 \t# a.root
      forward-zone:
      \tname: "other."
      \tforward-addr: 192.0.2.2
      CONFIG_END
      SCENARIO_BEGIN a test
      """;

  @Test
  void configurationIsRead() throws Exception {
    RplFile.Config config = RplParser.parse(FILE, CONFIG + "SCENARIO_END\n").config();

    assertThat(config.at()).isEqualTo(Instant.parse("2007-09-16T13:42:26Z"));
    assertThat(config.maxNsec3Iterations()).isEqualTo(1);
    assertThat(config.hints())
        .containsEntry(Name.root, List.of("192.0.2.1"))
        .containsEntry(Name.fromString("other."), List.of("192.0.2.2"));
    assertThat(config.forwarders()).containsExactly(Name.fromString("other."));
  }

  @Test
  void anchorsMayNameAlgorithmsAndRunOverLines() throws Exception {
    List<Record> anchors = RplParser.parse(FILE, CONFIG).config().anchors();

    assertThat(((DSRecord) anchors.get(0)).getAlgorithm()).isEqualTo(5);
    assertThat(((DNSKEYRecord) anchors.get(1)).getFootprint()).isEqualTo(30899);
  }

  @Test
  void rangesAndStepsAreReadWithTheirLines() throws Exception {
    RplFile file =
        RplParser.parse(
            FILE,
            CONFIG
                + """
                RANGE_BEGIN 0 100
                \tADDRESS 192.0.2.1
                ENTRY_BEGIN
                MATCH opcode qtype qname
                ADJUST copy_id copy_query
                REPLY QR AA NXDOMAIN
                SECTION QUESTION
                www.example. IN A
                SECTION AUTHORITY
                example IN SOA ns.example. mail.example. (
                   1 2 3 4 5 ) ; joined
                ENTRY_END
                RANGE_END
                STEP 1 QUERY
                ENTRY_BEGIN
                REPLY RD DO
                SECTION QUESTION
                www.example. IN A
                ENTRY_END
                STEP 2 TIME_PASSES ELAPSE 0.05
                SCENARIO_END
                """);

    RplFile.Entry entry = file.ranges().get(0).entries().get(0);
    assertThat(file.ranges().get(0).covers(100, "192.0.2.1")).isTrue();
    assertThat(file.ranges().get(0).covers(101, "192.0.2.1")).isFalse();
    assertThat(entry.rcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(entry.adjust()).containsExactlyInAnyOrder("copy_id", "copy_query");
    assertThat(entry.authority()).singleElement().extracting(Record::getTTL).isEqualTo(3600L);
    assertThat(file.steps().get(0).entry().orElseThrow().flags()).containsOnly("RD", "DO");
    assertThat(file.steps().get(1).elapse()).isEqualTo(Duration.ofMillis(50));
  }

  @Test
  void signatureInDerBecomesThatOfRfc2536AndKeepsItsLabels() throws Exception {
    Record record =
        RecordText.record(
                "www.example.com. 3600 IN RRSIG A 3 2 3600 20070926134150 20070829134150 2854"
                    + " example.com. MCwCFBQRtlR4BEv9ohi+PGFjp+AHsJuHAhRCvz0shggvnvI88DFnBDCczHUcVA==")
            .orElseThrow();

    RRSIGRecord signature = (RRSIGRecord) record;
    assertThat(signature.getSignature()).hasSize(41).startsWith(0, 0x14, 0x11);
    assertThat(signature.getLabels()).isEqualTo(2);
    assertThat(signature.getTypeCovered()).isEqualTo(Type.A);
  }

  @Test
  void malformedRecordInUnknownFormIsDropped() throws Exception {
    assertThat(RecordText.record("www.example. IN A \\# 5 0102030405")).isEmpty();
    assertThat(RecordText.record("www.example. IN A \\# 4 01020304")).isPresent();
  }

  @Test
  void semicolonInQuotesIsNoComment() throws Exception {
    Record record =
        RecordText.record(RecordText.withoutComment("a.example. TXT \"x;y\" ; z")).orElseThrow();

    assertThat(record.rdataToString()).isEqualTo("\"x;y\"");
  }

  @Test
  void faultIsReportedWithFileAndLine() {
    assertThatThrownBy(() -> RplParser.parse(FILE, CONFIG + "NONSENSE\n"))
        .isInstanceOf(VectorFormatException.class)
        .hasMessageStartingWith("some.rpl:16: ")
        .hasMessageContaining("NONSENSE");
    assertThatThrownBy(() -> RplParser.parse(FILE, CONFIG + "RANGE_BEGIN 0 100\n"))
        .hasMessageStartingWith("some.rpl:16: ")
        .hasMessageContaining("ends too early");
  }
}
