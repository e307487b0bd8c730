package dev.trustconnect.cli.issued;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.cli.defect.StackTraces;
import dev.trustconnect.cli.option.DnsOptions;
import dev.trustconnect.cli.option.ProgramVersion;
import dev.trustconnect.cli.terminal.ShownText;
import dev.trustconnect.cli.terminal.Style;
import dev.trustconnect.cli.terminal.Terminal;
import dev.trustconnect.name.HostName;
import dev.trustconnect.pin.Pin;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code trustconnect issued}: the certificates that exist for the endpoints of a policy. */
@Command(
    name = "issued",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    sortOptions = false,
    header = "Shows which certificates exist for a domain, and whether they fit the pins.",
    customSynopsis = "trustconnect issued [OPTION]... --domain DOMAIN [--policy FILE]",
    description = {
      "Asks a search service of Certificate Transparency for the certificates of a domain and the"
          + " names below it, and holds those for endpoints of a policy file against its pins: the"
          + " key of the certificate or of its issuer has to be pinned. A certificate that an"
          + " attacker got from another authority is OUTSIDE. The service knows the direct issuer"
          + " alone: if a policy pins a root, name the keys of its intermediates with --also. The"
          + " service may leave certificates out; nothing it says is proven.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trustconnect issued --domain example.com --policy policies.yaml",
      "      certificates for its endpoints that the policies would refuse",
      "  trustconnect issued --domain example.com --policy policies.yaml --since 4711 --json",
      "      what is new since the last run, one line of JSON each",
      "  trustconnect issued --domain example.com --source crtsh",
      "      from another service, which has no keys: nothing is judged",
      "",
      "Environment:",
      "  TRUSTCONNECT_ISSUED_TOKEN  sent to Cert Spotter, or to the server of --source URL, as",
      "      'Authorization: Bearer'; never to crt.sh or to the target of a redirect",
      "",
      "Exit status:",
      "   0  nothing lies outside the policies; what is not judged is listed",
      "   1  a certificate lies OUTSIDE: find out who asked for it",
      "   2  the command line or a file it names is wrong, or the Java runtime has no usable trust",
      "      store; nothing was asked",
      "   3  the source couldn't be read, or not to its end, and nothing that was read lies"
          + " outside.",
      "      Or a defect of this program kept a certificate from being judged; its stack trace is"
          + " on",
      "      standard error",
      "  70, 74  as for every command, see 'trustconnect --help'"
    })
public final class IssuedCommand implements Callable<Integer> {
  static final String TOKEN = "TRUSTCONNECT_ISSUED_TOKEN";

  private static final String CERT_SPOTTER = "https://api.certspotter.com/v1/issuances";
  private static final String CRT_SH = "https://crt.sh/";
  private static final String API_PATH = "/v1/issuances";
  private static final int MAX_FROM_FILE = 200_000;

  private final Terminal terminal;
  private final UnaryOperator<Function<Issued, Verdict>> around;
  private final Pages.Limits limits;

