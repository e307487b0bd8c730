package dev.trustconnect.cli.doctor;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The checks of the ways to the upstreams: proxies, DNS over TLS, IPv6. */
final class ReachChecks {
  static final String PROXY = "doctor.proxy";
  static final String DOT = "doctor.dot";
  static final String IPV6 = "doctor.ipv6";

  private static final Duration CONNECTION = Duration.ofMillis(1_500);

  /** The variables that curl and others read, which the JVM doesn't. */
  private static final List<String> VARIABLES = List.of("HTTPS_PROXY", "ALL_PROXY");

  private static final List<String> PROPERTIES = List.of("https.proxyHost", "socksProxyHost");

  private final Machine machine;
  private final UpstreamChecks upstreams;
  private final Deadline deadline;

  ReachChecks(Machine machine, UpstreamChecks upstreams, Deadline deadline) {
    this.machine = machine;
    this.upstreams = upstreams;
    this.deadline = deadline;
  }

  /** Runs after the upstreams. */
  Row proxy() {
    List<String> own =
        upstreams.facts().stream()
            .filter(UpstreamFacts::isProxied)
            .map(ReachChecks::proxyOf)
            .distinct()
            .toList();
    if (!own.isEmpty()) {
      return Row.ok(PROXY, "the DNS servers are asked through " + String.join(", ", own));
    }
    Map<String, String> set = new TreeMap<>(variables());
    set.putAll(properties());
    boolean isClosed =
        !upstreams.facts().isEmpty()
            && upstreams.facts().stream()
                .allMatch(one -> one.broken() == UpstreamFacts.Step.CONNECTION);
    String selected = selected();
    if (set.isEmpty()) {
      return selected.isEmpty()
          ? Row.ok(PROXY, "none is set: direct")
          : Row.info(
              PROXY, "the JVM's selector names " + selected + "; DNS servers are asked directly");
    }
    String text =
        set.entrySet().stream()
            .map(one -> one.getKey() + " names " + one.getValue())
            .collect(Collectors.joining(", "));
    return isClosed
        ? Row.failed(
            PROXY,
            text + "; TrustConnect goes directly, and the direct way is closed",
            "--doh-proxy URL, or proxy: at the policy's upstreams")
        : Row.info(
            PROXY,
            text
                + (variables().isEmpty() ? "" : ", which the JVM ignores")
                + "; DNS servers are asked directly");
  }

  private static String proxyOf(UpstreamFacts found) {
    return found.server().proxy() == null
        ? "a selector's proxy"
        : Hidden.name(found.server().proxy().toString());
  }

  /** Names in upper and lower case, as programs read them; the values without passwords. */
  private Map<String, String> variables() {
    Map<String, String> set = new TreeMap<>();
    for (String variable : VARIABLES) {
      for (String name : List.of(variable, variable.toLowerCase(Locale.ROOT))) {
        String value = machine.environment().getOrDefault(name, "");
        if (!value.isBlank()) {
          set.put(name, shownProxy(value));
        }
      }
    }
    return set;
  }

  private Map<String, String> properties() {
    Map<String, String> set = new TreeMap<>();
    for (String property : PROPERTIES) {
      String value = machine.jvm().property().apply(property);
      if (value != null && !value.isBlank()) {
        set.put("-D" + property, Hidden.name(value));
      }
    }
    return set;
  }

  /** Host and port of a proxy's URL; never its user and password. */
  private static String shownProxy(String value) {
    try {
      URI uri = new URI(value.contains("://") ? value : "http://" + value);
      if (uri.getHost() != null) {
        return Hidden.name(uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort()));
      }
    } catch (URISyntaxException malformed) {
      return "an unreadable URL"; // which may hold a password
    }
    return "an unreadable URL";
  }

  /** The proxy that the JVM's clients would use for the first upstream; empty if none. */
  private String selected() {
    ProxySelector selector = machine.selector();
    if (selector == null || upstreams.facts().isEmpty()) {
      return "";
    }
    List<Proxy> chosen = selector.select(upstreams.facts().get(0).server().url());
    return chosen.stream()
        .filter(proxy -> proxy.type() != Proxy.Type.DIRECT)
        .findFirst()
        .map(proxy -> address(proxy.address()))
        .orElse("");
  }

  private static String address(@Nullable SocketAddress address) {
    return address instanceof InetSocketAddress socket
        ? Hidden.name(socket.getHostString() + ":" + socket.getPort())
        : "a proxy";
  }

  /** Runs after the upstreams. */
  Row dot() {
    List<String> open = new ArrayList<>();
    String closed = "";
    for (UpstreamFacts one : upstreams.working()) {
      InetAddress address = one.address();
      if (address != null) {
        try {
          Dial.to(new InetSocketAddress(address, machine.dotPort()), deadline.atMost(CONNECTION));
          open.add(UpstreamChecks.label(one));
        } catch (IOException failed) {
          closed = Dial.inWords(failed);
        }
      }
    }
    if (!open.isEmpty()) {
      return Row.ok(DOT, "TCP " + machine.dotPort() + " is open to " + String.join(", ", open));
    }
    return closed.isEmpty()
        ? Row.notEvaluated(DOT, "all servers are behind a proxy", "")
        : Row.info(
            DOT,
            "TCP " + machine.dotPort() + ": " + closed + "; TrustConnect doesn't use DNS over TLS");
  }

  /** Runs after the upstreams. */
  Row ipv6() {
    int reached = 0;
    int tried = 0;
    for (UpstreamFacts one : upstreams.working()) {
      if (one.isProxied()) {
        continue;
      }
      for (InetAddress address : one.server().addresses()) {
        if (address instanceof Inet6Address) {
          tried++;
          reached += isOpen(new InetSocketAddress(address, one.server().port())) ? 1 : 0;
          break;
        }
      }
    }
    if (tried == 0) {
      return Row.notEvaluated(IPV6, "no server has an IPv6 address", "");
    }
    return reached > 0
        ? Row.ok(IPV6, reached + " of " + tried + " servers reached over IPv6")
        : Row.info(IPV6, "no server is reached over IPv6; IPv4 is used");
  }

  private boolean isOpen(InetSocketAddress address) {
    try {
      Dial.to(address, deadline.atMost(CONNECTION));
      return true;
    } catch (IOException unreachable) {
      return false; // counted: the row says how many are reached
    }
  }
}
