package dev.trustconnect.examples;

import dev.trustconnect.dnssec.Verdict;

/**
 * How text is drawn: with colours or not, with lines or ASCII.
 *
 * @param colour whether escape sequences are understood
 * @param lines whether box-drawing characters are
 */
record Style(boolean colour, boolean lines) {
  private static final String RESET = "\u001b[0m";

  static Style of(Terminal terminal) {
    return new Style(terminal.showsColour(), terminal.drawsLines());
  }

  /** A verdict in its colour. */
  String verdict(Verdict verdict) {
    return verdict(verdict, verdict.label());
  }

  /** Text in the colour of a verdict. */
  String verdict(Verdict verdict, String text) {
    if (verdict instanceof Verdict.Secure) {
      return good(text);
    }
    if (verdict instanceof Verdict.Insecure) {
      return fair(text);
    }
    return verdict instanceof Verdict.Bogus ? bad(text) : unknown(text);
  }

  String good(String text) {
    return paint("32", text);
  }

  String fair(String text) {
    return paint("33", text);
  }

  String bad(String text) {
    return paint("1;31", text);
  }

  String unknown(String text) {
    return paint("35", text);
  }

  String strong(String text) {
    return paint("1", text);
  }

  String faint(String text) {
    return paint("2", text);
  }

  String fork() {
    return lines ? "├─ " : "|- ";
  }

  String corner() {
    return lines ? "└─ " : "`- ";
  }

  String bar() {
    return lines ? "│  " : "|  ";
  }

  String arrow() {
    return lines ? "→" : "->";
  }

  String cross() {
    return lines ? "✗" : "x";
  }

  private String paint(String code, String text) {
    return colour ? "\u001b[" + code + "m" + text + RESET : text;
  }
}
