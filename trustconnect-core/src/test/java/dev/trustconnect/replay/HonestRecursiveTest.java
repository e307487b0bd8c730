package dev.trustconnect.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.testing.Dnsjava;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

final class HonestRecursiveTest {
  private static final String CONFIG =
      """
      val-override-date: "20070916134226"
      stub-zone:
      name: "."
      stub-addr: 192.0.2.1
      CONFIG_END
      """;

  private static final String REFERRALS =
      range(
          "192.0.2.1",
          entry(
              "subdomain",
              "example. IN NS",
              "",
              "example. NS ns.example.",
              "ns.example. A 192.0.2.2"));

  @Test
  void referralsAreFollowedAndProofsHandedOn() throws Exception {
    String zone =
        range(
            "192.0.2.2",
            entry(
                "qname qtype",
                "www.example. IN A",
                "",
                """
                example. SOA a. b. 1 2 3 4 5
                www.example. NSEC z.example. NSEC
                example. NS ns.example.\
                """,
                ""));

    Message response =
        recursive(REFERRALS + zone).ask(question("www.example.", Type.A)).orElseThrow();

    assertThat(response.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(response.getSection(Section.AUTHORITY))
        .extracting(Record::getType)
        .containsExactly(Type.SOA, Type.NSEC);
  }

  @Test
  void dsIsAskedOfTheParent() throws Exception {
    String parent =
        range(
            "192.0.2.1",
            entry(
                "qname qtype",
                "example. IN DS",
                "example. DS 1 8 1 46e4ffc6e9a4793b488954bd3f0cc6af0dfb201b",
                "",
                ""),
            entry(
                "subdomain",
                "example. IN NS",
                "",
                "example. NS ns.example.",
                "ns.example. A 192.0.2.2"));
    HonestRecursive recursive = recursive(parent);
    recursive.ask(question("www.example.", Type.A));

    Message response = recursive.ask(question("example.", Type.DS)).orElseThrow();

    assertThat(response.getSection(Section.ANSWER))
        .extracting(Record::getType)
        .containsExactly(Type.DS);
  }

  @Test
  void aliasesAreFollowedAndTheirDnameSpelledOut() throws Exception {
    String zone =
        range(
            "192.0.2.2",
            entry("qname qtype", "a.old.example. IN A", "old.example. DNAME new.example.", "", ""),
            entry("qname qtype", "a.new.example. IN A", "a.new.example. CNAME b.example.", "", ""),
            entry("qname qtype", "b.example. IN A", "b.example. A 192.0.2.9", "", ""));

    Message response =
        recursive(REFERRALS + zone).ask(question("a.old.example.", Type.A)).orElseThrow();

    assertThat(response.getSection(Section.ANSWER))
        .extracting(record -> record.getName() + " " + Type.string(record.getType()))
        .containsExactly(
            "old.example. DNAME", "a.old.example. CNAME", "a.new.example. CNAME", "b.example. A");
  }

  @Test
  void aliasLoopEnds() throws Exception {
    String zone =
        range(
            "192.0.2.2",
            entry("qname qtype", "a.example. IN A", "a.example. CNAME b.example.", "", ""),
            entry("qname qtype", "b.example. IN A", "b.example. CNAME a.example.", "", ""));

    Message response =
        recursive(REFERRALS + zone).ask(question("a.example.", Type.A)).orElseThrow();

    assertThat(response.getSection(Section.ANSWER)).hasSize(2);
  }

  @Test
  void silenceIsServfail() throws Exception {
    Message response = recursive(REFERRALS).ask(question("www.example.", Type.A)).orElseThrow();

    assertThat(response.getRcode()).isEqualTo(Rcode.SERVFAIL);
  }

  @Test
  void answerIsKeptForItsTtlAndNoLonger() throws Exception {
    String zone =
        range(
            "192.0.2.2",
            entry("qname qtype", "www.example. IN A", "www.example. 10 A 192.0.2.9", "", ""));
    HonestRecursive recursive = recursive(REFERRALS + zone);
    Question question = question("www.example.", Type.A);
    recursive.ask(question);
    recursive.step(101); // from here on the servers are silent

    recursive.pass(Duration.ofSeconds(9));
    assertThat(recursive.ask(question).orElseThrow().getRcode()).isEqualTo(Rcode.NOERROR);
    recursive.pass(Duration.ofSeconds(1));
    assertThat(recursive.ask(question).orElseThrow().getRcode()).isEqualTo(Rcode.SERVFAIL);
  }

  private static HonestRecursive recursive(String ranges) throws Exception {
    return new HonestRecursive(RplParser.parse(Path.of("some.rpl"), CONFIG + ranges));
  }

  private static Question question(String name, int type) throws Exception {
    return Dnsjava.question(Name.fromString(name), type);
  }

  private static String range(String address, String... entries) {
    return "RANGE_BEGIN 0 100\nADDRESS "
        + address
        + "\n"
        + String.join("", entries)
        + "RANGE_END\n";
  }

  private static String entry(
      String match, String question, String answer, String authority, String additional) {
    return """
    ENTRY_BEGIN
    MATCH opcode %s
    ADJUST copy_id copy_query
    REPLY QR NOERROR
    SECTION QUESTION
    %s
    SECTION ANSWER
    %s
    SECTION AUTHORITY
    %s
    SECTION ADDITIONAL
    %s
    ENTRY_END
    """
        .formatted(match, question, answer, authority, additional);
  }
}
