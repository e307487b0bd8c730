package dev.trustconnect.watch;

import dev.trustconnect.remark.Severity;
import java.util.Map;

/** Whether an endpoint answers, as a part of what is known of it. */
final class Silence {
  static final String NO_HANDSHAKE = "address.unreachable";
  static final String NO_ANSWER = "upstream.no-answer";

  static final Part ANSWERS = Part.NOTHING;
  private static final Part UNREACHED = of(NO_HANDSHAKE);
  private static final Part UNANSWERED = of(NO_ANSWER);

  private Silence() {}

  private static Part of(String code) {
    return new Part("", "", Map.of(code, Severity.HIGH), Map.of(), Causes.SILENCE);
  }

  static Part of(Row row) {
    if (row.unanswered > 0) {
      return UNANSWERED;
    }
    return row.unreached > 0 ? UNREACHED : ANSWERS;
  }
}
