package dev.trustconnect.cli.policy;

import dev.trustconnect.lock.TrustLock;
import dev.trustconnect.name.HostName;
import dev.trustconnect.pin.Pin;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A policy file from an audit log, each line with a comment that names its source. All text of the
 * log in it is a name, a pin, a code or printable ASCII.
 */
final class Suggestion {
  private static final int REVIEW_DAYS = 90;
  private static final int MAX_TEXT = 100;

  private final StringBuilder yaml = new StringBuilder();
  private final TrustLock lock;

  private Suggestion(TrustLock lock) {
    this.lock = lock;
  }

  /**
   * The file's text.
   *
   * @param files the names of the logs and the lock, as given
   * @param lock what is known of the hosts besides; may be empty
   */
  static String of(SeenHosts seen, List<String> files, TrustLock lock) {
    Suggestion suggestion = new Suggestion(lock);
    suggestion.head(seen, files);
    seen.hosts.forEach(suggestion::entry);
    suggestion.tail(seen);
    return suggestion.yaml.toString();
  }

  private void line(String text) {
    yaml.append(text).append('\n');
  }

  private void head(SeenHosts seen, List<String> files) {
    line("# A draft by 'trustconnect policy suggest'. Review each line: a log has what happened,");
    line("# which isn't always what should be allowed. Then: trustconnect policy check FILE");
    line("# Keys are those of the paths that were met: compare them by 'trustconnect probe' from");
    line("# another network before you pin them.");
    files.forEach(file -> line("# from " + ascii(file)));
    line("# decisions: " + seen.all);
    line("version: 1");
    line("profile: STRICT # hosts without an entry are refused");
    line("upstreams: [QUAD9, CLOUDFLARE] # the log doesn't have them: put yours here");
    boolean hasEntries = seen.hosts.values().stream().anyMatch(host -> host.passed.times() > 0);
    line(hasEntries ? "endpoints:" : "# endpoints: nothing was let through");
  }

  private void entry(HostName name, SeenHost host) {
    if (host.passed.times() == 0) {
      return;
    }
    line("");
    line("  # seen " + host.all + ports(host));
    host.reported.forEach(
        (code, tally) -> line("  # would have been refused [" + code + "]: " + tally));
    host.refused.forEach((code, tally) -> line("  # was refused [" + code + "]: " + tally));
    line("  - host: \"" + name + "\"");
    LockFacts locked = LockFacts.of(lock, name);
    dnssec(host, locked);
    pins(name, host, locked);
    aliases(name, host, locked);
    credentials(host);
  }

  private static String ports(SeenHost host) {
    return host.ports.isEmpty()
        ? ""
        : "; port " + host.ports.keySet().stream().limit(10).collect(Collectors.joining(", "));
  }

  private void dnssec(SeenHost host, LockFacts locked) {
    if (locked.isSecure()) {
      line("    dnssec: REQUIRE_SECURE # SECURE in the lock");
    } else if (host.unsigned.times() > 0) {
      line("    # dnssec: no chain of signatures " + host.unsigned);
    } else if (host.secure.times() > 0) {
      line("    dnssec: REQUIRE_SECURE # SECURE " + host.secure + ", and never anything else");
    }
  }

  /** A policy needs two pins, so a single one is only a comment. */
  private void pins(HostName name, SeenHost host, LockFacts locked) {
    Set<String> onlyLocked = onlyLocked(host, locked);
    long digests =
        host.pins.keySet().stream().map(Suggestion::digest).distinct().count() + onlyLocked.size();
    boolean isEnough = digests >= 2;
    if (digests == 0) {
      line("    # pins: the log doesn't have the keys of its authorities; for them run");
      line("    #   trustconnect probe https://" + name);
      return;
    }
    if (!isEnough) {
      line("    # one key is known; add a backup, such as another authority's, and remove the #");
    }
    String before = isEnough ? "    " : "    # ";
    line(before + "pins:");
    for (Map.Entry<String, Tally> pin : distinct(host)) {
      String subject = host.subjects.get(pin.getKey());
      line(
          before
              + "  - \""
              + pin.getKey()
              + "\" # "
              + (subject == null ? "" : ascii(subject) + "; ")
              + (subject == null ? "matched " : "in the path ")
              + pin.getValue());
    }
    for (String pin : onlyLocked) {
      line(before + "  - \"" + pin + "\" # a root in the lock");
    }
    line(
        before
            + "pinsExpire: "
            + host.all.last().atZone(ZoneOffset.UTC).toLocalDate().plusDays(REVIEW_DAYS)
            + " # "
            + REVIEW_DAYS
            + " days after the last event: renew the pins by then");
  }

