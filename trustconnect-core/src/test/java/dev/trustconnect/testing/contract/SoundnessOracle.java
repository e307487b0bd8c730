package dev.trustconnect.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.dnssec.Hop;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.testing.Dnsjava;
import dev.trustconnect.testing.SignedWorld;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

/** Compares a validator's answers with the records that a world really holds. */
public final class SoundnessOracle {
  private static final String ITERATED = "iterated.test.";
  private static final String LIES = "lies.test.";

  private SoundnessOracle() {}

  /**
   * Fails if {@code after} believes more than {@code world} holds, or finds unsigned what {@code
   * before}, the same question's honest answer, found signed.
   */
  public static void assertSound(
      SignedWorld world, ValidatedAnswer before, ValidatedAnswer after, String what) {
    // RFC 9276 §3.2: above 100 iterations no proof is computed, so any name of such a zone may be
    // an unsigned delegation for all we know: what isn't signed there is INSECURE.
    if (before.verdict() instanceof Verdict.Secure
        && !before.last().zone().equalsIgnoreCase(ITERATED)) {
      assertThat(after.verdict()).as(what).isNotInstanceOf(Verdict.Insecure.class);
    }
    for (Hop hop : after.hops()) {
      if (hop.verdict() instanceof Verdict.Secure) {
        checkIsTrue(world, hop, before.question().type(), what);
      }
    }
  }

  /** What is SECURE is held by the world, and what is SECURE in its absence isn't. */
  private static void checkIsTrue(SignedWorld world, Hop hop, int type, String what) {
    hop.records()
        .forEach(
            record ->
                assertThat(world.holds(Dnsjava.record(record)))
                    .as(what + "%nholds %s", record)
                    .isTrue());
    if (hop.kind() == Hop.Kind.NODATA || hop.kind() == Hop.Kind.NXDOMAIN) {
      // A changed alias may lead to another name; what is said of that one must be true as well.
      Message truth = world.answer(Dnsjava.name(hop), type);
      assertThat(truth.getSection(Section.ANSWER)).as(what).isEmpty();
      if (hop.kind() == Hop.Kind.NXDOMAIN && !hop.zone().equalsIgnoreCase(LIES)) {
        assertThat(Rcode.string(truth.getRcode())).as(what).isEqualTo("NXDOMAIN");
      }
    }
  }
}
