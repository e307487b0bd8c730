package dev.trustconnect.cli.probe;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditEvent;
import dev.trustconnect.audit.AuditSink;
import dev.trustconnect.cli.option.DnsOptions;
import dev.trustconnect.cli.option.ProgramVersion;
import dev.trustconnect.cli.terminal.Style;
import dev.trustconnect.cli.terminal.Terminal;
import dev.trustconnect.gate.Evidence;
import dev.trustconnect.name.HostName;
import dev.trustconnect.okhttp.TrustConnectOkHttp;
import dev.trustconnect.policy.EndpointPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code trustconnect probe}: connects, checks, and shows what was proven and could be pinned. */
@Command(
    name = "probe",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    sortOptions = false,
    header = "Connects to an endpoint; shows what it proves, and pins for it.",
    customSynopsis = "trustconnect probe [OPTION]... URL",
    description = {
      "Resolves the host of a URL, connects to it, and judges its name, address, certificate and"
          + " pins by a policy file or the defaults. Prints the evidence, and pins to paste into a"
          + " policy. Sends no HTTP request unless --get is given.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trustconnect probe https://api.example.com",
      "      what is proven today, and which pins would fit",
      "  trustconnect probe --policy policies.yaml https://api.example.com",
      "      does it pass this policy?",
      "  trustconnect probe --json https://api.example.com | jq -r '.path[].pin'",
      "      one line of JSON",
      "  trustconnect probe --identity --policy policies.yaml https://mtls.example.com",
      "      does it ask for a client certificate, and does it get ours?",
      "",
      "Exit status:",
      "   0  ALLOWED: a request may be sent to it",
      "   1  REFUSED: 'trustconnect explain CODE' says what to do",
      "   2  the command line or a file it names is wrong, or the Java runtime has no usable trust",
      "      store; nothing was asked",
      "   3  UNREACHABLE: no answer, so nothing could be judged; or FAILED: the connection or the",
      "      request of --get broke off",
      "  70, 74  as for every command, see 'trustconnect --help'"
    })
public final class ProbeCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description =
          "Judge by this policy file. Its upstreams are asked, unless --doh names others.")
  private @Nullable Path policy;

  @Option(names = "--get", description = "Then request the URL (GET, no redirects followed).")
  private boolean get;

  @Option(
      names = "--identity",
      description =
          "Show whether the server asks for a client certificate, from which authorities, and"
              + " which identity of the policy file it gets. Whether the server accepts that, only"
              + " --get shows: TLS 1.3 doesn't say.")
  private boolean identity;

  @Option(names = "--json", description = "Print one line of JSON.")
  private boolean json;

  @Mixin private DnsOptions dns;

  @Parameters(index = "0", paramLabel = "URL", description = "An https: URL, or host[:port].")
  private String url;

  @SuppressWarnings("NullAway.Init") // picocli sets mixin and parameters before call()
  public ProbeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    HttpUrl target = dns.target(url);
    Probed probed = identity ? withCertificate(target) : probed(target, List.of());
    terminal
        .out()
        .print(
            json
                ? ProbeJson.of(probed) + System.lineSeparator()
                : new ProbeText(Style.of(terminal)).render(probed));
    terminal.out().flush();
    return probed.outcome().exitStatus();
  }

  private Probed withCertificate(HttpUrl target) {
    List<AuditEvent> events = new CopyOnWriteArrayList<>();
    Probed probed = probed(target, List.of(events::add));
    return probed.with(ClientCertificate.of(events, probed.evidence()));
  }

  /** When it returns, the sinks have got all events. */
  private Probed probed(HttpUrl target, List<AuditSink> sinks) {
    try (TrustConnect trust = dns.trust(policy, sinks)) {
      return probe(trust, target);
    }
  }

  private Probed probe(TrustConnect trust, HttpUrl target) {
    String host = target.host().contains(":") ? "[" + target.host() + "]" : target.host();
    String endpoint = host + ":" + target.port();
    EndpointPolicy judgedBy = policyFor(trust, target.host());
    try (SSLSocket socket =
        (SSLSocket) trust.tls().socketFactory().createSocket(target.host(), target.port())) {
      socket.setSoTimeout((int) dns.timeout().toMillis());
      TimelyHandshake.complete(socket, dns.timeout());
      SSLSession session = socket.getSession();
      boolean unused = trust.tls().hostnameVerifier().verify(target.host(), session);
      Evidence evidence = Evidence.of(session).orElseThrow();
      String tls = session.getProtocol() + " " + session.getCipherSuite();
      Probed connected = new Probed(endpoint, judgedBy, evidence, tls, null, "", null);
      return get ? requested(trust, target, connected) : connected;
    } catch (IOException failed) {
      return new Probed(endpoint, judgedBy, null, "", failed, "", null);
    }
  }

  /** Sends the request. A failure doesn't affect the evidence, which is already complete. */
  private Probed requested(TrustConnect trust, HttpUrl target, Probed connected) {
    IOException failure = null;
    String answer = "";
    try {
      answer = answer(trust, target);
    } catch (IOException failed) {
      failure = failed;
    }
    return new Probed(
        connected.endpoint(),
        connected.policy(),
        connected.evidence(),
        connected.tls(),
        failure,
        answer,
        null);
  }

  private static @Nullable EndpointPolicy policyFor(TrustConnect trust, String host) {
    try {
      return trust.policies().policyFor(HostName.parse(host)).orElse(null);
    } catch (IllegalArgumentException noName) {
      return null; // an address, which the gate refuses
    }
  }

  private String answer(TrustConnect trust, HttpUrl target) throws IOException {
    OkHttpClient client =
        TrustConnectOkHttp.newClient(trust)
            .newBuilder()
            .followRedirects(false)
            .callTimeout(dns.timeout())
            .build();
    try (Response response = client.newCall(new Request.Builder().url(target).build()).execute()) {
      return response.code() + " over " + response.protocol();
    } finally {
      client.connectionPool().evictAll();
      client.dispatcher().executorService().shutdown();
    }
  }
}
