package dev.trustconnect.cli.audit;

import dev.trustconnect.cli.defect.Defect;
import dev.trustconnect.cli.terminal.XmlLines;
import dev.trustconnect.remark.NotEvaluated;
import dev.trustconnect.remark.Remark;
import dev.trustconnect.remark.Remedy;

/**
 * A report as JUnit's XML: a suite for each endpoint, and in it a test for each remark, which fails
 * if the remark fails the run. A check that couldn't be made is a skipped test.
 */
final class AuditJunit {
  private final XmlLines xml = new XmlLines();
  private final Report report;

  private AuditJunit(Report report) {
    this.report = report;
  }

  /** The document; ends with a line break. */
  static String render(Report report) {
    return new AuditJunit(report).document();
  }

  private String document() {
    xml.open("testsuites", "name", "trustconnect audit");
    report.endpoints().forEach(this::suite);
    xml.close();
    return xml.document();
  }

  private void suite(Audited one) {
    String name = one.target().endpoint().toString();
    long known =
        one.remarks().stream().filter(remark -> report.knownSince(remark).isPresent()).count();
    xml.open(
        "testsuite",
        "name",
        name,
        "tests",
        String.valueOf(1 + one.remarks().size() + one.notEvaluated().size()),
        "failures",
        String.valueOf(one.remarks().stream().filter(report::fails).count()),
        "errors",
        one.isJudged() ? "0" : "1",
        "skipped",
        String.valueOf(one.notEvaluated().size() + known),
        "time",
        "0",
        "timestamp",
        one.assessment().map(made -> made.survey().at()).orElse(report.at()).toString());
    judged(one, name);
    for (Remark remark : one.remarks()) {
      remark(remark, name);
    }
    for (NotEvaluated missing : one.notEvaluated()) {
      test(name, missing.id());
      xml.empty("skipped", "message", missing.why());
      xml.close();
    }
    xml.close();
  }

  private void judged(Audited one, String suite) {
    test(suite, "judged");
    if (!one.isJudged()) {
      xml.empty(
          "error",
          "message",
          one.whyNotJudged(),
          "type",
          one.defect().isPresent() ? Defect.ID : "not-judged");
    }
    xml.close();
  }

  private void remark(Remark remark, String suite) {
    test(suite, remark.id());
    String seen = remark.subject() + ": seen " + remark.seen() + "; wanted " + remark.wanted();
    if (report.fails(remark)) {
      Remedy remedy = remark.concern().remedy();
      xml.text(
          "failure",
          remark
              + "\nOwner: "
              + remedy.owner()
              + "\nCaller: "
              + remedy.caller()
              + "\nSource: "
              + remedy.source(),
          "message",
          seen,
          "type",
          remark.severity().name());
    } else if (report.knownSince(remark).isPresent()) {
      xml.empty(
          "skipped", "message", "in the baseline since " + report.knownSince(remark).orElseThrow());
    } else {
      xml.text("system-out", remark.severity() + " " + seen);
    }
    xml.close();
  }

  private void test(String suite, String name) {
    xml.open("testcase", "name", name, "classname", suite, "time", "0");
  }
}
