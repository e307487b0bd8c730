package dev.trustconnect.cli.option;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditSink;
import dev.trustconnect.cli.terminal.ShownText;
import dev.trustconnect.config.PolicyFile;
import dev.trustconnect.dnssec.TrustAnchors;
import dev.trustconnect.identity.IdentityException;
import dev.trustconnect.resolve.AddressRules;
import dev.trustconnect.upstream.DohUpstream;
import dev.trustconnect.upstream.transport.DnsExchange;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options under "Name resolution": DNS servers, trust anchors and clock. */
public final class DnsOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--doh",
      paramLabel = "URL",
      description =
          "A DNS-over-HTTPS server, such as https://192.0.2.53/dns-query. Given several times: the"
              + " next is asked when one fails or is late. Without it: Quad9, then Cloudflare.")
  private final List<String> doh = new ArrayList<>();

  @Option(
      names = "--bootstrap",
      paramLabel = "IP",
      description =
          "An address of the --doh servers that are given by name. Given several times: all are"
              + " tried.")
  private final List<String> bootstrap = new ArrayList<>();

  @Option(
      names = "--doh-ca",
      paramLabel = "PEM",
      description = "Trust the CA certificates in this file, and no others, for the --doh servers.")
  private @Nullable Path dohCa;

  @Option(
      names = "--doh-proxy",
      paramLabel = "URL",
      description = { // one element per line: picocli would break a URL at its colon
        "Ask the DNS-over-HTTPS servers through this HTTP proxy, such as",
        "http://192.0.2.80:3128 or",
        "http://user:password@proxy.example.com:3128.",
        "Only the proxy's own name is looked up by the system.",
        "Without this option: directly, whatever HTTPS_PROXY and",
        "-Dhttps.proxyHost say."
      })
  private @Nullable String dohProxy;

  @Option(
      names = "--anchors",
      paramLabel = "FILE",
      description =
          "Trust these anchors instead of the root's: DS and DNSKEY records of any zone, in"
              + " zone-file syntax.")
  private @Nullable Path anchors;

  @Option(
      names = "--at",
      paramLabel = "INSTANT",
      converter = InstantText.class,
      description = {
        "Judge signatures and certificates at this time instead of now, such as",
        "2026-01-01T00:00:00Z."
      })
  private @Nullable Instant at;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      converter = DurationText.class,
      description = "How long one lookup may take in all: 5s, 1500ms, 1m, PT5S. Default: 5s.")
  private Duration timeout = Duration.ofSeconds(5);

  @Option(
      names = {"-v", "--verbose"},
      description =
          "Print on standard error each question to a server with its outcome and milliseconds, and"
              + " what each gate decides.")
  private boolean verbose;

  @SuppressWarnings("NullAway.Init") // picocli sets spec before anything is read
  DnsOptions() {}

  /** The servers given on the command line; may be empty. */
  List<DohUpstream> given() {
    if (doh.isEmpty() && (!bootstrap.isEmpty() || dohCa != null)) {
      throw wrong(
          (dohCa != null ? "--doh-ca" : "--bootstrap") + " needs a --doh server: add --doh URL");
    }
    DohServers servers = new DohServers(bootstrap, dohCa);
    return read(null, () -> doh.isEmpty() ? List.of() : proxied(servers.of(doh)));
  }

  /** These servers, through the proxy of the command line if there is one. */
  private List<DohUpstream> proxied(List<DohUpstream> direct) {
    String proxy = dohProxy;
    if (proxy == null) {
      return direct;
    }
    try {
      return direct.stream().map(server -> server.withProxy(proxy)).toList();
    } catch (
        IllegalArgumentException
            malformed) { // the message doesn't quote the URL, which may contain a password
      throw new IllegalArgumentException("--doh-proxy: " + malformed.getMessage(), malformed);
    }
  }

  /** The servers of the command line, or else Quad9 and Cloudflare. */
  public List<DohUpstream> servers() {
    List<DohUpstream> given = given();
    return given.isEmpty()
        ? read(null, () -> proxied(List.of(DohUpstream.QUAD9, DohUpstream.CLOUDFLARE)))
        : given;
  }

  /**
   * A TrustConnect with the servers, anchors and clock of the command line, and a policy file.
   *
   * @param policy null for the defaults
   */
  public TrustConnect trust(@Nullable Path policy) {
    return trust(policy, List.of());
  }

  /**
   * The same.
   *
   * @param sinks receive audit events
   */
  public TrustConnect trust(@Nullable Path policy, List<AuditSink> sinks) {
    return trust(policy, sinks, AddressRules.PUBLIC_ONLY);
  }

  /**
   * The same.
   *
   * @param rules which addresses a name may have
   */
  public TrustConnect trust(@Nullable Path policy, List<AuditSink> sinks, AddressRules rules) {
    return trust(policy, sinks, rules, UnaryOperator.identity());
  }

  /**
   * The same.
   *
   * @param order puts the servers in the order in which to ask them
   */
  public TrustConnect trust(
      @Nullable Path policy,
      List<AuditSink> sinks,
      AddressRules rules,
      UnaryOperator<List<DohUpstream>> order) {
    return trust(policy, sinks, rules, order, builder -> {});
  }

  /**
   * The same.
   *
   * @param more has the last word about the settings
   */
  public TrustConnect trust(
      @Nullable Path policy, AddressRules rules, Consumer<TrustConnect.Builder> more) {
    return trust(policy, List.of(), rules, UnaryOperator.identity(), more);
  }

  private TrustConnect trust(
      @Nullable Path policy,
      List<AuditSink> sinks,
      AddressRules rules,
      UnaryOperator<List<DohUpstream>> order,
      Consumer<TrustConnect.Builder> more) {
    try {
      return built(policy, sinks, rules, order, more);
    } catch (IdentityException unusable) { // its message names the file
      throw wrong(String.valueOf(unusable.getMessage()));
    }
  }

  private TrustConnect built(
      @Nullable Path policy,
      List<AuditSink> sinks,
      AddressRules rules,
      UnaryOperator<List<DohUpstream>> order,
      Consumer<TrustConnect.Builder> more) {
    TrustConnect.Builder builder =
        TrustConnect.builder()
            .anchors(trusted())
            .clock(clock())
            .resolveTimeout(timeout())
            .addressRules(rules);
    PolicyFile file = policy == null ? null : file(policy);
    List<DohUpstream> asked = order.apply(file == null ? servers() : file.upstreams());
    if (file != null) {
      builder.file(file.withUpstreams(List.of()));
    }
    sinks.forEach(builder::audit);
    if (verbose) {
      builder.audit(trace()::event);
    }
    builder.dnsExchanges(opened(asked).toArray(DnsExchange[]::new));
    more.accept(builder);
    return builder.build();
  }

  /**
   * The servers that {@link #trust} asks, in order.
   *
   * @param policy null for none
   */
  public List<DohUpstream> servers(@Nullable Path policy) {
    return policy == null ? servers() : file(policy).upstreams();
  }

  /** These servers, opened; with {@code -v} every question to them is printed. */
  public List<DnsExchange> opened(List<DohUpstream> servers) {
    return verbose ? trace().opened(servers) : servers.stream().map(DohUpstream::open).toList();
  }

  private Trace trace() {
    return new Trace(spec.commandLine().getErr());
  }

  /** A policy file, read now, with the servers and the proxy of the command line. */
  PolicyFile file(Path policy) {
    List<DohUpstream> given = given();
    PolicyFile file = read("--policy " + policy, () -> PolicyFile.read(policy));
    return file.withUpstreams(
        given.isEmpty() ? read(null, () -> proxied(file.upstreams())) : given);
  }

  /** Parses an {@code https:} URL, or {@code host[:port]}. An error message contains no token. */
  public HttpUrl target(String url) {
    String text = url.contains("://") ? url : "https://" + url;
    HttpUrl parsed = HttpUrl.parse(text);
    if (parsed == null || !parsed.isHttps()) {
      String cause = parsed == null ? ": " + malformed(ShownText.url(text)) : "";
      throw wrong(
          "'"
              + ShownText.url(url)
              + "' isn't an https: URL"
              + cause
              + "; give one, or host[:port]");
    }
    return parsed;
  }

  /** OkHttp's error for a URL from which tokens have been removed. */
  private static String malformed(String shown) {
    try {
      HttpUrl unused = HttpUrl.get(shown);
      return "its user information or query is malformed";
    } catch (IllegalArgumentException wrong) {
      return String.valueOf(wrong.getMessage());
    }
  }

  public TrustAnchors trusted() {
    Path file = anchors;
    return file == null
        ? TrustAnchors.root()
        : read("--anchors " + file, () -> TrustAnchors.fromFile(file));
  }

  public InstantSource clock() {
    return at == null ? InstantSource.system() : InstantSource.fixed(at);
  }

  /** The system's clock; with {@code --at} a clock that starts at that time and runs. */
  public InstantSource runningClock() {
    Instant start = at;
    return start == null
        ? InstantSource.system()
        : Clock.offset(Clock.systemUTC(), Duration.between(Instant.now(), start));
  }

  public Duration timeout() {
    return timeout;
  }

  /**
   * The result of {@code reading}; a failure becomes a usage error that begins with {@code place}.
   */
  public <T> T read(@Nullable String place, Reading<T> reading) {
    try {
      return reading.get();
    } catch (IOException unreadable) {
      throw wrong((place == null ? "" : place + ": ") + FileTrouble.inWords(unreadable));
    } catch (IllegalArgumentException malformed) {
      throw wrong(String.valueOf(malformed.getMessage()));
    }
  }

  public ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /** Reads a value. */
  public interface Reading<T> {
    T get() throws IOException;
  }
}
