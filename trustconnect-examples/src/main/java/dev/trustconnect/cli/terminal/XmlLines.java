package dev.trustconnect.cli.terminal;

import java.io.StringWriter;
import java.util.regex.Pattern;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A document of XML 1.0, an element on each line. All texts are made fit for it and for a terminal.
 * For one thread.
 */
public final class XmlLines {
  /** What XML 1.0 §2.2 has no way to write, beyond what isn't fit for a terminal either. */
  private static final Pattern ILLEGAL = Pattern.compile("[\\uFFFE\\uFFFF]");

  private final StringWriter text = new StringWriter();
  private final XMLStreamWriter xml;
  private int depth;

  /** An empty document. */
  public XmlLines() {
    try {
      xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
    } catch (XMLStreamException e) {
      throw impossible(e);
    }
  }

  private static IllegalStateException impossible(XMLStreamException e) {
    return new IllegalStateException("a string can be written to", e);
  }

  /** Begins an element. {@code attributes} are names, each with its value after it. */
  public void open(String element, String... attributes) {
    try {
      line();
      xml.writeStartElement(element);
      attributes(attributes);
      depth++;
    } catch (XMLStreamException e) {
      throw impossible(e);
    }
  }

  /** Ends the element that was begun last. */
  public void close() {
    try {
      depth--;
      line();
      xml.writeEndElement();
    } catch (XMLStreamException e) {
      throw impossible(e);
    }
  }

  /** An element without content. */
  public void empty(String element, String... attributes) {
    try {
      line();
      xml.writeEmptyElement(element);
      attributes(attributes);
    } catch (XMLStreamException e) {
      throw impossible(e);
    }
  }

  /** An element with text, which keeps its line breaks. */
  public void text(String element, String content, String... attributes) {
    try {
      line();
      xml.writeStartElement(element);
      attributes(attributes);
      String[] lines = content.split("\n", -1);
      for (int i = 0; i < lines.length; i++) {
        xml.writeCharacters((i == 0 ? "" : "\n") + fit(lines[i]));
      }
      xml.writeEndElement();
    } catch (XMLStreamException e) {
      throw impossible(e);
    }
  }

  /** The document; ends with a line break. Every element has to be closed. */
  public String document() {
    try {
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw impossible(e);
    }
    return text + "\n";
  }

  private void attributes(String... attributes) throws XMLStreamException {
    for (int i = 0; i + 1 < attributes.length; i += 2) {
      xml.writeAttribute(attributes[i], fit(attributes[i + 1]));
    }
  }

  private void line() throws XMLStreamException {
    xml.writeCharacters("\n" + "  ".repeat(depth));
  }

  /** Without control characters, surrogates that stand alone, and other illegal characters. */
  public static String fit(String text) {
    return ILLEGAL.matcher(ShownText.line(text)).replaceAll("?");
  }
}
