package dev.trustconnect.remark;

import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Refusal;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.survey.Handshake;
import dev.trustconnect.survey.Survey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rules of the catalogue: a pure function of a survey and a policy. Immutable, thread-safe.
 *
 * <pre>{@code
 * Survey survey = trust.surveyor().survey(Endpoint.parse("api.example.com"), SurveyPlan.standard());
 * assertThat(Rules.standard().assess(survey, null).has(Severity.HIGH)).isFalse();
 * }</pre>
 */
public final class Rules {
  private static final Rules STANDARD = new Rules(KeyHistory.NONE);

  private final KeyHistory history;

  private Rules(KeyHistory history) {
    this.history = history;
  }

  /** All rules, without knowledge of earlier surveys. */
  public static Rules standard() {
    return STANDARD;
  }

  /** These rules, with what earlier surveys saw. */
  public Rules with(KeyHistory earlier) {
    return new Rules(Objects.requireNonNull(earlier));
  }

  /**
   * Assesses a survey.
   *
   * @param policy the endpoint's policy; null if none was written for it
   */
  public Assessment assess(Survey survey, @Nullable EndpointPolicy policy) {
    Look look = new Look(survey, policy, TakeoverServices.shipped(), history);
    Remarks remarks = new Remarks(survey.endpoint());
    NameRules.judge(look, remarks);
    SignatureRules.judge(look, remarks);
    RecordRules.judge(look, remarks);
    TlsRules.judge(look, remarks);
    PathRules.judge(look, remarks);
    CallerRules.judge(look, remarks);
    List<Remark> sorted = new ArrayList<>(remarks.remarks());
    sorted.sort(
        Comparator.comparing(Remark::severity)
            .reversed()
            .thenComparing(Remark::id)
            .thenComparing(Remark::subject));
    Optional<Refusal> refusal = refusal(survey);
    return new Assessment(
        survey,
        mayCall(survey, refusal, !remarks.compensated().isEmpty()),
        refusal.map(Refusal::toString).orElse(""),
        sorted,
        remarks.compensated(),
        remarks.notEvaluated());
  }

  private static Optional<Refusal> refusal(Survey survey) {
    return survey
        .names()
        .refusal()
        .or(() -> survey.handshake().flatMap(Handshake::judgement).flatMap(j -> j.refusal()));
  }

  private static MayCall mayCall(Survey survey, Optional<Refusal> refusal, boolean compensated) {
    boolean unknown =
        survey.names().verdict() instanceof Verdict.Indeterminate
            || (refusal.isEmpty() && survey.handshake().flatMap(Handshake::judgement).isEmpty());
    if (unknown) {
      return MayCall.UNKNOWN;
    }
    if (refusal.isPresent()) {
      return MayCall.NO;
    }
    return compensated ? MayCall.COMPENSATED : MayCall.YES;
  }
}
