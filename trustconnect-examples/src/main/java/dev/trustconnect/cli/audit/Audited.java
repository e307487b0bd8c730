package dev.trustconnect.cli.audit;

import dev.trustconnect.cli.list.Target;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.remark.Assessment;
import dev.trustconnect.remark.MayCall;
import dev.trustconnect.remark.Severity;
import dev.trustconnect.survey.Handshake;
import dev.trustconnect.survey.Survey;

/** What an audit said about one of its targets. */
record Audited(Target target, Assessment assessment) {
  /**
   * Whether enough was seen to judge it: the name was answered, and unless the audit is passive, a
   * chain was served; or the gates refuse it, and a remark says why.
   */
  boolean isJudged() {
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
