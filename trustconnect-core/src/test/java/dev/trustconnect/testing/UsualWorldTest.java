package dev.trustconnect.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.testing.UsualWorld.Expected;
import dev.trustconnect.testing.contract.SecondOpinion;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Type;

class UsualWorldTest {
  private static final SignedWorld WORLD = UsualWorld.build();

  /** One for all rows: it keeps the zones' keys, and the JVM's own P-256 is slow. */
  private static final SecondOpinion SECOND_OPINION = new SecondOpinion(WORLD);

  static List<Expected> table() {
    return UsualWorld.expectations();
  }

  @Test
  void theTableIsLongEnoughToMeanSomething() {
    assertThat(table()).hasSizeGreaterThan(60).doesNotHaveDuplicates();
  }

  /**
   * Without the one case in which dnsjava differs: above its iteration limit it calls NODATA bogus
   * and NXDOMAIN insecure; RFC 9276 §3.2 allows either, and ours says INSECURE in both.
   */
  static List<Expected> tableForDnsjava() {
    Question odd = Harm.question("www.iterated.test", Type.AAAA);
    return table().stream().filter(row -> !row.question().equals(odd)).toList();
  }

  @ParameterizedTest
  @MethodSource("tableForDnsjava")
  void dnsjavasValidatorAgrees(Expected expected) throws IOException {
    Message response = SECOND_OPINION.response(expected.question());

    assertThat(SecondOpinion.label(response)).as(response.toString()).isEqualTo(expected.label());
    assertThat(response.getRcode()).isEqualTo(expected.rcode());
  }

  @ParameterizedTest
  @MethodSource("table")
  void ourValidatorAgrees(Expected expected) {
    Ask.Outcome outcome = Ask.of(WORLD).resolve(expected.question());

    assertThat(outcome.label()).as(outcome.toString()).isEqualTo(expected.label());
    assertThat(outcome.answer().rcode()).isEqualTo(expected.rcode());
  }

  @Test
  void dataInAZoneWithTooManyIterationsIsStillSecure() {
    assertThat(Ask.of(WORLD).resolve("www.iterated.test", Type.A).label()).isEqualTo("SECURE");
  }
}