  private static Set<String> onlyLocked(SeenHost host, LockFacts locked) {
    Set<String> known =
        host.pins.keySet().stream().map(Suggestion::digest).collect(Collectors.toSet());
    return locked.pins().stream()
        .filter(pin -> !known.contains(digest(pin)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Each digest once, even if the log has it at two levels. */
  private static List<Map.Entry<String, Tally>> distinct(SeenHost host) {
    Map<String, Map.Entry<String, Tally>> byDigest =
        host.pins.entrySet().stream()
            .collect(
                Collectors.toMap(
                    pin -> digest(pin.getKey()),
                    pin -> pin,
                    (first, second) -> first,
                    TreeMap::new));
    return List.copyOf(byDigest.values());
  }

  private static String digest(String pin) {
    String text = Pin.parse(pin).toString();
    return text.substring(text.indexOf(':') + 1);
  }

  private void aliases(HostName name, SeenHost host, LockFacts locked) {
    if (!locked.aliasOwners().isEmpty()) {
      line("    aliasOwners: # those of the lock");
      new TreeSet<>(locked.aliasOwners())
          .forEach(
              owner ->
                  line(
                      SeenHosts.name(owner) == null
                          ? "      # no host name: " + ascii(owner)
                          : "      - \"" + owner + "\""));
      if (locked.aliasOwners().stream().allMatch(owner -> SeenHosts.name(owner) == null)) {
        line("      - \"" + name + "\" # none at all would allow any alias");
      }
      host.aliases.forEach(
          (alias, tally) -> {
            if (locked.aliasOwners().stream().noneMatch(owner -> isWithin(alias, owner))) {
              line("      - \"" + alias + "\" # not in the lock; seen " + tally);
            }
          });
      return;
    }
    if (host.aliases.isEmpty()) {
      return;
    }
    line("    # exactly the names seen; widen one to its operator's domain if it changes");
    line("    aliasOwners:");
    host.aliases.forEach((alias, tally) -> line("      - \"" + alias + "\" # " + tally));
  }

  private static boolean isWithin(String name, String owner) {
    return name.equals(owner) || name.endsWith("." + owner);
  }

  private void credentials(SeenHost host) {
    if (!host.credentials.isEmpty()) {
      line("    credentials: # a request would have carried them to another host");
      host.credentials.forEach((header, tally) -> line("      - \"" + header + "\" # " + tally));
    }
    if (!host.undeclared.isEmpty()) {
      line("    # sent to this host, for which they aren't declared; if they are its secrets:");
      line("    # credentials:");
      host.undeclared.forEach((header, tally) -> line("    #   - \"" + header + "\" # " + tally));
    }
  }

  private void tail(SeenHosts seen) {
    boolean isFirst = true;
    for (Map.Entry<HostName, SeenHost> one : seen.hosts.entrySet()) {
      for (Map.Entry<String, Tally> refused : one.getValue().refused.entrySet()) {
        if (one.getValue().passed.times() == 0) {
          if (isFirst) {
            line("");
            line("# Without an entry, since nothing was let through:");
            isFirst = false;
          }
          line("#   " + one.getKey() + " [" + refused.getKey() + "] " + refused.getValue());
        }
      }
    }
    if (seen.unnamed.times() > 0) {
      line("# Without an entry, since addresses have no policies: " + seen.unnamed);
    }
    if (seen.tooMany.times() > 0) {
      line("# Left out, after " + SeenHosts.MAX_HOSTS + " hosts: " + seen.tooMany);
    }
  }

  /** Printable ASCII alone: YAML allows no other controls, and a terminal shows the file. */
  private static String ascii(String text) {
    String safe = text.replaceAll("[^ -~]", "?");
    return safe.length() > MAX_TEXT ? safe.substring(0, MAX_TEXT) + "..." : safe;
  }
}
