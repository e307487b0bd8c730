package dev.trustconnect.dnssec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

class QuestionTest {
  @ParameterizedTest
  @CsvSource({
    "_443._tcp.www.example.com TLSA, _443._tcp.www.example.com. TLSA",
    "www.example.com. aaaa, www.example.com. AAAA",
    "'  www.example.com\t TYPE65280 ', www.example.com. TYPE65280",
    "example.com TYPE1, example.com. A",
    "example.com TYPE65535, example.com. TYPE65535",
    ". NS, . NS",
    "a\\.b\\032c\\255.test MX, a\\.b\\032c\\255.test. MX",
    "bücher.example A, xn--bcher-kva.example. A",
  })
  void questionIsReadAndReadsBack(String text, String spelling) {
    Question question = Question.parse(text);

    assertThat(question).hasToString(spelling);
    assertThat(Question.parse(question.toString())).isEqualTo(question);
    assertThat(Question.of(question.owner(), question.type())).isEqualTo(question);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "\"\",1,NAME TYPE",
        "www.example.com,16,such as: www.example.com AAAA",
        "www.example.com A AAAA,19,text after the type",
        "www.example.com TLSB,17,'TLSB' isn't a record type",
        "www.example.com TYPE0,17,'TYPE0' isn't a record type",
        "www.example.com TYPE65536,17,'TYPE65536' isn't a record type",
        "  www..example.com A,3,'www..example.com' isn't a DNS name",
        "@ A,1,write the root as '.'",
        " \u00a0.com A,2,isn't a DNS name",
        "a\u0007b.test A,2,\\DDD",
        "a\u007fb.test A,2,\\DDD",
        "a\\999.test A,1,isn't a DNS name",
      })
  void malformedQuestionHasTheCharacterAndSaysWhatToWrite(String text, int at, String problem) {
    QuestionSyntaxException malformed =
        catchThrowableOfType(QuestionSyntaxException.class, () -> Question.parse(text));

    assertThat(malformed.character()).isEqualTo(at);
    assertThat(malformed).hasMessageContaining(problem);
  }

  @Test
  void labelOf64CharactersAndNameOf256AreRefused() {
    String label = "a".repeat(63);
    assertThat(Question.of(label + ".test", Type.A).owner()).isEqualTo(label + ".test");
    assertThatThrownBy(() -> Question.of(label + "a.test", Type.A))
        .isInstanceOf(QuestionSyntaxException.class);
    assertThatThrownBy(() -> Question.of(String.join(".", label, label, label, label), Type.A))
        .isInstanceOf(QuestionSyntaxException.class)
        .message()
        .hasSizeLessThan(250);
  }

  @Test
  void malformedNameIsQuotedOnceAndTheProblemFollows() {
    assertThatThrownBy(() -> Question.of("www..test", Type.A))
        .hasMessageEndingWith("'www..test' isn't a DNS name: invalid empty label");
  }

  @Test
  void spaceInsideANameIsRefusedAtItsPlace() {
    QuestionSyntaxException refused =
        catchThrowableOfType(
            QuestionSyntaxException.class, () -> Question.of("www example.test", Type.A));

    assertThat(refused.character()).isEqualTo(4);
  }

  @Test
  void typeOutOfRangeIsRefused() {
    assertThat(Question.of("test", 65_535).type()).isEqualTo(65_535);
    for (int type : new int[] {-1, 0, 65_536}) {
      assertThatThrownBy(() -> Question.of("test", type)).hasMessageContaining("1 to 65535");
    }
  }

  @Test
  void namesThatDifferInCaseAreOneQuestion() {
    Question lower = Question.parse("www.example.com A");
    Question mixed = Question.parse("wWw.Example.COM A");

    assertThat(mixed).isEqualTo(lower).hasSameHashCodeAs(lower);
    assertThat(lower).isNotEqualTo(lower.withType(Type.AAAA));
    assertThat(lower).isNotEqualTo(Question.parse("example.com A"));
  }

  @Test
  void parentsLeadToTheRoot() {
    Question question = Question.parse("www.example.com DS");

    Question above = question.parent().orElseThrow();
    assertThat(above).isEqualTo(Question.parse("example.com DS"));
    assertThat(above.parent().orElseThrow().parent()).contains(Question.parse(". DS"));
    assertThat(Question.parse(". DS").parent()).isEmpty();
  }

  /** The resolver hands names over as text: none of the 256 bytes may change on the way. */
  @Test
  void everyByteOfANameComesThroughAsText() throws Exception {
    for (int value = 0; value < 256; value++) {
      byte[] wire = "\u0003a.b\u0004test\u0000".getBytes(StandardCharsets.ISO_8859_1);
      wire[2] = (byte) value;
      Name name = new Name(wire);

      Question question = new Question(name, Type.A);

      assertThat(Question.of(question.owner(), Type.A).name().toWire())
          .as("byte %d of %s", value, Arrays.toString(wire))
          .isEqualTo(wire);
    }
  }
}
