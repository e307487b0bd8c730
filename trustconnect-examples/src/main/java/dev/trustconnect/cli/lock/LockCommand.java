package dev.trustconnect.cli.lock;

import dev.trustconnect.cli.defect.StackTraces;
import dev.trustconnect.cli.list.Place;
import dev.trustconnect.cli.option.DnsOptions;
import dev.trustconnect.cli.option.DurationText;
import dev.trustconnect.cli.option.ProgramVersion;
import dev.trustconnect.cli.terminal.ShownText;
import dev.trustconnect.cli.terminal.Style;
import dev.trustconnect.cli.terminal.Terminal;
import dev.trustconnect.config.PolicyFile;
import dev.trustconnect.lock.TrustLock;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.resolve.AddressRules;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.survey.Survey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code trustconnect lock}: keeps the known facts of endpoints, and shows changes. */
@Command(
    name = "lock",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    sortOptions = false,
    header = "Keeps what is known of endpoints in a file; shows what has changed.",
    customSynopsis = {
      "trustconnect lock [OPTION]... HOST...",
      "trustconnect lock --check [OPTION]... [HOST...]",
      "trustconnect lock --update HOST[:FIELD] --because TEXT [OPTION]...",
      "trustconnect lock --merge FILE | --policy-from"
    },
    description = {
      "Surveys endpoints and writes what doesn't change by itself to trustconnect.lock: verdict,"
          + " zone, aliases, name server operators and networks of the name, authorities and roots"
          + " of the certificates, TLS version, client certificates. Commit that file. --check"
          + " compares; renewals and moving addresses stay silent. No HTTP request is sent unless"
          + " --get is given.",
      "",
      "An alert is reported only if a second look confirms it or gets no answer. Changes of healthy"
          + " endpoints are remembered in .trustconnect/state.jsonl beside the lock, which isn't"
          + " committed.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trustconnect lock api.example.com login.example.com:8443",
      "      write what is known; endpoints that are locked already stay as they are",
      "  trustconnect lock --check",
      "      has anything changed? For continuous integration",
      "  trustconnect lock --check --format sarif > lock.sarif",
      "      the same for code scanning",
      "  trustconnect lock --update api.example.com:authorities --because 'second CA, SEC-512'",
      "      accept another authority; without a field, accept the endpoint as it is now",
      "  trustconnect lock --merge other-place.lock",
      "      add what another machine sees",
      "  trustconnect lock --policy-from > policies.yaml",
      "      a policy file that enforces what is locked",
      "",
      "Exit status:",
      "   0  written; or --check found nothing but what is normal",
      "   1  --check found an alert, or with --strict a notice",
      "   2  the command line or a file it names is wrong, or the Java runtime has no usable trust",
      "      store",
      "   3  an endpoint couldn't be judged, or the changes are those of your own network, and",
      "      nothing above was found. If a defect of this program is why, its stack trace is on",
      "      standard error",
      "  70, 74  as for every command, see 'trustconnect --help'"
    })
