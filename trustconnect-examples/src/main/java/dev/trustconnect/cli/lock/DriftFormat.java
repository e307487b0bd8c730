package dev.trustconnect.cli.lock;

import dev.trustconnect.cli.list.Place;
import dev.trustconnect.cli.terminal.Style;
import dev.trustconnect.survey.Endpoint;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The forms of a check's result. */
enum DriftFormat {
  TEXT,
  JSON,
  SARIF,
  JUNIT;

  /**
   * The format with this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  static DriftFormat of(String typed) {
    return Arrays.stream(values())
        .filter(format -> format.word().equalsIgnoreCase(typed))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--format: '"
                        + typed
                        + "' isn't a format; give one of "
                        + Arrays.stream(values())
                            .map(DriftFormat::word)
                            .collect(Collectors.joining(", "))));
  }

  /** Its name on the command line. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The whole document; ends with a line break.
   *
   * @param style for {@link #TEXT}
   * @param places for {@link #SARIF}: where each endpoint stands
   */
  String render(Checked checked, Style style, Map<Endpoint, Place> places) {
    return switch (this) {
      case TEXT -> new DriftText(style).render(checked.drift());
      case JSON -> DriftJson.of(checked.drift()) + System.lineSeparator();
      case SARIF -> DriftSarif.of(checked, places);
      case JUNIT -> DriftJunit.of(checked);
    };
  }
}
