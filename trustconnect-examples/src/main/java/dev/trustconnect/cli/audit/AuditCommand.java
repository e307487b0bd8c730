package dev.trustconnect.cli.audit;

import dev.trustconnect.cli.list.ListFile;
import dev.trustconnect.cli.list.Place;
import dev.trustconnect.cli.list.Target;
import dev.trustconnect.cli.option.DnsOptions;
import dev.trustconnect.cli.option.ExitStatus;
import dev.trustconnect.cli.option.ProgramVersion;
import dev.trustconnect.cli.terminal.ShownText;
import dev.trustconnect.cli.terminal.Style;
import dev.trustconnect.cli.terminal.Terminal;
import dev.trustconnect.remark.Assessment;
import dev.trustconnect.remark.Severity;
import dev.trustconnect.resolve.AddressRules;
import dev.trustconnect.survey.Endpoint;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code trustconnect audit}: what is remarkable about endpoints, and whose it is. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    sortOptions = false,
    header = "Says what is wrong with endpoints, whose it is, and what each side can do.",
    customSynopsis = {
      "trustconnect audit [OPTION]... HOST|URL...",
      "       trustconnect audit [OPTION]... --list FILE",
      "       trustconnect audit --explain ID"
    },
    description = {
      "Looks at names, zones, addresses and certificates, by at most 14 DNS questions and three"
          + " connections for each endpoint; sends no HTTP request unless --get is given. The first"
          + " line for an endpoint says whether it may be called. A remark has what was seen and"
          + " wanted, what its owner (O:) and its caller (C:) can do, and a source. A remark that a"
          + " policy makes up for is compensated, and doesn't count.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trustconnect audit api.example.com",
      "      may it be called, and what is wrong?",
      "  trustconnect audit --policy policies.yaml --list endpoints.txt",
      "      what do our policies make up for?",
      "  trustconnect audit --list endpoints.txt --format sarif -o audit.sarif --format text -o -",
      "      for code scanning and for people, in one run",
      "  trustconnect audit --list endpoints.txt --baseline known.json",
      "      fail on what is new; --format json -o known.json wrote it",
      "  trustconnect audit --format nagios api.example.com",
      "      for monitoring",
      "  trustconnect audit --explain caa.absent",
      "      what a remark means",
      "",
      "The list has one host[:port] or https: URL per line; # begins a comment. A baseline is the",
      "JSON or SARIF of an earlier run: what is in it doesn't fail this run for 90 days from when"
          + " it",
      "was first seen. CRITICAL remarks and broken signatures always do.",
      "",
      "Exit status:",
      "   0  nothing is as severe as --fail-on",
      "   1  something is",
      "   2  the command line or a file it names is wrong, or the Java runtime has no usable trust",
      "      store; nothing was asked. Or a line of --list is wrong, and nothing above was found",
      "   3  an endpoint couldn't be judged, or the run was interrupted, and nothing above was"
          + " found.",
      "      If a defect of this program is why, its stack trace is on standard error",
      "  With --format nagios on standard output: 0 OK, 1 WARNING (one step below --fail-on),",
      "      2 CRITICAL, 3 UNKNOWN",
      "  70, 74  as for every command, see 'trustconnect --help'"
    })
public final class AuditCommand implements Callable<Integer> {
  private static final int MOST_JOBS = 256;

  private final Terminal terminal;
  private final UnaryOperator<Function<Target, Assessment>> around;

  @Parameters(
      arity = "0..*",
      paramLabel = "HOST|URL",
      description = "host[:port], or an https: URL.")
  private final List<String> endpoints = new ArrayList<>();