public final class LockCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final UnaryOperator<Function<Endpoint, Survey>> around;
  private final StackTraces traces;

  @Parameters(arity = "0..*", paramLabel = "HOST", description = "host[:port], or an https: URL.")
  private final List<String> hosts = new ArrayList<>();

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description =
          "Survey by this policy file. Its upstreams are asked, unless --doh names others. Without"
              + " HOST: write the hosts of its entries.")
  private @Nullable Path policy;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "The lock. Default: trustconnect.lock.")
  private Path file = Path.of("trustconnect.lock");

  @Option(names = "--check", description = "Compare with the lock; write no lock.")
  private boolean check;

  @Option(names = "--strict", description = "With --check: a notice fails too.")
  private boolean strict;

  @Option(
      names = "--update",
      paramLabel = "HOST[:FIELD]",
      description =
          "Accept what is seen now: of a field that is a set in addition, of any other instead."
              + " Without FIELD: the whole endpoint, instead. Needs --because.")
  private @Nullable String update;

  @Option(
      names = "--because",
      paramLabel = "TEXT",
      description = "Why, for reviewers: at most 200 characters.")
  private @Nullable String because;

  @Option(names = "--merge", paramLabel = "FILE", description = "Add what another lock knows.")
  private @Nullable Path merge;

  @Option(names = "--policy-from", description = "Print a policy file that demands what is locked.")
  private boolean policyFrom;

  @Option(names = "--all-addresses", description = "Connect to each address, at most 8.")
  private boolean allAddresses;

  @Option(
      names = "--get",
      description =
          "Request / through the gates, and lock the kind of the answer: status class, media type"
              + " and product of the server. No secret is sent, no redirect followed, no body"
              + " read.")
  private boolean get;

  @Option(
      names = "--allow",
      paramLabel = "CIDR",
      description = "Names may lead into this special-purpose block, such as 10.0.0.0/8.")
  private final List<String> allowed = new ArrayList<>();

  @Option(
      names = "--confirm-after",
      paramLabel = "DURATION",
      converter = DurationText.class,
      description = "How long to wait before the second look at an alert. Default: 5s.")
  private Duration confirmAfter = Duration.ofSeconds(5);

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "With --check: text, json for one line, sarif for code scanning, which shows results at"
              + " the lines of the lock, or junit. Default: text.")
  private String format = "text";

  @Mixin private DnsOptions dns;

  public LockCommand(Terminal terminal) {
    this(terminal, UnaryOperator.identity());
  }

  /**
   * The same.
   *
   * @param around may replace what surveys an endpoint
   */
  @SuppressWarnings("NullAway.Init") // picocli sets the mixin before call()
  LockCommand(Terminal terminal, UnaryOperator<Function<Endpoint, Survey>> around) {
    this.terminal = terminal;
    this.around = around;
    this.traces = new StackTraces(terminal, "trustconnect lock");
  }

  @Override
  public Integer call() {
    refuseWhatExcludesEachOther();
    LockFiles files = new LockFiles(file, dns);
    int status;
    if (policyFrom) {
      status = printPolicy(files.lock());
    } else if (merge != null) {
      status = merge(files, merge);
    } else {
      status = look(files);
    }
    terminal.out().flush();
    return status;
  }

  private void refuseWhatExcludesEachOther() {
    List<String> given = new ArrayList<>();
    addIf(check, "--check", given);
    addIf(update != null, "--update", given);
    addIf(merge != null, "--merge", given);
    addIf(policyFrom, "--policy-from", given);
    if (given.size() > 1) {
      throw dns.wrong(given.get(0) + " and " + given.get(1) + " exclude each other");
    }
    if (!hosts.isEmpty() && (update != null || merge != null || policyFrom)) {
      throw dns.wrong(given.get(0) + " takes no HOST beside it");
    }
    if ((update == null) != (because == null)) {
      throw dns.wrong(update == null ? "--because is for --update" : "--update needs --because");
    }
    if (strict && !check) {
      throw dns.wrong("--strict is for --check");
    }
    DriftFormat asked = dns.read(null, () -> DriftFormat.of(format));
    if (asked != DriftFormat.TEXT && !check) {
      throw dns.wrong("--format " + asked.word() + " is for --check");
    }
  }

  private static void addIf(boolean isGiven, String option, List<String> given) {
    if (isGiven) {
      given.add(option);
    }
  }

  private int look(LockFiles files) {
    AddressRules rules =
        dns.read(
            "--allow", () -> AddressRules.PUBLIC_ONLY.allowing(allowed.toArray(String[]::new)));
    Looking looking = new Looking(dns, policy, rules, allAddresses, get, around);
    if (check) {
      return check(files, looking);
    }
    LockWriting writing = new LockWriting(files, looking, terminal, traces);
    String named = update;
    String reason = because;
    if (named != null && reason != null) {
      UpdateTarget target = dns.read("--update", () -> UpdateTarget.parse(named));
      return dns.read(null, () -> writing.update(target, reason));
    }
    return writing.add(toWrite());
  }

  private Set<Endpoint> named() {
    Set<Endpoint> named = new TreeSet<>();
    for (String host : hosts) {
      named.add(dns.read(null, () -> Endpoint.parse(host)));
    }
    return named;
  }

  private Set<Endpoint> toWrite() {
    Set<Endpoint> named = named();
    Path entries = policy;
    if (named.isEmpty() && entries != null) {
      PolicyFile read = dns.read("--policy " + entries, () -> PolicyFile.read(entries));
      read.policies().policies().stream()
          .filter(entry -> !entry.hosts().isWildcard())
          .forEach(entry -> named.add(Endpoint.of(entry.hosts().parent())));
    }
    if (named.isEmpty()) {
      throw dns.wrong(
          entries == null
              ? "give a HOST, --policy FILE or --check"
              : "--policy " + entries + ": no entry for a single host; give a HOST");
    }
    return named;
  }

  private int check(LockFiles files, Looking looking) {
    LockChecking checking = new LockChecking(files, looking, this::pause, traces);
    Set<Endpoint> endpoints = checking.endpoints(named());
    DriftFormat asked = DriftFormat.of(format);
    Map<Endpoint, Place> places =
        asked == DriftFormat.SARIF ? placesOf(endpoints) : Map.<Endpoint, Place>of();
    Instant at = dns.clock().instant();
    Checked checked = new Checked(at, endpoints, checking.drift(endpoints), strict);
    terminal.out().print(asked.render(checked, Style.of(terminal), places));
    checking.notes().forEach(note -> terminal.err().println("trustconnect lock: " + note));
    return checked.status();
  }

  /** Where the endpoints stand in the lock; an error of usage if a result can't be shown there. */
  private Map<Endpoint, Place> placesOf(Set<Endpoint> endpoints) {
    LockedPlaces known = dns.read("--file " + file, () -> LockedPlaces.of(file));
    Map<Endpoint, Place> places = new TreeMap<>();
    for (Endpoint endpoint : endpoints) {
      Place place =
          known
              .find(endpoint)
              .orElseThrow(
                  () ->
                      dns.wrong("--format sarif: no line of " + file + " begins with " + endpoint));
      if (place.uri().isEmpty()) {
        throw dns.wrong(
            "--format sarif: "
                + file
                + " isn't below the working folder, so that its results would have no place in a"
                + " repository; run this in the repository");
      }
      places.put(endpoint, place);
    }
    return places;
  }

  /** Waits, or ends early if interrupted. */
  private void pause() {
    try {
      boolean unused = new CountDownLatch(1).await(confirmAfter.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int merge(LockFiles files, Path other) {
    TrustLock own = files.lockOrEmpty();
    TrustLock merged = own.merge(files.other(other));
    files.write(merged);
    terminal.out().print(LockWriting.diff(own.toText(), merged.toText()));
    terminal
        .err()
        .println(
            "trustconnect lock: "
                + ShownText.line(file.toString())
                + " has "
                + DriftText.counted(merged.endpoints().size(), "endpoint"));
    return 0;
  }

  private int printPolicy(TrustLock lock) {
    Path own = policy;
    TrustRoots roots =
        own == null
            ? TrustRoots.system()
            : dns.read("--policy " + own, () -> PolicyFile.read(own))
                .roots()
                .orElseGet(TrustRoots::system);
    LocalDate expiry = LocalDate.ofInstant(dns.clock().instant(), ZoneOffset.UTC).plusMonths(6);
    terminal.out().print(LockedPolicy.of(lock, roots, expiry));
    return 0;
  }
}
