package dev.trustconnect.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One authoritative server, three resolvers before it that speak DoH, and two that pass questions
 * on to one of those, all on 127.0.0.1.
 */
final class Servers implements AutoCloseable {
  private final Path folder;
  private final List<Signer.SignedZone> zones;
  private final ServerCertificate certificate;
  private final int port = freePort();
  private final List<Resolver> resolvers = new ArrayList<>();
  private final Deque<Daemon> daemons = new ArrayDeque<>();

  private Servers(Path folder, List<Signer.SignedZone> zones, ServerCertificate certificate) {
    this.folder = folder;
    this.zones = zones;
    this.certificate = certificate;
  }

  /** Starts everything; configurations and logs are written to {@code folder}. */
  static Servers start(
      Path folder,
      List<Signer.SignedZone> zones,
      ServerCertificate certificate,
      Path anchors,
      String bindAnchors) {
    Servers servers = new Servers(folder, zones, certificate);
    try {
      servers.authoritative();
      servers.bind(bindAnchors);
      servers.unbound("unbound", "validator iterator", anchors);
      servers.unbound("unbound-unvalidating", "iterator", anchors);
      servers.knot(servers.resolvers.get(2), anchors);
      servers.dnsdist(servers.resolvers.get(2));
      return servers;
    } catch (RuntimeException | Error e) {
      servers.close();
      throw e;
    }
  }

  /**
   * BIND, Unbound, an Unbound that doesn't validate; Knot Resolver and dnsdist, which pass
   * questions on to the last one.
   */
  List<Resolver> resolvers() {
    return List.copyOf(resolvers);
  }

  private void authoritative() {
    String served =
        zones.stream()
            .map(
                zone ->
                    "zone \"%s\" { type primary; file \"%s\"; };"
                        .formatted(zone.plan().origin(), zone.file()))
            .collect(Collectors.joining("\n"));
    named(
        "authoritative",
        port,
        "recursion no; dnssec-validation no; check-names primary ignore;",
        "",
        served);
  }

  /**
   * Asks other servers on the one port that the authoritative server happens to have: BIND's {@code
   * port} option.
   */
  private void bind(String anchors) {
    int plain = freePort();
    int doh = freePort();
    String root =
        "zone \".\" { type hint; file \"%s\"; };"
            .formatted(write("root.hints", ". 3600 NS ns.\nns. 3600 A 127.0.0.1\n"));
    named(
        "bind",
        plain,
        "recursion yes; dnssec-validation yes; allow-recursion { 127.0.0.0/8; };\n"
            + "listen-on port %d tls ours http ours { 127.0.0.1; };".formatted(doh),
        """
        tls ours { key-file "%s"; cert-file "%s"; };
        http ours { endpoints { "/dns-query"; }; };
        """
                .formatted(certificate.keyFile(), certificate.chainFile())
            + anchors,
        root);
    resolvers.add(new Resolver("bind", plain, doh, true));
  }

  private void named(String name, int listen, String options, String before, String after) {
    Path home = directory(name);
    String text =
        """
        %s
        options {
          directory "%s"; pid-file none; session-keyfile none; lock-file none;
          port %d; listen-on port %d { 127.0.0.1; }; listen-on-v6 { none; };
          query-source address 127.0.0.1; allow-query { 127.0.0.0/8; };
          %s
        };
        controls { };
        %s
        """
            .formatted(before, home, port, listen, options, after);
    Path configuration = write(name + ".conf", text);
    start("named", home, List.of("-g", "-n", "1", "-c", configuration.toString()), "running", name);
  }

