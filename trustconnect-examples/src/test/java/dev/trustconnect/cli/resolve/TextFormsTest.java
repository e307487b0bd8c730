package dev.trustconnect.cli.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.cli.option.DurationText;
import dev.trustconnect.cli.option.InstantText;
import dev.trustconnect.cli.terminal.Ipv6Text;
import dev.trustconnect.dnssec.Question;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextFormsTest {
  @ParameterizedTest
  @CsvSource({"5s, 5000", "1500ms, 1500", "1m, 60000", "PT2.5S, 2500", "2S, 2000"})
  void durationIsReadInEachOfItsForms(String text, long millis) {
    assertThat(new DurationText().convert(text)).isEqualTo(Duration.ofMillis(millis));
  }

  @Test
  void instantMayHaveAnOffset() {
    assertThat(new InstantText().convert("2026-01-01T01:00:00+01:00"))
        .isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
  }

  @ParameterizedTest
  @CsvSource({
    "example.com, example.com.",
    "example.com., example.com.",
    "., .",
    "_dmarc.example, _dmarc.example.",
    "*.example, *.example.",
    "a\\.b.example, a\\.b.example.",
    "a\\032b.example, a\\032b.example.",
    "a\\., a\\.."
  })
  void nameIsAbsoluteAndKeepsItsBytes(String text, String name) {
    assertThat(QuestionText.absolute(Question.of(text, 1).owner())).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({"A, 1", "mx, 15", "HTTPS, 65", "TYPE65280, 65280", "type257, 257", "ANY, 255"})
  void typeIsReadByNameAndNumber(String text, int number) {
    assertThat(QuestionText.type(text)).isEqualTo(number);
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8:0:0:0:0:0:1, 2001:db8::1",
    "0:0:0:0:0:0:0:0, ::",
    "0:0:0:0:0:0:0:1, ::1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "fe80:0:0:0:0:0:0:0, fe80::",
    "192.0.2.1, 192.0.2.1",
    "::ffff:192.0.2.1, ::ffff:192.0.2.1"
  })
  void addressIsWrittenAsRfc5952Has(String text, String shortened) {
    assertThat(Ipv6Text.shortened(text)).isEqualTo(shortened);
  }

  @Test
  void numbersWithoutANameStayReadable() {
    assertThat(Mnemonics.algorithm(13)).isEqualTo("ECDSAP256SHA256");
    assertThat(Mnemonics.algorithm(200)).isEqualTo("algorithm 200");
    assertThat(Mnemonics.digest(4)).isEqualTo("SHA-384");
    assertThat(Mnemonics.digest(77)).isEqualTo("digest 77");
    assertThat(Mnemonics.role(257)).isEqualTo("KSK");
    assertThat(Mnemonics.role(256)).isEqualTo("ZSK");
    assertThat(Mnemonics.role(257 | 0x80)).isEqualTo("KSK, revoked");
    assertThat(Mnemonics.role(0)).isEqualTo("not a zone key");
  }
}
