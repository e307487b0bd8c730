package dev.trustconnect.remark;

import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.text.SafeText;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects what the rules find about one endpoint. A remark with the same id and subject counts
 * once.
 */
final class Remarks {
  private static final int MAX_TEXT = 300;

  /** A zone or a server decides how many records and names it has. */
  private static final int MAX_OF_A_CONCERN = 20;

  private final Endpoint endpoint;
  private final Map<String, Remark> remarks = new LinkedHashMap<>();
  private final Map<Concern, Integer> counts = new EnumMap<>(Concern.class);
  private final List<Compensated> compensated = new ArrayList<>();
  private final List<NotEvaluated> notEvaluated = new ArrayList<>();

  Remarks(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  /** A remark as usual for its concern. */
  void add(Concern concern, String subject, String seen, String wanted) {
    add(concern, concern.severity(), subject, seen, wanted);
  }

  void add(Concern concern, Severity severity, String subject, String seen, String wanted) {
    add(concern.id(), concern, severity, concern.confidence(), subject, seen, wanted);
  }

  void add(
      String id,
      Concern concern,
      Severity severity,
      Confidence confidence,
      String subject,
      String seen,
      String wanted) {
    String key = id + "|" + subject;
    if (remarks.containsKey(key)) {
      return;
    }
    int alike = counts.merge(concern, 1, Integer::sum);
    if (alike <= MAX_OF_A_CONCERN) {
      remarks.put(key, remark(id, concern, severity, confidence, subject, seen, wanted));
    } else if (alike == MAX_OF_A_CONCERN + 1) {
      notEvaluated(concern, "there are more than " + MAX_OF_A_CONCERN + " of these");
    }
  }

  /** A remark that a control of the policy makes up for. */
  void compensated(
      String id, Concern concern, String subject, String seen, String wanted, String control) {
    compensated.add(
        new Compensated(
            remark(id, concern, concern.severity(), concern.confidence(), subject, seen, wanted),
            control));
  }

  private Remark remark(
      String id,
      Concern concern,
      Severity severity,
      Confidence confidence,
      String subject,
      String seen,
      String wanted) {
    return new Remark(
        id,
        concern,
        severity,
        confidence,
        concern.whose(),
        endpoint,
        shown(subject),
        shown(seen),
        shown(wanted));
  }

  private static String shown(String text) {
    return SafeText.line(text, MAX_TEXT);
  }

  void notEvaluated(Concern concern, String why) {
    notEvaluated.add(new NotEvaluated(concern.id(), SafeText.line(why, MAX_TEXT)));
  }

  List<Remark> remarks() {
    return List.copyOf(remarks.values());
  }

  List<Compensated> compensated() {
    return compensated;
  }

  List<NotEvaluated> notEvaluated() {
    return notEvaluated;
  }
}
