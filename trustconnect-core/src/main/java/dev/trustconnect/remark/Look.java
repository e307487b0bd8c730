package dev.trustconnect.remark;

import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.survey.Handshake;
import dev.trustconnect.survey.NameFacts;
import dev.trustconnect.survey.Survey;
import dev.trustconnect.survey.ZoneFacts;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The input of a rule.
 *
 * @param policy null if none applies
 * @param takeover services whose names are given to others
 * @param history what earlier surveys saw
 */
record Look(
    Survey survey, @Nullable EndpointPolicy policy, TakeoverServices takeover, KeyHistory history) {
  NameFacts names() {
    return survey.names();
  }

  ZoneFacts zone() {
    return survey.zone();
  }

  Instant now() {
    return survey.at();
  }

  /** The answer at the zone's apex, if it was asked for. */
  Optional<ValidatedAnswer> atApex(int type) {
    return zone().answer(type);
  }

  /** The usual handshakes that got as far as a certificate. */
  List<Handshake> served() {
    return survey.handshakes(Handshake.Kind.USUAL).stream()
        .filter(handshake -> !handshake.served().isEmpty())
        .toList();
  }

  /** The first usual handshake that got as far as a certificate. */
  Optional<Handshake> first() {
    return served().stream().findFirst();
  }

  /** Whether the path ends in a root of a public authority, whose certificates have more rules. */
  static boolean isPublic(Handshake handshake) {
    return handshake.judgement().filter(Handshake.Judgement::isPublic).isPresent();
  }

  boolean isSecure() {
    return names().verdict() instanceof Verdict.Secure;
  }

  /** Whether the policy demands signatures. */
  boolean wantsSecure() {
    return policy != null && policy.dnssec() == EndpointPolicy.Dnssec.REQUIRE_SECURE;
  }
}
