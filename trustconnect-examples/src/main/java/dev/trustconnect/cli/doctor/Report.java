package dev.trustconnect.cli.doctor;

import java.util.List;
import java.util.Set;

/**
 * All rows, and what they mean together.
 *
 * @param rows in causal order
 */
record Report(List<Row> rows) {
  /** TrustConnect can't work if one of these fails; the others are about its surroundings. */
  private static final Set<String> NECESSARY =
      Set.of(
          UpstreamChecks.UPSTREAM,
          RootChecks.CLOCK,
          RootChecks.ANCHORS,
          PolicyChecks.POLICY,
          EndpointChecks.ENDPOINT);

  Report {
    rows = List.copyOf(rows);
  }

  private List<Row> of(String id) {
    return rows.stream().filter(row -> row.id().equals(id)).toList();
  }

  /** Whether TrustConnect can do its work here. */
  boolean works() {
    return hindrance().isEmpty();
  }

  int exitStatus() {
    return works() ? 0 : 1;
  }

  /** The last line of the report. */
  String summary() {
    String hindrance = hindrance();
    if (!hindrance.isEmpty()) {
      return "TrustConnect can't work here: " + hindrance + ".";
    }
    long failed = rows.stream().filter(row -> row.state() == State.FAILED).count();
    long warnings = rows.stream().filter(row -> row.state() == State.WARNING).count();
    return "TrustConnect can work here"
        + (failed == 0 ? "" : "; " + failed + (failed == 1 ? " check failed" : " checks failed"))
        + (warnings == 0 ? "" : "; " + warnings + (warnings == 1 ? " warning" : " warnings"))
        + ".";
  }

  /** The problem that keeps TrustConnect from working; empty if there is none. */
  private String hindrance() {
    List<Row> upstreams = of(UpstreamChecks.UPSTREAM);
    if (!Examination.succeeded(upstreams)) {
      return upstreams.stream()
          .map(Row::because)
          .filter(because -> !because.isEmpty())
          .findFirst()
          .map(because -> because.substring(Row.PREFIX.length()) + " failed")
          .orElse(
              upstreams.size() == 1
                  ? "its DNS server can't be used"
                  : "none of its " + upstreams.size() + " DNS servers can be used");
    }
    return rows.stream()
        .filter(row -> NECESSARY.contains(row.id()) && row.state() == State.FAILED)
        .filter(row -> !row.id().equals(UpstreamChecks.UPSTREAM))
        .findFirst()
        .map(row -> row.shortId() + " failed")
        .orElse("");
  }
}
