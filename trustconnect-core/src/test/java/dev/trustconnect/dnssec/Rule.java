package dev.trustconnect.dnssec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.testing.Ask;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import java.util.function.UnaryOperator;

/**
 * One rule as a test: one healthy world, one harm, one exact reason; the healthy twin keeps its own
 * verdict.
 *
 * @param claim the claim, as a test's name
 * @param healthy the healthy world
 * @param well the verdict in the healthy world, label and reason
 * @param harmed the world with its harm
 * @param label the verdict in the harmed world
 * @param reason the reason in the harmed world
 */
record Rule(
    String claim,
    Ask healthy,
    Question question,
    String well,
    Ask harmed,
    String label,
    Reason reason) {

  /** A rule about {@code name} and {@code type}, which are SECURE while nothing is wrong. */
  static Healthy of(String claim, SignedWorld world, String name, int type) {
    return new Healthy(
        claim, Ask.of(world), Harm.question(name, type), said("SECURE", Reason.PROVEN));
  }

  void check() {
    Ask.Outcome twin = healthy.resolve(question);
    assertThat(twin.said()).as("the healthy twin: %s", twin).isEqualTo(well);
    Ask.Outcome outcome = harmed.resolve(question);
    assertThat(outcome.said()).as("harmed: %s", outcome).isEqualTo(said(label, reason));
  }

  @Override
  public String toString() {
    return claim;
  }

  private static String said(String label, Reason reason) {
    return label + " " + reason.code();
  }

  /** A rule without its harm. */
  record Healthy(String claim, Ask ask, Question question, String well) {
    Healthy with(ValidatorSettings settings) {
      return new Healthy(claim, ask.settings(settings), question, well);
    }

    Healthy anchored(TrustAnchors anchors) {
      return new Healthy(claim, ask.anchors(anchors), question, well);
    }

    /** Without the harm the name is INSECURE. */
    Healthy insecure(Reason reason) {
      return new Healthy(claim, ask, question, said("INSECURE", reason));
    }

    /** Without the harm the verdict is INDETERMINATE: a question that has no better answer. */
    Healthy indeterminate(Reason reason) {
      return new Healthy(claim, ask, question, said("INDETERMINATE", reason));
    }

    Harmed harm(Harm harm) {
      return change(healthy -> healthy.harm(harm));
    }

    /** The harm is another setting, anchor or time. */
    Harmed change(UnaryOperator<Ask> change) {
      return new Harmed(this, change.apply(ask));
    }
  }

  /** A rule without its outcome. */
  record Harmed(Healthy healthy, Ask ask) {
    Rule isBogus(Reason reason) {
      return is("BOGUS", reason);
    }

    Rule isIndeterminate(Reason reason) {
      return is("INDETERMINATE", reason);
    }

    Rule isInsecure(Reason reason) {
      return is("INSECURE", reason);
    }

    /** The harm does no harm. */
    Rule staysSecure() {
      return is("SECURE", Reason.PROVEN);
    }

    private Rule is(String label, Reason reason) {
      return new Rule(
          healthy.claim, healthy.ask, healthy.question, healthy.well, ask, label, reason);
    }
  }
}
