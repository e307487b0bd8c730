package dev.trustconnect.cli.policy;

import dev.trustconnect.cli.policy.AuditLine.Found;
import dev.trustconnect.pin.Pin;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The facts in the logs about one host. Each kind of fact is kept up to a limit. */
final class SeenHost {
  private static final int MAX_FACTS = 50;
  private static final Pattern CODE = Pattern.compile("[a-z0-9]{1,30}\\.[a-z0-9-]{1,60}");
  private static final Pattern KEY = Pattern.compile("(sha256/[A-Za-z0-9+/]{43}=) \\(([^()]*)\\)");
  private static final Pattern ALIAS = Pattern.compile("[a-z0-9.-]{1,253}");
  private static final String ALIASES = "an alias to ";
  private static final String SATISFIED_ALIASES = "aliases [";

  /** All events, and those that let something through. */
  final Tally all = new Tally();

  final Tally passed = new Tally();
  final Tally secure = new Tally();
  final Tally unsigned = new Tally();
  final Map<String, Tally> ports = new TreeMap<>();
  final Map<String, Tally> reported = new TreeMap<>(); // by reason, as the following
  final Map<String, Tally> refused = new TreeMap<>();
  final Map<String, Tally> aliases = new TreeMap<>();
  final Map<String, Tally> credentials = new TreeMap<>();
  final Map<String, Tally> undeclared = new TreeMap<>();

  /** By pin in the spelling of a policy; with the subject of the key's certificate, if known. */
  final Map<String, Tally> pins = new TreeMap<>();

  final Map<String, String> subjects = new TreeMap<>();

  static void count(Map<String, Tally> tallies, String what, Instant at) {
    Tally known = tallies.get(what);
    if (known != null) {
      known.add(at);
    } else if (tallies.size() < MAX_FACTS) {
      Tally tally = new Tally();
      tally.add(at);
      tallies.put(what, tally);
    }
  }

  void add(AuditLine line, String port) {
    all.add(line.at());
    if (!port.isEmpty()) {
      count(ports, port, line.at());
    }
    switch (line.outcome()) {
      case "allowed" -> passed.add(line.at());
      case "reported" -> passed.add(line.at());
      default -> count(refused, code(line.reason()), line.at());
    }
    for (Found found : line.findings()) {
      boolean isViolated = found.state().equals("violated");
      if (isViolated && line.outcome().equals("reported")) {
        count(reported, code(found.reason()), line.at());
      }
      switch (found.check()) {
        case "name proven" -> proven(found, line.at());
        case "aliases in scope" -> alias(found, line.at());
        case "pinned" -> pinned(found, line.at());
        default -> {}
      }
    }
  }

  /** A BOGUS answer is neither: it says nothing about the zone, and may be an attack. */
  private void proven(Found found, Instant at) {
    if (isSatisfied(found)) {
      secure.add(at);
    } else if (found.state().equals("not-evaluated")) {
      unsigned.add(at);
    }
  }

  private static boolean isSatisfied(Found found) {
    return found.state().equals("satisfied");
  }

  /** The code, or words if it isn't one. */
  static String code(String text) {
    return CODE.matcher(text).matches() ? text : "no code";
  }

  private void alias(Found found, Instant at) {
    String names = found.seen();
    if (names.startsWith(ALIASES)) {
      names = names.substring(ALIASES.length());
    } else if (names.startsWith(SATISFIED_ALIASES) && names.endsWith("]")) {
      names = names.substring(SATISFIED_ALIASES.length(), names.length() - 1);
    } else {
      return;
    }
    for (String name : names.split(", ", -1)) {
      String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
      if (ALIAS.matcher(bare).matches()) {
        count(aliases, bare, at);
      }
    }
  }

  /** Keys of authorities in a path that has none of the pins, and pins that matched. */
  private void pinned(Found found, Instant at) {
    if (isSatisfied(found)) {
      for (String pin : found.seen().split(", ", -1)) {
        if (isPin(pin)) {
          count(pins, pin, at);
        }
      }
      return;
    }
    Matcher key = KEY.matcher(found.seen());
    boolean isOwn = true; // the first key is the server's, which changes
    while (key.find()) {
      String pin = "issuer:" + key.group(1);
      if (!isOwn && isPin(pin)) {
        count(pins, pin, at);
        if (pins.containsKey(pin)) {
          subjects.put(pin, key.group(2));
        }
      }
      isOwn = false;
    }
  }

  private static boolean isPin(String text) {
    try {
      return Pin.parse(text).toString().equals(text);
    } catch (IllegalArgumentException notAPin) {
      return false;
    }
  }
}
