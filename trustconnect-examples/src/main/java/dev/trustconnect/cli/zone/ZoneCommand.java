package dev.trustconnect.cli.zone;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.cli.option.DnsOptions;
import dev.trustconnect.cli.option.InstantText;
import dev.trustconnect.cli.option.ProgramVersion;
import dev.trustconnect.cli.terminal.Style;
import dev.trustconnect.cli.terminal.Terminal;
import dev.trustconnect.dnssec.Question;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.survey.SurveyPlan;
import dev.trustconnect.survey.ZoneFacts;
import dev.trustconnect.zone.DelegationPlan.Digest;
import dev.trustconnect.zone.ZoneHistory;
import dev.trustconnect.zone.ZoneReport;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Type;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code trustconnect zone}: the state of a zone and the next step for its owner. */
@Command(
    name = "zone",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    sortOptions = false,
    header = "Shows a zone's owner the state of its DNSSEC keys, and the next safe step.",
    customSynopsis = "trustconnect zone [OPTION]... ZONE",
    description = {
      "Asks for the keys, signatures and DS of a zone, says which states it is in, what to do next"
          + " and its earliest safe time, which DS to publish at the registrar, and when signatures"
          + " end. A DS is offered only for a key whose signature is valid now. Nothing is"
          + " changed.",
      "",
      "Answers come through a resolver: they are up to one TTL old, and the servers of the zone"
          + " aren't asked one by one.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trustconnect zone example.com",
      "      states, next steps, DS, signatures",
      "  trustconnect zone --since 2026-11-30T08:00:00Z --zone-ttl 86400 example.com",
      "      all servers have had the new key since then: how long to wait from there",
      "  trustconnect zone --registrar cds example.com",
      "      CDS and CDNSKEY records for the zone file",
      "  trustconnect zone --host www.example.com --host mail.example.com:465 example.com",
      "      TLSA records for the keys that these hosts serve",
      "  trustconnect zone --json example.com | jq -r '.states[].steps[].notBefore'",
      "      one line of JSON",
      "",
      "Exit status:",
      "   0  in order; a rollover that waits is in order too",
      "   1  something does harm if nothing is done now: the zone is BROKEN, asks its parent to"
          + " end",
      "      DNSSEC (DELETE_ASKED), its signatures are ending, or there is a note of weight ERROR",
      "   2  the command line or a file it names is wrong, ZONE isn't the apex of a zone, or the",
      "      Java runtime has no usable trust store",
      "   3  nothing could be judged: there was no answer, or the zone's algorithm isn't supported",
      "  70, 74  as for every command, see 'trustconnect --help'"
    })
public final class ZoneCommand implements Callable<Integer> {
  private static final int EXIT_ACTION = 1;
  private static final int EXIT_NOT_JUDGED = 3;
  private static final int MAX_HOSTS = 20;

  private final Terminal terminal;

  @Option(
      names = "--registrar",
      paramLabel = "FORM",
      converter = RegistrarForm.Reader.class,
      description =
          "Print the DS in this form: ds, dnskey (for registries that take the key), cds (for"
              + " parents that look for CDS records), terraform or route53 (for domains registered"
              + " with Route 53). Default: ds.")
  private RegistrarForm form = RegistrarForm.DS;

  @Option(
      names = "--digest",
      paramLabel = "DIGEST",
      converter = DigestText.class,
      description = "The digest of the DS: sha256 or sha384. Default: sha256.")
  private Digest digest = Digest.SHA256;

  @Option(
      names = "--since",
      paramLabel = "INSTANT",
      converter = InstantText.class,
      description = {
        "Since then all servers of the zone and of its parent have served it as it is now, such as",
        "2026-01-01T00:00:00Z. Without it waiting begins now."
      })
  private @Nullable Instant since;

  @Option(
      names = "--zone-ttl",
      paramLabel = "TTL",
      converter = TtlText.class,
      description =
          "The largest TTL in the zone, in seconds or as 36h. Without it: the largest at its apex.")
  private Duration zoneTtl = Duration.ZERO;

