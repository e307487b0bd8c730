package dev.trustconnect.cli.lock;

import dev.trustconnect.cli.terminal.XmlLines;
import dev.trustconnect.lock.Change;
import dev.trustconnect.lock.NotJudged;
import dev.trustconnect.lock.Vantage;
import dev.trustconnect.survey.Endpoint;
import java.util.List;
import java.util.TreeSet;

/**
 * A check as JUnit's XML: a suite for each endpoint, with a test for each change, which fails if
 * the change fails the check, and an error for what couldn't be judged. A change that the network
 * explains is skipped, and the network has a suite with an error instead.
 */
final class DriftJunit {
  private static final String NETWORK = "network";

  private final XmlLines xml = new XmlLines();
  private final Checked checked;

  private DriftJunit(Checked checked) {
    this.checked = checked;
  }

  /** The document; ends with a line break. */
  static String of(Checked checked) {
    return new DriftJunit(checked).document();
  }

  private String document() {
    xml.open("testsuites", "name", "trustconnect lock");
    for (Endpoint endpoint : new TreeSet<>(checked.endpoints())) {
      suite(endpoint);
    }
    checked.drift().vantage().ifPresent(this::network);
    xml.close();
    return xml.document();
  }

  private void suite(Endpoint endpoint) {
    List<Change> changes = checked.changes(endpoint);
    List<NotJudged> open =
        checked.drift().notJudged().stream()
            .filter(one -> one.endpoint().equals(endpoint))
            .toList();
    xml.open(
        "testsuite",
        "name",
        endpoint.toString(),
        "tests",
        String.valueOf(1 + changes.size() + open.size()),
        "failures",
        String.valueOf(changes.stream().filter(checked::fails).count()),
        "errors",
        String.valueOf(open.size()),
        "skipped",
        String.valueOf(changes.stream().filter(checked::isOfTheNetwork).count()),
        "time",
        "0",
        "timestamp",
        checked.at().toString());
    test(endpoint, "compared");
    xml.close();
    for (NotJudged one : open) {
      test(endpoint, one.part());
      error(one.why());
      xml.close();
    }
    changes.forEach(this::change);
    xml.close();
  }

  /** Without it a check whose exit status is 3 would pass for those who read only this document. */
  private void network(Vantage vantage) {
    xml.open(
        "testsuite",
        "name",
        NETWORK,
        "tests",
        "1",
        "failures",
        "0",
        "errors",
        "1",
        "skipped",
        "0",
        "time",
        "0",
        "timestamp",
        checked.at().toString());
    xml.open("testcase", "name", "compared", "classname", NETWORK, "time", "0");
    error(vantage.sentence());
    xml.close();
    xml.close();
  }

  private void error(String why) {
    xml.empty("error", "message", why, "type", "not-judged");
  }

  private void test(Endpoint suite, String name) {
    xml.open("testcase", "name", name, "classname", suite.toString(), "time", "0");
  }

  private void change(Change change) {
    test(change.endpoint(), change.kind().code());
    String words = change.sentence() + " " + DriftSarif.was(change);
    if (checked.fails(change)) {
      xml.text(
          "failure",
          change.sentence()
              + "\n- "
              + change.field().key()
              + ": "
              + change.before()
              + "\n+ "
              + change.field().key()
              + ": "
              + change.after(),
          "message",
          words,
          "type",
          change.weight().name());
    } else if (checked.isOfTheNetwork(change)) {
      xml.empty("skipped", "message", checked.drift().vantage().orElseThrow().sentence());
    } else {
      xml.text("system-out", change.weight() + " " + words);
    }
    xml.close();
  }
}
