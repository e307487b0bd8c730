package dev.trustconnect.cli.doctor;

import dev.trustconnect.cli.option.FileTrouble;
import dev.trustconnect.text.SafeText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The checks of the system's name resolution: its files, and its own service. */
final class SystemChecks {
  static final String RESOLV = "doctor.resolv";
  static final String HOSTS = "doctor.hosts";

  private static final String RESOLV_CONF = "/etc/resolv.conf";
  private static final String HOSTS_FILE = "/etc/hosts";
  private static final String STUB = "127.0.0.53"; // systemd-resolved(8)
  private static final String NSSWITCH = "/etc/nsswitch.conf";

  private final Machine machine;
  private final RootFiles files;
  private final Resolvectl resolvectl;
  private final Hosts hosts;

  SystemChecks(Machine machine, RootFiles files, Resolvectl resolvectl, Hosts hosts) {
    this.machine = machine;
    this.files = files;
    this.resolvectl = resolvectl;
    this.hosts = hosts;
  }

  List<Check> checks() {
    return List.of(Check.local(RESOLV, this::resolv), Check.local(HOSTS, this::hosts));
  }

  private Row resolv() {
    if (machine.isWindows()) {
      return Row.notEvaluated(
          RESOLV, "Windows", "run Get-DnsClientServerAddress and Resolve-DnsName example.com");
    }
    if (machine.isMac()) {
      return Row.notEvaluated(RESOLV, "macOS", "run scutil --dns");
    }
    ResolvConf conf;
    String order;
    try {
      Optional<List<String>> lines = files.lines(RESOLV_CONF);
      if (lines.isEmpty()) {
        return Row.notEvaluated(RESOLV, "there is no " + RESOLV_CONF, "");
      }
      conf = ResolvConf.parse(lines.get());
      order = order(files.lines(NSSWITCH).orElse(List.of()));
    } catch (IOException unreadable) {
      return Row.notEvaluated(
          RESOLV, "its files can't be read: " + SafeText.of(FileTrouble.inWords(unreadable)), "");
    }
    return judged(conf, order);
  }

  private Row judged(ResolvConf conf, String order) {
    if (conf.servers().isEmpty()) {
      return Row.warning(
          RESOLV,
          "no nameserver in " + RESOLV_CONF + order,
          "TrustConnect doesn't need one; other programs ask 127.0.0.1");
    }
    String rest = settings(conf) + order;
    if (!conf.asksOnlyThisHost()) {
      return unprotected(servers(conf) + ", in the clear and off this host: unprotected" + rest);
    }
    if (!conf.servers().contains(STUB)) {
      return Row.ok(RESOLV, servers(conf) + ", on this host" + rest);
    }
    Optional<String> status = resolvectl.status();
    if (status.isEmpty()) {
      return Row.ok(RESOLV, servers(conf) + ", a stub; no resolvectl to say whom it asks" + rest);
    }
    return status.get().contains("+DNSOverTLS")
        ? Row.ok(RESOLV, servers(conf) + ", a stub that asks over TLS" + rest)
        : unprotected(servers(conf) + ", a stub that asks in the clear: unprotected" + rest);
  }

  private static Row unprotected(String text) {
    return Row.warning(
        RESOLV,
        text,
        "nothing for TrustConnect, which asks its own servers; for other programs use a resolver"
            + " on this host that validates or asks over TLS");
  }

  private static String servers(ResolvConf conf) {
    return "nameserver "
        + conf.servers().stream().map(Hidden::address).collect(Collectors.joining(", "));
  }

  private static String settings(ResolvConf conf) {
    List<String> shown = new ArrayList<>();
    if (!conf.search().isEmpty()) {
      shown.add(
          "search " + conf.search().stream().map(Hidden::name).collect(Collectors.joining(" ")));
    }
    conf.options().stream()
        .filter(option -> option.equals("trust-ad") || option.startsWith("ndots:"))
        .map(SafeText::of)
        .forEach(shown::add);
    return shown.isEmpty() ? "" : "; " + String.join(", ", shown);
  }

  /** The services that answer for host names, in their order (nsswitch.conf(5)). */
  private static String order(List<String> nsswitch) {
    return nsswitch.stream()
        .map(String::strip)
        .filter(line -> line.startsWith("hosts:"))
        .findFirst()
        .map(
            line ->
                "; hosts: "
                    + SafeText.of(
                        line.substring("hosts:".length()).strip().replaceAll("\\s+", " ")))
        .orElse("");
  }

  private Row hosts() {
    if (hosts.areUnknown()) {
      return Row.skipped(HOSTS, PolicyChecks.POLICY);
    }
    if (hosts.isEmpty()) {
      return Row.nothingToCheck(
          HOSTS, "no host to look for", "name some with --policy FILE or --host HOST");
    }
    if (machine.isWindows()) {
      return Row.notEvaluated(
          HOSTS, "Windows", "run type C:\\Windows\\System32\\drivers\\etc\\hosts");
    }
    if (machine.isMac()) {
      return Row.notEvaluated(HOSTS, "macOS", "run cat /etc/hosts");
    }
    try {
      return shadowed(files.lines(HOSTS_FILE).orElse(List.of()));
    } catch (IOException unreadable) {
      return Row.notEvaluated(
          HOSTS,
          HOSTS_FILE + " can't be read: " + SafeText.of(FileTrouble.inWords(unreadable)),
          "");
    }
  }

  private Row shadowed(List<String> lines) {
    List<String> shadowing = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String[] words = lines.get(i).replaceFirst("#.*", "").strip().split("\\s+", -1);
      for (int word = 1; word < words.length; word++) {
        if (hosts.concern(words[word].toLowerCase(Locale.ROOT))) {
          shadowing.add(
              "line "
                  + (i + 1)
                  + " leads "
                  + Hidden.name(words[word])
                  + " to "
                  + Hidden.address(words[0]));
        }
      }
    }
    if (shadowing.isEmpty()) {
      return Row.ok(HOSTS, HOSTS_FILE + " has no line for these hosts");
    }
    return Row.failed(
        HOSTS,
        HOSTS_FILE
            + " "
            + shadowing.stream().limit(3).collect(Collectors.joining(", "))
            + (shadowing.size() > 3 ? " and " + (shadowing.size() - 3) + " more" : ""),
        "remove the line: programs without TrustConnect believe it");
  }
}