  @Option(
      names = "--host",
      paramLabel = "HOST[:PORT]",
      description =
          "Also print the TLSA record for the key that this host of the zone serves now, port 443"
              + " without PORT. One handshake; no request is sent. May be given several times.")
  private final List<String> hosts = new ArrayList<>();

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description =
          "Ask the upstreams of this policy file, unless --doh names others, and connect to --host"
              + " as it allows.")
  private @Nullable Path policy;

  @Option(names = "--json", description = "Print one line of JSON.")
  private boolean json;

  @Mixin private DnsOptions dns;

  @Parameters(index = "0", paramLabel = "ZONE", description = "The zone's name, its apex.")
  private String zone;

  @SuppressWarnings("NullAway.Init") // picocli sets mixin and parameters before call()
  public ZoneCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Reads a digest. */
  static final class DigestText implements ITypeConverter<Digest> {
    @Override
    public Digest convert(String text) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "sha256" -> Digest.SHA256;
        case "sha384" -> Digest.SHA384;
        default ->
            throw new TypeConversionException(
                "'" + text + "' isn't offered as a digest; write sha256 or sha384");
      };
    }
  }

  @Override
  public Integer call() {
    String apex = apex();
    List<Endpoint> endpoints = endpoints(apex);
    try (TrustConnect trust = dns.trust(policy)) {
      ZoneFacts facts = trust.surveyor().zone(apex);
      ZoneReport.whyNoApex(facts)
          .ifPresent(
              why -> {
                throw dns.wrong(why);
              });
      ZoneReport report =
          ZoneReport.of(
              facts,
              dns.clock().instant(),
              new ZoneHistory(Optional.ofNullable(since), zoneTtl),
              digest);
      List<HostTlsa> keys =
          endpoints.stream()
              .map(
                  endpoint ->
                      trust.surveyor().survey(endpoint, SurveyPlan.standard().oneHandshake()))
              .map(HostTlsa::of)
              .toList();
      show(new ShownZone(report, form, keys));
      return statusOf(report);
    }
  }

  private void show(ShownZone shown) {
    terminal
        .out()
        .print(
            json
                ? ZoneJson.of(shown) + System.lineSeparator()
                : new ZoneText(Style.of(terminal)).render(shown));
    terminal.out().flush();
  }

  private static int statusOf(ZoneReport report) {
    if (report.notJudged().isPresent()) {
      return EXIT_NOT_JUDGED;
    }
    return report.needsAction() ? EXIT_ACTION : 0;
  }

  private String apex() {
    String apex = dns.read(null, () -> Question.of(zone, Type.SOA).owner());
    if (apex.equals(".")) {
      throw dns.wrong("the root has no parent and no DS; give a zone below it");
    }
    boolean pasted = form == RegistrarForm.TERRAFORM || form == RegistrarForm.ROUTE53;
    if (pasted && !apex.matches("[A-Za-z0-9._-]+")) { // it goes between quotes of other languages
      throw dns.wrong("--registrar terraform and route53 are for host names; write ds");
    }
    Instant from = since;
    if (from != null && from.isAfter(dns.clock().instant())) {
      throw dns.wrong("--since " + from + " is in the future");
    }
    return apex;
  }

  private List<Endpoint> endpoints(String apex) {
    if (hosts.size() > MAX_HOSTS) {
      throw dns.wrong("--host is given more than " + MAX_HOSTS + " times");
    }
    List<Endpoint> endpoints = new ArrayList<>();
    for (String host : hosts) {
      Endpoint endpoint = dns.read(null, () -> Endpoint.parse(host));
      String name = endpoint.host().ascii();
      String zoneName = apex.toLowerCase(Locale.ROOT);
      if (!name.equals(zoneName) && !name.endsWith("." + zoneName)) {
        throw dns.wrong("--host " + name + " isn't in the zone " + apex);
      }
      endpoints.add(endpoint);
    }
    return endpoints;
  }
}
