package dev.trustconnect.cli.doctor;

/**
 * One line of the report.
 *
 * @param id such as {@code doctor.jvm}
 * @param state the result
 * @param text what was seen, for people. Parts that {@link Hidden} marked are left out of a report
 *     for others
 * @param remedy what to do; empty if there is nothing to do
 * @param because the id of the failed check that this one depends on; empty if it was examined
 */
record Row(String id, State state, String text, String remedy, String because) {
  static final String PREFIX = "doctor.";

  static Row ok(String id, String text) {
    return new Row(id, State.OK, text, "", "");
  }

  static Row info(String id, String text) {
    return new Row(id, State.INFO, text, "", "");
  }

  static Row warning(String id, String text, String remedy) {
    return new Row(id, State.WARNING, text, remedy, "");
  }

  static Row failed(String id, String text, String remedy) {
    return new Row(id, State.FAILED, text, remedy, "");
  }

  /** Nothing was named to check; {@code remedy} says how to name it. */
  static Row nothingToCheck(String id, String text, String remedy) {
    return new Row(id, State.SKIPPED, text, remedy, "");
  }

  static Row skipped(String id, String because) {
    return new Row(id, State.SKIPPED, "skipped because of " + shortOf(because), "", because);
  }

  static Row notEvaluated(String id, String text, String remedy) {
    return new Row(id, State.NOT_EVALUATED, "not evaluated: " + text, remedy, "");
  }

  /** The id without {@value #PREFIX}. */
  String shortId() {
    return shortOf(id);
  }

  private static String shortOf(String id) {
    return id.startsWith(PREFIX) ? id.substring(PREFIX.length()) : id;
  }
}
