package dev.trustconnect.cli.audit;

import dev.trustconnect.cli.defect.Defect;
import dev.trustconnect.cli.terminal.ShownText;
import dev.trustconnect.remark.NotEvaluated;
import dev.trustconnect.remark.Remark;
import dev.trustconnect.remark.Remedy;
import java.io.StringWriter;
import java.util.regex.Pattern;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A report as JUnit's XML: a suite for each endpoint, and in it a test for each remark, which fails
 * if the remark fails the run. A check that couldn't be made is a skipped test.
 */
final class AuditJunit {
  /** What XML 1.0 §2.2 has no way to write, beyond what isn't fit for a terminal either. */
  private static final Pattern ILLEGAL = Pattern.compile("[\\uFFFE\\uFFFF]");

  private final XMLStreamWriter xml;
  private final Report report;

  private AuditJunit(XMLStreamWriter xml, Report report) {
    this.xml = xml;
    this.report = report;
  }

  /** The document; ends with a line break. */
  static String render(Report report) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
      new AuditJunit(xml, report).document();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("a string can be written to", e);
    }
    return text.append('\n').toString();
  }

  private void document() throws XMLStreamException {
    xml.writeStartDocument("UTF-8", "1.0");
    line(0);
    xml.writeStartElement("testsuites");
    attribute("name", "trustconnect audit");
    for (Audited one : report.endpoints()) {
      suite(one);
    }
    line(0);
    xml.writeEndElement();
    xml.writeEndDocument();
  }

  private void suite(Audited one) throws XMLStreamException {
    String name = one.target().endpoint().toString();
    int skipped =
        one.notEvaluated().size()
            + (int)
                one.remarks().stream()
                    .filter(remark -> report.knownSince(remark).isPresent())
                    .count();
    line(1);
    xml.writeStartElement("testsuite");
    attribute("name", name);
    attribute("tests", String.valueOf(1 + one.remarks().size() + one.notEvaluated().size()));
    attribute("failures", String.valueOf(one.remarks().stream().filter(report::fails).count()));
    attribute("errors", one.isJudged() ? "0" : "1");
    attribute("skipped", String.valueOf(skipped));
    attribute("time", "0");
    attribute(
        "timestamp",
        one.assessment().map(known -> known.survey().at()).orElse(report.at()).toString());
    judged(one, name);
    for (Remark remark : one.remarks()) {
      remark(remark, name);
    }
    for (NotEvaluated missing : one.notEvaluated()) {
      open(name, missing.id());
      note("skipped", missing.why());
      close();
    }
    line(1);
    xml.writeEndElement();
  }

  private void judged(Audited one, String suite) throws XMLStreamException {
    open(suite, "judged");
    if (!one.isJudged()) {
      line(3);
      xml.writeStartElement("error");
      attribute("message", one.why().isEmpty() ? "no answer" : one.why());
      attribute("type", one.defect().isPresent() ? Defect.ID : "not-judged");
      xml.writeEndElement();
    }
    close();
  }

  private void remark(Remark remark, String suite) throws XMLStreamException {
    open(suite, remark.id());
    String seen = remark.subject() + ": seen " + remark.seen() + "; wanted " + remark.wanted();
    if (report.fails(remark)) {
      Remedy remedy = remark.concern().remedy();
      line(3);
      xml.writeStartElement("failure");
      attribute("message", seen);
      attribute("type", remark.severity().name());
      text(
          remark
              + "\nOwner: "
              + remedy.owner()
              + "\nCaller: "
              + remedy.caller()
              + "\nSource: "
              + remedy.source());
      xml.writeEndElement();
    } else if (report.knownSince(remark).isPresent()) {
      note("skipped", "in the baseline since " + report.knownSince(remark).orElseThrow());
    } else {
      line(3);
      xml.writeStartElement("system-out");
      text(remark.severity() + " " + seen);
      xml.writeEndElement();
    }
    close();
  }

  private void open(String suite, String name) throws XMLStreamException {
    line(2);
    xml.writeStartElement("testcase");
    attribute("name", name);
    attribute("classname", suite);
    attribute("time", "0");
  }

  private void close() throws XMLStreamException {
    line(2);
    xml.writeEndElement();
  }

  private void note(String element, String message) throws XMLStreamException {
    line(3);
    xml.writeEmptyElement(element);
    attribute("message", message);
  }

  private void line(int depth) throws XMLStreamException {
    xml.writeCharacters("\n" + "  ".repeat(depth));
  }

  private void attribute(String name, String value) throws XMLStreamException {
    xml.writeAttribute(name, fit(value));
  }

  private void text(String lines) throws XMLStreamException {
    String[] all = lines.split("\n", -1);
    for (int i = 0; i < all.length; i++) {
      xml.writeCharacters((i == 0 ? "" : "\n") + fit(all[i]));
    }
  }

  /** Without control characters, surrogates that stand alone, and other illegal characters. */
  static String fit(String text) {
    return ILLEGAL.matcher(ShownText.line(text)).replaceAll("?");
  }
}
