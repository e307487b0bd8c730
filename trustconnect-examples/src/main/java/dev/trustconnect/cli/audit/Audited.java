package dev.trustconnect.cli.audit;

import dev.trustconnect.cli.defect.Defect;
import dev.trustconnect.cli.list.Target;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.remark.Assessment;
import dev.trustconnect.remark.Compensated;
import dev.trustconnect.remark.MayCall;
import dev.trustconnect.remark.NotEvaluated;
import dev.trustconnect.remark.Remark;
import dev.trustconnect.remark.Severity;
import dev.trustconnect.survey.Handshake;
import dev.trustconnect.survey.Survey;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The result of an audit for one target, or the defect that prevented it. */
final class Audited {
  private final Target target;
  private final @Nullable Assessment assessment;
  private final @Nullable Defect defect;

  private Audited(Target target, @Nullable Assessment assessment, @Nullable Defect defect) {
    this.target = target;
    this.assessment = assessment;
    this.defect = defect;
  }

  static Audited of(Target target, Assessment assessment) {
    return new Audited(target, assessment, null);
  }

  static Audited failed(Target target, Defect defect) {
    return new Audited(target, null, defect);
  }

  Target target() {
    return target;
  }

  /** Empty if a defect prevented it. */
  Optional<Assessment> assessment() {
    return Optional.ofNullable(assessment);
  }

  /** Empty if there is an assessment. */
  Optional<Defect> defect() {
    return Optional.ofNullable(defect);
  }

  MayCall mayCall() {
    return assessment == null ? MayCall.UNKNOWN : assessment.mayCall();
  }

  /** Why it may not be called, or couldn't be judged; may be empty. */
  String why() {
    return assessment == null ? String.valueOf(defect) : assessment.why();
  }

  /** {@link #why}, for an endpoint that couldn't be judged; never empty. */
  String whyNotJudged() {
    return why().isEmpty() ? "no answer" : why();
  }

  List<Remark> remarks() {
    return assessment == null ? List.of() : assessment.remarks();
  }

  List<NotEvaluated> notEvaluated() {
    return assessment == null ? List.of() : assessment.notEvaluated();
  }

  List<Compensated> compensated() {
    return assessment == null ? List.of() : assessment.compensated();
  }

  /**
   * Whether enough was seen to judge it: the name was answered, and unless the audit is passive, a
   * chain was served; or the gates refuse it, and a remark says why.
   */
  boolean isJudged() {
    if (assessment == null) {
      return false;
    }
    Survey survey = assessment.survey();
    if (survey.names().verdict() instanceof Verdict.Indeterminate) {
      return false;
    }
    if (assessment.mayCall() == MayCall.NO && assessment.has(Severity.HIGH)) {
      return true; // and the remarks say why
    }
    return !survey.names().addresses().isEmpty()
        && (!survey.plan().connects()
            || survey.handshake().flatMap(Handshake::judgement).isPresent());
  }
}
