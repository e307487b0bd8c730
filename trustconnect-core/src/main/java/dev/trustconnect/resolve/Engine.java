package dev.trustconnect.resolve;

import dev.trustconnect.dnssec.KnownZones;
import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.RememberedDenials;
import dev.trustconnect.dnssec.Step;
import dev.trustconnect.dnssec.TrustAnchors;
import dev.trustconnect.dnssec.Validation;
import dev.trustconnect.dnssec.ValidatorSettings;
import dev.trustconnect.dnssec.VerifiedSignatures;
import dev.trustconnect.finding.Reason;
import java.time.Instant;
import org.xbill.DNS.Message;

/**
 * What the driver asks of a validation; the seam for tests of the driver alone. One caller at a
 * time.
 */
interface Engine {

  /** {@link Validation#advance()}. */
  Step advance();

  /** {@link Validation#feed}. */
  void feed(Question asked, Message response);

  /** {@link Validation#fail}. */
  void fail(Question asked, Reason why, String detail);

  /** Begins validations. */
  @FunctionalInterface
  interface Factory {
    /** A new validation of {@code question} at the moment {@code now}. */
    Engine begin(Question question, KnownZones known, Instant now);

    /** The real ones. */
    static Factory of(
        TrustAnchors anchors,
        ValidatorSettings settings,
        VerifiedSignatures verified,
        RememberedDenials denials) {
      return (question, known, now) ->
          new Validator(new Validation(question, anchors, settings, known, verified, denials, now));
    }
  }

  /** The real engine. */
  record Validator(Validation validation) implements Engine {
    @Override
    public Step advance() {
      return validation.advance();
    }

    @Override
    public void feed(Question asked, Message response) {
      validation.feed(asked, response);
    }

    @Override
    public void fail(Question asked, Reason why, String detail) {
      validation.fail(asked, why, detail);
    }
  }
}
