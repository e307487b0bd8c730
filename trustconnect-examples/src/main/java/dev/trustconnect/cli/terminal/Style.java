package dev.trustconnect.cli.terminal;

import dev.trustconnect.dnssec.Verdict;

/**
 * How text is drawn: with colours or not, with lines or ASCII.
 *
 * @param colour whether the terminal understands escape sequences
 * @param lines whether its character set has box-drawing characters
 */
public record Style(boolean colour, boolean lines) {
  private static final String RESET = "\u001b[0m";

  public static Style of(Terminal terminal) {
    return new Style(terminal.showsColour(), terminal.drawsLines());
  }

  /** A verdict in its colour. */
  public String verdict(Verdict verdict) {
    return verdict(verdict, verdict.label());
  }

  /** Text in the colour of a verdict. */
  public String verdict(Verdict verdict, String text) {
    if (verdict instanceof Verdict.Secure) {
      return good(text);
    }
    if (verdict instanceof Verdict.Insecure) {
      return fair(text);
    }
    return verdict instanceof Verdict.Bogus ? bad(text) : unknown(text);
  }

  public String good(String text) {
    return paint("32", text);
  }

  public String fair(String text) {
    return paint("33", text);
  }

  public String bad(String text) {
    return paint("1;31", text);
  }

  public String unknown(String text) {
    return paint("35", text);
  }

  public String strong(String text) {
    return paint("1", text);
  }

  public String faint(String text) {
    return paint("2", text);
  }

  public String fork() {
    return lines ? "├─ " : "|- ";
  }

  public String corner() {
    return lines ? "└─ " : "`- ";
  }

  public String bar() {
    return lines ? "│  " : "|  ";
  }

  public String arrow() {
    return lines ? "→" : "->";
  }

  public String cross() {
    return lines ? "✗" : "x";
  }

  private String paint(String code, String text) {
    return colour ? "\u001b[" + code + "m" + text + RESET : text;
  }
}
