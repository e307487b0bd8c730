package dev.trustconnect.cli.doctor;

import dev.trustconnect.cli.option.DnsOptions;
import dev.trustconnect.cli.option.ProgramVersion;
import dev.trustconnect.cli.terminal.Style;
import dev.trustconnect.cli.terminal.Terminal;
import dev.trustconnect.name.HostName;
import dev.trustconnect.survey.Endpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code trustconnect doctor}: finds the problem that keeps TrustConnect from working on this
 * machine.
 */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    sortOptions = false,
    header = "Says why TrustConnect doesn't work on this machine, and what to do.",
    customSynopsis = "trustconnect doctor [OPTION]...",
    description = {
      "Checks the Java runtime, the system's name resolution, each DNS server step by step, the"
          + " clock, the trust anchors and the policy file, in this order: the first failure"
          + " usually causes the later ones. If the network intercepts TLS, its authority is named."
          + " Repairs nothing, and ends within ten seconds without a network, too.",
      "",
      "It checks the Java runtime that runs this command, with the options of JAVA_OPTS.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trustconnect doctor",
      "      is this machine fit?",
      "  trustconnect doctor --policy policies.yaml --host api.example.com",
      "      with an application's servers and hosts, and one endpoint",
      "  trustconnect doctor --support",
      "      a report to paste, without your names, addresses and paths",
      "  trustconnect doctor --json | jq -r '.checks[] | select(.state == \"failed\").id'",
      "      one line of JSON",
      "",
      "Signs: \u2713 in order, ! a warning, \u2717 failed, \u2013 skipped, not evaluated, or"
          + " neither good nor bad.",
      "",
      "Exit status:",
      "   0  TrustConnect can do its work, whatever the warnings",
      "   1  it can't: no DNS server works, or the clock, the anchors, the policy or a --host"
          + " failed",
      "   2  the command line or a file it names is wrong; nothing was asked",
      "  70, 74  as for every command, see 'trustconnect --help'"
    })
public final class DoctorCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Supplier<Machine> machine;

  @Spec private CommandSpec spec;

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description =
          "Check this policy file, and the servers and hosts in it. --doh names other servers.")
  private @Nullable Path policy;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description = "Check this endpoint, too: host[:port], or an https: URL. May be repeated.")
  private final List<String> endpoints = new ArrayList<>();

  @Option(
      names = "--lock",
      paramLabel = "FILE",
      description = "Where the lock is. Default: trustconnect.lock.")
  private Path lock = Path.of("trustconnect.lock");

  @Option(names = "--json", description = "Print one line of JSON.")
  private boolean json;

  @Option(
      names = "--support",
      description =
          "Print a report to paste: no colours, and numbers instead of your names, addresses and"
              + " paths. Proxy passwords are never printed.")
  private boolean support;

  @Option(names = "--full", description = "With --support: keep names, addresses and paths.")
  private boolean full;

  @Option(
      names = "--root",
      paramLabel = "DIR",
      description = "Read /etc/resolv.conf, /etc/nsswitch.conf and /etc/hosts below this folder.")
  private Path root = Path.of("/");

  @Option(
      names = "--signed-name",
      paramLabel = "NAME",
      description =
          "A name with valid signatures and an address, to ask the system's resolver for. Default:"
              + " iana.org.")
  private String signed = "iana.org";

  @Option(
      names = "--broken-name",
      paramLabel = "NAME",
      description =
          "A name with an address and broken signatures, to ask it for. Default:"
              + " dnssec-failed.org.")
  private String broken = "dnssec-failed.org";

  @Mixin private DnsOptions dns;

  public DoctorCommand(Terminal terminal) {
    this(terminal, () -> Machine.ofProcess(terminal.environment())); // read only when it runs
  }

  @SuppressWarnings("NullAway.Init") // picocli sets spec and mixin before call()
  DoctorCommand(Terminal terminal, Supplier<Machine> machine) {
    this.terminal = terminal;
    this.machine = machine;
  }

  @Override
  public Integer call() {
    Machine examined = machine.get();
    Report report = checkup(examined).examined();
    terminal.out().print(shown(report, examined));
    terminal.out().flush();
    return report.exitStatus();
  }

  private String shown(Report report, Machine examined) {
    UnaryOperator<String> visible =
        support && !full ? new SupportText(examined.jvm()) : Hidden::shown;
    if (json) {
      return DoctorJson.of(report, dns.clock().instant(), visible) + System.lineSeparator();
    }
    Style style = Style.of(terminal);
    if (!support) {
      return new DoctorText(style, visible).render(report);
    }
    return SupportText.head(examined)
        + new DoctorText(new Style(false, style.lines()), visible).render(report)
        + (full ? "" : SupportText.foot());
  }

  /** Everything is read and checked before anything is asked. */
  private Checkup checkup(Machine examined) {
    if (full && !support) {
      throw dns.wrong("--full is for --support");
    }
    if (!Files.isDirectory(root)) {
      throw dns.wrong("--root " + root + ": no such folder");
    }
    var unusedAnchors = dns.trusted();
    List<Endpoint> named =
        endpoints.stream().map(typed -> dns.read(null, () -> Endpoint.parse(typed))).toList();
    Path file = policy;
    ReadPolicy read =
        file == null ? ReadPolicy.NONE : dns.read("--policy " + file, () -> ReadPolicy.of(file));
    Hosts hosts =
        Hosts.of(read.usable().map(one -> one.policies()).orElse(null), named, read.isUnusable());
    return new Checkup(
        dns,
        examined,
        new RootFiles(root),
        read,
        spec.commandLine().getParseResult().hasMatchedOption("--doh"),
        lock,
        hosts,
        name("--signed-name", signed),
        name("--broken-name", broken));
  }

  private HostName name(String option, String typed) {
    try {
      return HostName.parse(typed);
    } catch (IllegalArgumentException malformed) {
      throw dns.wrong(option + ": " + malformed.getMessage());
    }
  }
}
