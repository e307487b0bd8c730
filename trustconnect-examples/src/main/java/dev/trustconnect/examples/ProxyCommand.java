package dev.trustconnect.examples;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.examples.proxy.TunnelEvent;
import dev.trustconnect.examples.proxy.TunnelProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code trustconnect proxy}: for programs that nobody can plug anything into. */
@Command(
    name = "proxy",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false,
    description = {
      "Runs a CONNECT proxy on 127.0.0.1 for npm, pip, mvn, curl, docker and the like. It opens a"
          + " tunnel only if the policy file lets it: the name is proven, the tunnel leads to one of"
          + " its addresses, the certificate there was judged in a handshake of its own, and the"
          + " client asks for that very name.",
      "What goes through a tunnel it doesn't see: the program checks the certificate itself, and"
          + " keeps its own secrets.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trustconnect proxy --policy policies.yaml --port 8899",
      "  HTTPS_PROXY=http://127.0.0.1:8899 npm install",
      "  mvn -Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=8899 verify",
      "",
      "Exit status:",
      "  0  it was ended",
      "  2  the command line or a file it names is wrong, or the port is taken"
    })
final class ProxyCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Consumer<TunnelProxy> started;

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
      description = "Tunnels may lead to this port, too. Without it: 443 alone.")
  private Set<Integer> allowed = new HashSet<>();

  @Option(names = "--json", description = "Print one line of JSON for each request.")
  private boolean json;

  @Mixin private DnsOptions dns;

  ProxyCommand(Terminal terminal) {
    this(terminal, proxy -> {});
  }

  /** Somebody is told when it listens. */
  @SuppressWarnings("NullAway.Init") // picocli sets options before call()
  ProxyCommand(Terminal terminal, Consumer<TunnelProxy> started) {
    this.terminal = terminal;
    this.started = started;
  }

  @Override
  public Integer call() throws InterruptedException {
    Set<Integer> ports = new HashSet<>(allowed);
    ports.add(443);
    try (TrustConnect trust = dns.trust(policy);
        TunnelProxy proxy = listening(trust, ports)) {
      terminal.err().println("listening at http://127.0.0.1:" + proxy.port());
      started.accept(proxy);
      proxy.awaitEnd();
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException("the proxy's socket can't be closed", e);
    }
  }

  private TunnelProxy listening(TrustConnect trust, Set<Integer> ports) {
    if (port < 0 || port > 65_535) {
      throw dns.wrong("--port " + port + ": ports are 0 to 65535");
    }
    try {
      return new TunnelProxy(trust, port, ports, this::tell);
    } catch (IOException taken) {
      throw dns.wrong("--port " + port + ": " + taken.getMessage());
    }
  }

  private synchronized void tell(TunnelEvent event) {
    terminal.out().println(json ? line(event) : text(event));
    terminal.out().flush();
  }

  private String text(TunnelEvent event) {
    Style style = Style.of(terminal);
    String outcome = event.opened() ? style.good("open") : style.bad("refused");
    String code = event.reason().isEmpty() ? "" : " [" + event.reason() + "]";
    return outcome + " " + event.target() + code + " " + event.message();
  }

  private static String line(TunnelEvent event) {
    return JsonText.of(
        generator -> {
          generator.writeStringField("client", event.client());
          generator.writeStringField("target", event.target());
          generator.writeBooleanField("opened", event.opened());
          generator.writeStringField("reason", nullIfEmpty(event.reason()));
          generator.writeStringField("message", event.message());
        });
  }

  private static @Nullable String nullIfEmpty(String text) {
    return text.isEmpty() ? null : text;
  }
}
