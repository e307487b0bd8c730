package dev.trustconnect.cli.doctor;

import dev.trustconnect.cli.option.ProgramVersion;
import dev.trustconnect.text.SafeText;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes a text fit for a report to others: replaces marked parts with numbers, and this user's name
 * and home directory everywhere.
 */
final class SupportText implements UnaryOperator<String> {
  private final Hidden hidden = new Hidden();
  private final JvmFacts jvm;

  SupportText(JvmFacts jvm) {
    this.jvm = jvm;
  }

  @Override
  public String apply(String text) {
    String replaced = hidden.replaced(text);
    String home = jvm.property("user.home", "");
    if (home.length() > 1) {
      replaced = replaced.replace(home, "[home]");
    }
    String user = jvm.property("user.name", "");
    if (user.isEmpty() || user.equals("root")) {
      return replaced; // the zone has that name, too
    }
    return Pattern.compile("(?i)(?<![a-z0-9])" + Pattern.quote(user) + "(?![a-z0-9])")
        .matcher(replaced)
        .replaceAll(Matcher.quoteReplacement("[user]"));
  }

  /** The lines before the report. */
  static String head(Machine machine) {
    return "trustconnect doctor --support, version "
        + ProgramVersion.text()
        + ", Java "
        + SafeText.of(machine.jvm().property("java.version", "?"))
        + ", "
        + SafeText.of(machine.os())
        + "\n";
  }

  /** The line after it. */
  static String foot() {
    return "Names, addresses and paths are numbered; authorities and public servers aren't.\n";
  }
}