  @Option(
      names = "--domain",
      paramLabel = "DOMAIN",
      required = true,
      description = "The domain, such as example.com.")
  private String domain;

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description =
          "Judge by this policy file. Its upstreams are asked, unless --doh names others; it is in"
              + " force for the source, too.")
  private @Nullable Path policy;

  @Option(
      names = "--source",
      paramLabel = "SOURCE",
      defaultValue = "certspotter",
      description =
          "certspotter, crtsh, the https: URL of another server with Cert Spotter's API, or a file"
              + " with a saved answer of one of them. Default: certspotter.")
  private String source;

  @Option(
      names = "--since",
      paramLabel = "ID",
      description = "Only what Cert Spotter got after this one: the id that the last run printed.")
  private @Nullable String since;

  @Option(
      names = "--also",
      paramLabel = "PIN",
      description =
          "A key that is in order besides those that the policies pin, such as"
              + " issuer:sha256/…. Given several times: each of them.")
  private List<String> also = new ArrayList<>();

  @Option(names = "--expired", description = "Show and judge expired certificates, too.")
  private boolean expired;

  @Option(
      names = "--json",
      description = "Print one line of JSON for each certificate, and one with the totals.")
  private boolean json;

  @Mixin private DnsOptions dns;

  public IssuedCommand(Terminal terminal) {
    this(terminal, UnaryOperator.identity(), Pages.Limits.USUAL);
  }

  /**
   * The same.
   *
   * @param around may replace what judges a certificate
   * @param limits on the time that a search service may take
   */
  @SuppressWarnings("NullAway.Init") // picocli sets options before call()
  IssuedCommand(
      Terminal terminal, UnaryOperator<Function<Issued, Verdict>> around, Pages.Limits limits) {
    this.terminal = terminal;
    this.around = around;
    this.limits = limits;
  }

  @Override
  public Integer call() {
    String wanted = dns.read("--domain", () -> HostName.parse(domain)).ascii();
    List<Pin> pins = dns.read("--also", () -> also.stream().map(Pin::parse).toList());
    if (since != null && !since.matches("[A-Za-z0-9._-]{1,100}")) {
      throw dns.wrong("--since '" + since + "' isn't an id that this command printed");
    }
    try (TrustConnect trust = dns.trust(policy)) {
      Gathered gathered = gathered(trust, wanted);
      Judged judged =
          new Judged(
              around.apply(new Holding(trust.policies(), pins)::verdict),
              new StackTraces(terminal, "trustconnect issued"));
      Instant now = dns.clock().instant();
      List<Verdict> verdicts =
          gathered.certificates().stream()
              .filter(certificate -> expired || !certificate.isExpiredAt(now))
              .map(judged::verdict)
              .sorted(Comparator.comparing(Verdict::state).reversed())
              .toList();
      long ignored = (long) gathered.certificates().size() - verdicts.size();
      Report report =
          new Report(
              wanted,
              ShownText.url(source),
              verdicts,
              ignored,
              gathered.last(),
              judged.missing(gathered.missing()));
      terminal
          .out()
          .print(json ? ReportJson.of(report) : new ReportText(Style.of(terminal)).render(report));
      terminal.out().flush();
      return report.exitStatus();
    }
  }

  private Gathered gathered(TrustConnect trust, String wanted) {
    boolean atCrtSh = source.equals("crtsh");
    boolean isPaged = source.equals("certspotter") || source.contains("://");
    if (since != null && !isPaged) {
      throw dns.wrong("--since needs a source with Cert Spotter's API");
    }
    if (!atCrtSh && !isPaged) {
      return saved(Path.of(source));
    }
    // crt.sh gets no token that was made for another service.
    try (Pages pages = new Pages(trust, atCrtSh ? null : token(), limits)) {
      return atCrtSh
          ? pages.crtSh(HttpUrl.get(CRT_SH), wanted)
          : pages.certSpotter(server(), wanted, since);
    }
  }

  private HttpUrl server() {
    HttpUrl url = source.equals("certspotter") ? HttpUrl.get(CERT_SPOTTER) : dns.target(source);
    return url.encodedPath().equals("/") ? url.newBuilder().encodedPath(API_PATH).build() : url;
  }

  private @Nullable String token() {
    String token = terminal.environment().getOrDefault(TOKEN, "");
    if (!token.matches("[!-~]*")) { // it is not quoted
      throw dns.wrong(TOKEN + " has a character that no token has: a space, or one beyond ASCII");
    }
    return token.isEmpty() ? null : token;
  }

  private Gathered saved(Path file) {
    Map<String, Issued> found = new LinkedHashMap<>();
    List<String> missing = new ArrayList<>();
    String shown = ShownText.line(file.toString());
    dns.read(
        "--source " + file,
        () -> {
          try (InputStream in = Files.newInputStream(file)) {
            AnswerReader.read(in, shown, one -> keep(found, one));
          } catch (UnreadableAnswer wrong) {
            missing.add(String.valueOf(wrong.getMessage()));
          }
          return file;
        });
    if (found.size() == MAX_FROM_FILE) {
      missing.add(shown + ": the certificates after the first " + MAX_FROM_FILE + " weren't read");
    }
    return new Gathered(
        new ArrayList<>(found.values()), null, missing.isEmpty() ? null : missing.get(0));
  }

  private static void keep(Map<String, Issued> found, Issued one) {
    if (found.size() < MAX_FROM_FILE) {
      found.putIfAbsent(one.id(), one);
    }
  }
}
