package dev.trustconnect.watch;

import dev.trustconnect.remark.Severity;
import java.util.Map;

/** Whether an endpoint can be looked at and answers, as a part of what is known of it. */
final class Silence {
  static final String NO_HANDSHAKE = "address.unreachable";
  static final String NO_ANSWER = "upstream.no-answer";
  static final String DEFECT = "internal-error";

  static final Part ANSWERS = Part.NOTHING;
  private static final Part UNREACHED = of(NO_HANDSHAKE, Causes.SILENCE);
  private static final Part UNANSWERED = of(NO_ANSWER, Causes.SILENCE);
  private static final Part FAILED = of(DEFECT, Causes.DEFECT);

  private Silence() {}

  private static Part of(String code, String cause) {
    return new Part("", "", Map.of(code, Severity.HIGH), Map.of(), cause);
  }

  static Part of(Row row) {
    if (row.failed > 0) {
      return FAILED;
    }
    if (row.unanswered > 0) {
      return UNANSWERED;
    }
    return row.unreached > 0 ? UNREACHED : ANSWERS;
  }
}