  @Option(names = "--list", paramLabel = "FILE", description = "Audit the endpoints in this file.")
  private @Nullable String list;

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description =
          "Judge by this policy file. Its upstreams are asked, unless --doh names others.")
  private @Nullable Path policy;

  @Option(
      names = "--fail-on",
      paramLabel = "SEVERITY",
      converter = NamedValue.OfSeverity.class,
      description = "Exit with 1 from this on: critical, high, medium, low, info. Default: high.")
  private Severity failOn = Severity.HIGH;

  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      description = "The JSON or SARIF of an earlier run: only what is new fails this one.")
  private @Nullable Path baseline;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      converter = NamedValue.OfFormat.class,
      description =
          "text, json, sarif, junit or nagios. Given several times: each goes to the -o in the same"
              + " place. Default: text. sarif needs a file that names the endpoints: --list or"
              + " --policy.")
  private final List<AuditFormat> formats = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write there instead of to standard output ('-'), in one step.")
  private final List<String> files = new ArrayList<>();

  @Option(names = "--lines", description = "With json: one line for each endpoint, and no more.")
  private boolean lines;

  @Option(names = "--all-addresses", description = "Connect to each address, at most 8.")
  private boolean allAddresses;

  @Option(
      names = "--get",
      description =
          "Request / over TLS, and in the clear at port 80; no redirects followed, no secrets"
              + " sent.")
  private boolean get;

  @Option(names = "--passive", description = "Ask DNS alone; connect to nothing.")
  private boolean passive;

  @Option(
      names = "--system",
      description = "Compare with the operating system's resolver, which may ask in the clear.")
  private boolean system;

  @Option(
      names = "--allow",
      paramLabel = "CIDR",
      description = "Names may lead into this special-purpose block, such as 10.0.0.0/8.")
  private final List<String> allowed = new ArrayList<>();

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "Audit this many endpoints at a time. Default: 8.")
  private int jobs = 8;

  @Option(
      names = "--explain",
      paramLabel = "ID",
      description = "Print what a remark means; nothing is asked.")
  private @Nullable String explain;

  @Mixin private DnsOptions dns;

  public AuditCommand(Terminal terminal) {
    this(terminal, UnaryOperator.identity());
  }

  /**
   * The same.
   *
   * @param around may replace what surveys and judges an endpoint
   */
  @SuppressWarnings("NullAway.Init") // picocli sets the mixin before call()
  AuditCommand(Terminal terminal, UnaryOperator<Function<Target, Assessment>> around) {
    this.terminal = terminal;
    this.around = around;
  }

  @Override
  public Integer call() {
    if (explain != null) {
      return explained(explain);
    }
    // Everything is read and checked before the first question is asked.
    refuseWhatExcludesEachOther();
    Outputs outputs = dns.read(null, () -> Outputs.of(formats, files));
    ListFile listed = targets();
    List<Target> targets = outputs.have(AuditFormat.SARIF) ? placed(listed) : listed.targets();
    AddressRules rules = dns.read(null, this::rules);
    Instant now = dns.clock().instant();
    Baseline known = known(now);
    listed.problems().forEach(this::tell);
    if (targets.isEmpty()) {
      return ExitStatus.USAGE;
    }
    AuditPlan.Reach reach = new AuditPlan.Reach(passive, allAddresses, get, system);
    try (AuditPlan plan = new AuditPlan(dns, policy, rules, reach)) {
      String source = list != null ? list : policy != null ? policy.toString() : "";
      Report before =
          Report.of(
              now, source, List.of(), failOn, known, targets.size(), listed.problems().size());
      return run(plan, targets, before, outputs);
    }
  }

  private int run(AuditPlan plan, List<Target> targets, Report before, Outputs outputs) {
    boolean isDocument = outputs.printed().filter(AuditFormat.TEXT::equals).isEmpty();
    AuditProgress progress = new AuditProgress(terminal, before, isDocument);
    AuditRun run = new AuditRun(around.apply(plan::audit), progress::done);
    try (Interruption interruption = new Interruption()) {
      interruption.watch(run);
      Report report = before.with(run.run(targets, jobs));
      progress.end();
      if (!outputs.write(report, lines, terminal)) {
        return ExitStatus.OUTPUT;
      }
      return outputs.printed().orElse(AuditFormat.TEXT).status(report);
    }
  }

  private int explained(String id) {
    String row =
        ExplainedConcern.of(id, Style.of(terminal))
            .orElseThrow(
                () ->
                    dns.wrong(
                        "no remark has the id '"
                            + ShownText.line(id)
                            + "'; there are: "
                            + ExplainedConcern.alike(id)));
    terminal.out().print(row);
    terminal.out().flush();
    return 0;
  }

  private void refuseWhatExcludesEachOther() {
    if (list != null && !endpoints.isEmpty()) {
      throw dns.wrong("--list FILE and HOST exclude each other");
    }
    if (list == null && endpoints.isEmpty()) {
      throw dns.wrong("give a HOST or URL, or --list FILE");
    }
    if (passive && (get || allAddresses)) {
      throw dns.wrong(
          "--passive and " + (get ? "--get" : "--all-addresses") + " exclude each other");
    }
    if (baseline != null && files.stream().anyMatch(file -> Path.of(file).equals(baseline))) {
      throw dns.wrong(
          "--baseline and -o name the same file: what is new now would be known to the next run");
    }
    if (jobs < 1 || jobs > MOST_JOBS) {
      throw dns.wrong("--jobs: '" + jobs + "' is not a number from 1 to " + MOST_JOBS);
    }
    if (lines && !formats.contains(AuditFormat.JSON)) {
      throw dns.wrong("--lines is for --format json");
    }
  }

  private ListFile targets() {
    String file = list;
    if (file != null) {
      return dns.read("--list " + file, () -> ListFile.read(file, terminal.in()));
    }
    Map<Endpoint, Target> named = new LinkedHashMap<>();
    for (String typed : endpoints) {
      Endpoint endpoint = dns.read(null, () -> Endpoint.parse(typed));
      named.putIfAbsent(endpoint, new Target(endpoint, null));
    }
    return new ListFile(List.copyOf(named.values()), List.of());
  }

  /** The targets with their places: those of the list, else those of the policy file. */
  private List<Target> placed(ListFile listed) {
    Path file = policy;
    PolicyLines named =
        file == null ? null : dns.read("--policy " + file, () -> PolicyLines.of(file));
    List<Target> placed = new ArrayList<>();
    for (Target target : listed.targets()) {
      Place place = target.place();
      if (place == null && named != null) {
        place = named.find(target.endpoint().host()).orElse(null);
      }
      if (place == null) {
        throw dns.wrong(
            "--format sarif: "
                + target.endpoint()
                + " stands in no file, and a result needs a line to be shown at; name it in --list"
                + " FILE or in the --policy file");
      }
      if (place.uri().isEmpty()) {
        throw dns.wrong(
            "--format sarif: "
                + place.file()
                + " isn't below the working folder, so that its results would have no place in a"
                + " repository; run this in the repository");
      }
      placed.add(new Target(target.endpoint(), place));
    }
    return placed;
  }

  private AddressRules rules() {
    try {
      return AddressRules.PUBLIC_ONLY.allowing(allowed.toArray(String[]::new));
    } catch (IllegalArgumentException malformed) {
      throw new IllegalArgumentException("--allow: " + malformed.getMessage(), malformed);
    }
  }

  private Baseline known(Instant now) {
    Path file = baseline;
    if (file == null) {
      return Baseline.NONE;
    }
    Baseline known = dns.read("--baseline " + file, () -> Baseline.read(file, now));
    if (known.tooOld() > 0) {
      tell(
          "--baseline "
              + file
              + ": "
              + known.tooOld()
              + (known.tooOld() == 1 ? " remark is" : " remarks are")
              + " older than "
              + Baseline.LIFETIME.toDays()
              + " days, and counted again");
    }
    return known;
  }

  private void tell(String problem) {
    terminal.err().println("trustconnect audit: " + ShownText.line(problem));
  }
}