  private void unbound(String name, String modules, Path anchors) {
    int plain = freePort();
    int doh = freePort();
    Path home = directory(name);
    String stubs =
        zones.stream()
            .map(
                zone ->
                    "stub-zone:\n  name: \"%s\"\n  stub-addr: 127.0.0.1@%d\n"
                        .formatted(zone.plan().origin(), port))
            .collect(Collectors.joining());
    String text =
        """
        server:
          interface: 127.0.0.1@%1$d
          interface: 127.0.0.1@%2$d
          https-port: %2$d
          tls-service-key: "%3$s"
          tls-service-pem: "%4$s"
          access-control: 127.0.0.0/8 allow
          do-not-query-localhost: no
          do-ip6: no
          local-zone: "test." nodefault
          module-config: "%5$s"
          trust-anchor-file: "%6$s"
          directory: "%7$s"
          pidfile: ""
          chroot: ""
          username: ""
          use-syslog: no
          logfile: ""
          log-time-ascii: yes
          verbosity: 1
          num-threads: 1
        remote-control:
          control-enable: no
        """
                .formatted(
                    plain,
                    doh,
                    certificate.keyFile(),
                    certificate.chainFile(),
                    modules,
                    anchors,
                    home)
            + stubs;
    Path configuration = write(name + ".conf", text);
    start("unbound", home, List.of("-d", "-c", configuration.toString()), "start of service", name);
    resolvers.add(new Resolver(name, plain, doh, modules.contains("validator")));
  }

  private void knot(Resolver behind, Path anchors) {
    int plain = freePort();
    int doh = freePort();
    String text =
        """
        net.listen('127.0.0.1', %1$d, { kind = 'dns' })
        net.listen('127.0.0.1', %2$d, { kind = 'doh2' })
        net.tls('%3$s', '%4$s')
        net.ipv6 = false
        trust_anchors.remove('.')
        trust_anchors.add_file('%6$s', true)
        for name in pairs({ta_update=1, ta_signal_query=1, priming=1, detect_time_skew=1}) do
          if modules.list()[name] ~= nil then modules.unload(name) end
        end
        cache.size = 10 * MB
        policy.add(policy.all(policy.FORWARD('127.0.0.1@%5$d')))
        print('knot is ready')
        """
            .formatted(
                plain, doh, certificate.chainFile(), certificate.keyFile(), behind.port(), anchors);
    Path configuration = write("knot.conf", text);
    Path home = directory("knot");
    start(
        "kresd",
        home,
        List.of("-n", "-c", configuration.toString(), home.toString()),
        "knot is ready",
        "knot");
    resolvers.add(new Resolver("knot", plain, doh, false));
  }

  private void dnsdist(Resolver behind) {
    int plain = freePort();
    int doh = freePort();
    String text =
        """
        setLocal('127.0.0.1:%1$d')
        addDOHLocal('127.0.0.1:%2$d', '%3$s', '%4$s', '/dns-query')
        newServer({address='127.0.0.1:%5$d', healthCheckMode='up'})
        setSecurityPollSuffix('')
        """
            .formatted(plain, doh, certificate.chainFile(), certificate.keyFile(), behind.port());
    Path configuration = write("dnsdist.conf", text);
    start(
        "dnsdist",
        directory("dnsdist"),
        List.of("--supervised", "--disable-syslog", "-C", configuration.toString()),
        "Listening on 127.0.0.1:" + doh,
        "dnsdist");
    resolvers.add(new Resolver("dnsdist", plain, doh, false));
  }

  private void start(String program, Path home, List<String> arguments, String ready, String log) {
    daemons.push(
        Daemon.start(Program.named(program), home, arguments, ready, folder.resolve(log + ".log")));
  }

  private Path directory(String name) {
    try {
      return Files.createDirectories(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path write(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A free TCP port of 127.0.0.1; in use once its server starts. */
  private static int freePort() {
    try (ServerSocket socket =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    while (!daemons.isEmpty()) {
      daemons.pop().close();
    }
  }

  /**
   * A resolver at 127.0.0.1.
   *
   * @param port plain DNS
   * @param dohPort DNS over HTTPS, path {@code /dns-query}
   * @param validates whether it sets AD and refuses what is BOGUS, unless asked with CD
   */
  record Resolver(String name, int port, int dohPort, boolean validates) {
    @Override
    public String toString() {
      return name;
    }
  }
}
