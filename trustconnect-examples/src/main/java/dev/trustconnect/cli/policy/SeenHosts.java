package dev.trustconnect.cli.policy;

import dev.trustconnect.cli.policy.AuditLine.Found;
import dev.trustconnect.name.HostName;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Collects what an audit log has about each host: only names, counts, times and digests of keys.
 */
final class SeenHosts {
  static final int MAX_HOSTS = 1_000;

  private static final Set<String> EVENTS =
      Set.of("name-judged", "handshake-judged", "connection-judged", "exchange-judged");
  private static final Pattern PORT = Pattern.compile("(.*):([0-9]{1,5})", Pattern.DOTALL);
  private static final String NAMES = "headers? ([!#$%&'*+.^_`|~0-9A-Za-z, -]{1,2000})";
  private static final Pattern OF_A_HOST = Pattern.compile(NAMES + " of ([a-z0-9.-]{1,253})");
  private static final Pattern ADDED =
      Pattern.compile(NAMES + " added to requests to ([a-z0-9.-]{1,253}) after their last check");
  private static final Pattern UNDECLARED =
      Pattern.compile(NAMES + " for a host they aren't declared for");

  final Map<HostName, SeenHost> hosts = new TreeMap<>();

  /** All judged events. */
  final Tally all = new Tally();

  /** Events about something else than a host name, such as an address. */
  final Tally unnamed = new Tally();

  /** Events about hosts that came after the limit was reached. */
  final Tally tooMany = new Tally();

  void add(AuditLine line) {
    if (!EVENTS.contains(line.event())) {
      return;
    }
    all.add(line.at());
    Matcher withPort = PORT.matcher(line.subject());
    boolean hasPort = withPort.matches();
    SeenHost host = host(hasPort ? withPort.group(1) : line.subject());
    if (host == null) {
      (name(hasPort ? withPort.group(1) : line.subject()) == null ? unnamed : tooMany)
          .add(line.at());
      return;
    }
    host.add(line, hasPort ? withPort.group(2) : "");
    for (Found found : line.findings()) {
      if (found.check().equals("secrets in scope")) {
        credentials(found.seen(), OF_A_HOST, line, home -> home.credentials);
        credentials(found.seen(), ADDED, line, home -> home.credentials);
        Matcher undeclared = UNDECLARED.matcher(found.seen());
        if (undeclared.matches()) {
          names(undeclared.group(1), line, host.undeclared);
        }
      }
    }
  }

  /** Header names that a message says are secrets of another host. */
  private void credentials(
      String seen,
      Pattern pattern,
      AuditLine line,
      Function<SeenHost, Map<String, Tally>> tallies) {
    Matcher matcher = pattern.matcher(seen);
    if (matcher.matches()) {
      SeenHost home = host(matcher.group(2));
      if (home != null) {
        names(matcher.group(1), line, tallies.apply(home));
      }
    }
  }

  private static void names(String names, AuditLine line, Map<String, Tally> tallies) {
    for (String name : names.split(", ", -1)) {
      if (name.matches("[!#$%&'+.^_`|~0-9a-z-]{1,100}")) { // RFC 9110 §5.1, without the star
        SeenHost.count(tallies, name, line.at());
      }
    }
  }

  private @Nullable SeenHost host(String text) {
    HostName name = name(text);
    if (name == null) {
      return null;
    }
    SeenHost known = hosts.get(name);
    if (known == null && hosts.size() < MAX_HOSTS) {
      known = new SeenHost();
      hosts.put(name, known);
    }
    return known;
  }

  static @Nullable HostName name(String text) {
    try {
      return HostName.parse(text);
    } catch (IllegalArgumentException notAHost) {
      return null;
    }
  }
}
