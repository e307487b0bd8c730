package dev.trustconnect.interop;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The referee: BIND's {@code delv} validates by itself what a plain DNS port serves.
 *
 * @param folder where it runs
 * @param anchors a file of BIND's {@code trust-anchors}
 * @param root the zone those anchors are of
 */
record Delv(Path folder, Path anchors, String root) {
  private static final Program PROGRAM = Program.named("delv");

  /** What a failure says when it is one of validation, not of fetching. */
  private static final Pattern BROKEN =
      Pattern.compile(
          "resolution failed: (broken trust chain|no valid |insecurity proof failed|RRSIG )");

  /** What {@code delv} says of one name and type, asking the server at 127.0.0.1, {@code port}. */
  Opinion ask(int port, String name, String type) {
    Program.Outcome outcome =
        PROGRAM.tryRun(
            folder,
            List.of(
                "-4",
                "@127.0.0.1",
                "-p",
                Integer.toString(port),
                "-a",
                anchors.toString(),
                "+root=" + root,
                "+cdflag",
                "-q",
                name,
                "-t",
                type));
    return new Opinion(verdict(outcome.output()), outcome.output());
  }

  /**
   * The weakest of all that it prints. Where it gave up for want of an answer this is {@code
   * INDETERMINATE}.
   */
  static String verdict(String output) {
    String all =
        output
            .lines()
            .filter(line -> line.startsWith(";"))
            .filter(line -> !line.startsWith(";; resolution failed: ncache"))
            .collect(Collectors.joining("\n"));
    if (all.contains("resolution failed")) {
      return BROKEN.matcher(all).find() ? "BOGUS" : "INDETERMINATE";
    }
    if (all.contains("unsigned answer") || all.contains("negative response, unsigned")) {
      return "INSECURE";
    }
    return all.contains("fully validated") ? "SECURE" : "INDETERMINATE";
  }

  /**
   * A verdict in our words, and the output it was read from.
   *
   * @param verdict {@code SECURE}, {@code INSECURE}, {@code BOGUS} or {@code INDETERMINATE}
   */
  record Opinion(String verdict, String output) {}
}
