package dev.trustconnect.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;

/** A replay notices every way in which an answer can be another than the expected one. */
final class ReplayComparisonTest {
  private static final String SIGNED =
      """
      www.example. 60 IN A 192.0.2.9
      www.example. RRSIG A 8 2 60 20070926134150 20070829134150 1 example. AAAA
      """;

  @Test
  void sameAnswerIsAsExpectedWhateverItsTtlsAndOrder() throws Exception {
    assertThat(differences("RD DO", "AD DO NOERROR", secure(SIGNED))).isEmpty();
    assertThat(differences("RD", "NOERROR", secure(SIGNED))).isEmpty();
  }

  @Test
  void adIsExpectedExactlyWhenSecureAndAskedFor() throws Exception {
    assertThat(differences("RD DO", "DO NOERROR", secure(SIGNED)))
        .singleElement()
        .asString()
        .contains("AD is set");
    assertThat(differences("RD DO", "AD DO NOERROR", verdict(ReplayVerdict.State.INSECURE, SIGNED)))
        .singleElement()
        .asString()
        .contains("AD is not set");
  }

  @Test
  void bogusIsServfailWithoutRecords() throws Exception {
    assertThat(differences("RD DO", "AD DO NOERROR", verdict(ReplayVerdict.State.BOGUS, SIGNED)))
        .singleElement()
        .asString()
        .contains("step 1, line ", "wanted NOERROR, got SERVFAIL", "lacks www.example. A");
  }

  @Test
  void missingAndSurplusRecordsAreNamed() throws Exception {
    assertThat(
            differences("RD DO", "AD DO NOERROR", secure(SIGNED.replace("192.0.2.9", "192.0.2.8"))))
        .singleElement()
        .asString()
        .contains("lacks www.example. A C0000209", "also has www.example. A C0000208");
  }

  @Test
  void signaturesCountOnlyWithDo() throws Exception {
    String unsigned = "www.example. 60 IN A 192.0.2.9\n";

    assertThat(differences("RD DO", "AD DO NOERROR", secure(unsigned)))
        .singleElement()
        .asString()
        .contains("lacks www.example. RRSIG of A");
    assertThat(differences("RD AD", "AD NOERROR", secure(unsigned))).isEmpty();
  }

  @Test
  void stepThatIsLeftOutIsNeitherJudgedNorCompared() throws Exception {
    ReplayValidator fails =
        (question, upstream, setup) -> {
          throw new AssertionError("asked");
        };

    Replay.Outcome outcome = Replay.play(file("RD DO", "AD DO NOERROR"), fails, Set.of(1));

    assertThat(outcome.checks()).isZero();
    assertThat(outcome.isAsExpected()).isTrue();
  }

  private static List<String> differences(String query, String reply, ReplayVerdict verdict)
      throws Exception {
    ReplayValidator validator = (question, upstream, setup) -> verdict;
    return Replay.play(file(query, reply), validator, Set.of()).differences();
  }

  private static RplFile file(String query, String reply) throws Exception {
    return RplParser.parse(
        Path.of("some.rpl"),
        """
        val-override-date: "20070916134226"
        CONFIG_END
        STEP 1 QUERY
        ENTRY_BEGIN
        REPLY %s
        SECTION QUESTION
        www.example. IN A
        ENTRY_END
        STEP 10 CHECK_ANSWER
        ENTRY_BEGIN
        MATCH all
        REPLY QR RD RA %s
        SECTION QUESTION
        www.example. IN A
        SECTION ANSWER
        www.example. RRSIG A 8 2 60 20070926134150 20070829134150 1 example. AAAA
        WWW.example. 3600 IN A 192.0.2.9
        ENTRY_END
        SCENARIO_END
        """
            .formatted(query, reply));
  }

  private static ReplayVerdict secure(String records) throws Exception {
    return verdict(ReplayVerdict.State.SECURE, records);
  }

  private static ReplayVerdict verdict(ReplayVerdict.State state, String records) throws Exception {
    List<Record> answer = new ArrayList<>();
    for (String line : records.lines().toList()) {
      answer.add(RecordText.record(line).orElseThrow());
    }
    return new ReplayVerdict(state, false, Rcode.NOERROR, answer, "so it is");
  }
}
