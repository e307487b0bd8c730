package dev.trustconnect.cli.proxy;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.trustconnect.TrustConnect;
import dev.trustconnect.cli.option.DnsOptions;
import dev.trustconnect.cli.option.DurationText;
import dev.trustconnect.cli.option.ExitStatus;
import dev.trustconnect.cli.option.ProgramVersion;
import dev.trustconnect.cli.signal.Signals;
import dev.trustconnect.cli.terminal.JsonText;
import dev.trustconnect.cli.terminal.Style;
import dev.trustconnect.cli.terminal.Terminal;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** {@code trustconnect proxy}: for programs that can't load a plug-in. */
@Command(
    name = "proxy",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    sortOptions = false,
    header = "Guards programs such as npm, pip, mvn, git and curl by a policy file.",
    customSynopsis = "trustconnect proxy [OPTION]... --policy FILE",
    description = {
      "Runs a CONNECT proxy on 127.0.0.1 for programs that can't load a plug-in. It opens a tunnel"
          + " only if the policy file allows it: the name is proven, the tunnel leads to one of its"
          + " addresses, the proxy has judged the certificate there in its own handshake, and the"
          + " program asks for the same name.",
      "It doesn't see into the tunnel: the program checks the certificate itself, and guards its"
          + " own secrets. A ClientHello with an encrypted name (ECH) is refused.",
      "It prints a line with the time for each client: open or refused, and closed at the end of a"
          + " tunnel. A refusal's code is also the reason phrase of the answer: 403 if the endpoint"
          + " may not be connected to, 502 or 504 if a server failed and another attempt may"
          + " succeed, 503 if all tunnels are taken.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trustconnect proxy --policy policies.yaml --port 8899",
      "  HTTPS_PROXY=http://127.0.0.1:8899 npm install",
      "  mvn -Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=8899 verify",
      "",
      "Signals:",
      "  SIGINT, SIGTERM  cut all tunnels and exit with 0",
      "  SIGHUP           read the policy file again and judge the open tunnels by it; if the file",
      "                   is wrong, print why and keep the policies",
      "",
      "Exit status:",
      "   0  ended by SIGINT or SIGTERM; it never ends by itself",
      "   2  the command line or a file it names is wrong, the port is taken, or the Java runtime",
      "      has no usable trust store",
      "  70, 74  as for every command, see 'trustconnect --help'"
    })
public final class ProxyCommand implements Callable<Integer> {
  /** File descriptors for other purposes: clients without a tunnel, lookups, class files. */
  private static final long FILES_RESERVED = 64;

  private static final int FILES_PER_TUNNEL = 2;

  private final Terminal terminal;
  private final Consumer<TunnelProxy> started;
  private final boolean handlesSignals;

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      required = true,
      description =
          "Judge by this policy file. Its upstreams are asked, unless --doh names others.")
  private Path policy;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "0",
      description = "Listen at this port. Default: a free one, which is printed.")
  private int port;

  @Option(
      names = "--allow-port",
      paramLabel = "N",
      description = "Allow tunnels to this port, too. Without it: 443 alone.")
  private Set<Integer> allowed = new HashSet<>();

  @Option(
      names = "--max-tunnels",
      paramLabel = "N",
      defaultValue = "128",
      description = "Serve this many clients at a time, and answer 503 to others. Default: 128.")
  private int maxTunnels;

  @Option(
      names = "--idle-timeout",
      paramLabel = "DURATION",
      converter = IdleText.class,
      defaultValue = "5m",
      description =
          "End a tunnel that has had no traffic for this long: 30s, 5m, PT2H. Default: 5m.")
  private Duration idle;

  @Option(names = "--json", description = "Print each line as JSON.")
  private boolean json;

  @Mixin private DnsOptions dns;

  public ProxyCommand(Terminal terminal) {
    this(terminal, proxy -> {}, true);
  }

  /** For tests: {@code started} is called when it listens; signals aren't handled. */
  public ProxyCommand(Terminal terminal, Consumer<TunnelProxy> started) {
    this(terminal, started, false);
  }

  @SuppressWarnings("NullAway.Init") // picocli sets options before call()
  private ProxyCommand(Terminal terminal, Consumer<TunnelProxy> started, boolean handlesSignals) {
    this.terminal = terminal;
    this.started = started;
    this.handlesSignals = handlesSignals;
  }

  /** Above 0, up to a day. */
  static final class IdleText implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      Duration duration = DurationText.parse(text);
      if (duration.isZero()
          || duration.isNegative()
          || duration.compareTo(Duration.ofDays(1)) > 0) {
        throw new TypeConversionException("'" + text + "' is not above 0 and up to a day");
      }
      return duration;
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    try (LineWriter lines = new LineWriter(terminal.out(), terminal.err());
        TunnelProxy proxy = listening(lines);
        Signals signals = new Signals()) {
      if (handlesSignals) {
        handle(signals, proxy); // before anyone can know that it is running
      }
      terminal.err().println("listening at http://127.0.0.1:" + proxy.port());
      started.accept(proxy);
      proxy.awaitEnd();
      return 0;
    } catch (IOException ended) {
      note(ended.getMessage() + ": " + ended.getCause());
      return ExitStatus.BUG;
    }
  }

  private void handle(Signals signals, TunnelProxy proxy) {
    handle(signals, "INT", () -> end(proxy, "INT"));
    handle(signals, "TERM", () -> end(proxy, "TERM"));
    handle(signals, "HUP", () -> readAgain(proxy));
  }

  private void handle(Signals signals, String signal, Runnable action) {
    if (!signals.on(signal, action)) {
      note("SIG" + signal + " can't be handled here: the JVM's own action stays");
    }
  }

  private void end(TunnelProxy proxy, String signal) {
    note("SIG" + signal);
    proxy.close();
  }

  private synchronized void readAgain(TunnelProxy proxy) {
    try {
      proxy.judgeBy(dns.trust(policy));
      note("SIGHUP: the policies of " + policy + " are now in force");
    } catch (ParameterException | IllegalStateException wrong) {
      note("SIGHUP: the earlier policies stay in force: " + wrong.getMessage());
    }
  }

  private TunnelProxy listening(LineWriter lines) {
    if (port < 0 || port > 65_535) {
      throw dns.wrong("--port " + port + ": ports are 0 to 65535");
    }
    if (maxTunnels < 1 || maxTunnels > 10_000) {
      throw dns.wrong("--max-tunnels " + maxTunnels + ": 1 to 10000");
    }
    Set<Integer> ports = new HashSet<>(allowed);
    ports.add(443);
    TrustConnect trust = dns.trust(policy);
    try {
      TunnelProxy.Limits limits = new TunnelProxy.Limits(tunnels(), idle);
      return new TunnelProxy(trust, port, ports, limits, new Lines(lines));
    } catch (IOException taken) {
      trust.close();
      throw dns.wrong("--port " + port + ": " + taken.getMessage());
    }
  }

  /** The number of the option, or fewer if the process can't open enough sockets. */
  private int tunnels() {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      long files = system.getMaxFileDescriptorCount() - system.getOpenFileDescriptorCount();
      long possible = Math.max(1, (files - FILES_RESERVED) / FILES_PER_TUNNEL);
      if (possible < maxTunnels) {
        note(
            ("this process may open " + system.getMaxFileDescriptorCount() + " files (ulimit -n): ")
                + (possible + " tunnels at a time instead of " + maxTunnels));
        return (int) possible;
      }
    }
    return maxTunnels;
  }

  private void note(String message) {
    terminal.err().println(now() + " " + message);
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }

  private final class Lines implements TunnelProxy.Listener {
    private final LineWriter lines;

    Lines(LineWriter lines) {
      this.lines = lines;
    }

    @Override
    public void happened(TunnelEvent event) {
      Instant time = now();
      lines.print(json ? line(time, event) : time + " " + text(event));
    }

    @Override
    public void noted(String message) {
      note(message);
    }
  }

  private String text(TunnelEvent event) {
    Style style = Style.of(terminal);
    String outcome =
        switch (event.kind()) {
          case OPEN -> style.good("open");
          case CLOSED -> style.faint("closed");
          case REFUSED -> style.bad("refused");
        };
    String target = event.target().isEmpty() ? "" : " " + event.target();
    String code = event.reason().isEmpty() ? "" : " [" + event.reason() + "]";
    String cost =
        event.kind() != TunnelEvent.Kind.CLOSED
            ? ""
            : String.format(
                Locale.ROOT,
                "; %d bytes sent, %d received in %.3f s",
                event.sent(),
                event.received(),
                event.lasted().toMillis() / 1e3);
    return outcome + " " + event.client() + target + code + " " + event.message() + cost;
  }

  private static String line(Instant time, TunnelEvent event) {
    return JsonText.of(
        generator -> {
          generator.writeStringField("time", time.toString());
          generator.writeStringField("event", event.kind().name().toLowerCase(Locale.ROOT));
          generator.writeStringField("client", event.client());
          generator.writeStringField("target", event.target());
          generator.writeBooleanField("opened", event.kind() != TunnelEvent.Kind.REFUSED);
          generator.writeStringField("reason", nullIfEmpty(event.reason()));
          generator.writeStringField("message", event.message());
          if (event.kind() == TunnelEvent.Kind.CLOSED) {
            generator.writeNumberField("sent", event.sent());
            generator.writeNumberField("received", event.received());
            generator.writeNumberField("millis", event.lasted().toMillis());
          }
        });
  }

  private static @Nullable String nullIfEmpty(String text) {
    return text.isEmpty() ? null : text;
  }
}
