package dev.trustconnect.cli.bench;

import dev.trustconnect.bench.AbsentException;
import dev.trustconnect.bench.Benchmark;
import dev.trustconnect.bench.Benchmarks;
import dev.trustconnect.bench.Growth;
import dev.trustconnect.bench.Machine;
import dev.trustconnect.bench.Setting;
import dev.trustconnect.bench.UnboundPeer;
import dev.trustconnect.cli.option.DurationText;
import dev.trustconnect.cli.option.ProgramVersion;
import dev.trustconnect.cli.terminal.Style;
import dev.trustconnect.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code trustconnect bench}: measures TrustConnect and comparable programs side by side. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    sortOptions = false,
    header = "Measures TrustConnect beside other validators and clients.",
    customSynopsis = {
      "trustconnect bench [OPTION]... [NAME]...",
      "       trustconnect bench --growth FILE.svg [--growth-to NAMES]"
    },
    description = {
      "Measures in one run, on this machine, on the same questions and the same signed data."
          + " Everything is on loopback, at a round-trip time that a relay adds. Each bar was set"
          + " before anything was measured; a row says whether it is met.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trustconnect bench --quick cold cached",
      "      two benchmarks, few rounds: a minute, and rougher figures",
      "  trustconnect bench --list",
      "      all names, and what each measures",
      "",
      "Exit status:",
      "   0  everything was measured, whether bars are met or not",
      "   1  something could not be measured",
      "   2  the command line is wrong",
      "  70, 74  as for every command, see 'trustconnect --help'"
    })
public final class BenchCommand implements Callable<Integer> {
  private static final Duration LONGEST = Duration.ofSeconds(1);

  private final Terminal terminal;
  private final Supplier<List<Benchmark>> all; // made for this command alone

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "NAME",
      arity = "0..*",
      description = "Only these benchmarks, in the order of --list.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--rtt",
      paramLabel = "DURATION",
      converter = DurationText.class,
      description = "The round-trip time to the DoH server. Default: 20ms.")
  private Duration rtt = Duration.ofMillis(20);

  @Option(
      names = "--doh",
      description =
          "Ask a local Unbound over DoH in cold, sibling and connect. Unbound has to be installed.")
  private boolean doh;

  @Option(
      names = "--quick",
      description = "Fewer rounds: the whole run takes a minute, and its figures are rougher.")
  private boolean quick;

  @Option(
      names = "--list",
      description = "Print the names of all benchmarks and what they measure.")
  private boolean list;

  @Option(names = "--json", description = "One line of JSON for each row.")
  private boolean json;

  @Option(
      names = "--growth",
      paramLabel = "FILE.svg",
      description =
          "Measure nothing else: draw latency, memory and questions against the number of names,"
              + " from 100 on, into this file.")
  private @Nullable Path growth;

  @Option(
      names = "--growth-to",
      paramLabel = "NAMES",
      description = "Where the growth ends: a power of ten from 100 to 1000000. Default: 100000.")
  private int growthTo = 100_000;

  public BenchCommand(Terminal terminal) {
    this(terminal, () -> Benchmarks.ALL);
  }

  @SuppressWarnings("NullAway.Init") // picocli sets spec before anything is called
  public BenchCommand(Terminal terminal, Supplier<List<Benchmark>> all) {
    this.terminal = terminal;
    this.all = all;
  }

  @Override
  public Integer call() throws IOException {
    List<Benchmark> chosen = chosen();
    if (list) {
      chosen.forEach(
          one -> terminal.out().print(String.format("%-12s %s%n", one.name(), one.title())));
      return 0;
    }
    Setting setting = new Setting(checkedRtt(), checkedDoh(), quick, this::showProgress);
    return growth != null ? draw(growth, setting) : measure(chosen, setting);
  }

  private Duration checkedRtt() {
    if (rtt.isNegative() || rtt.compareTo(LONGEST) > 0) {
      throw new ParameterException(
          spec.commandLine(), "--rtt is a distance above 0 and up to 1s, not " + rtt);
    }
    return rtt;
  }

  private boolean checkedDoh() {
    if (doh && !UnboundPeer.isInstalled()) {
      throw new ParameterException(
          spec.commandLine(), "--doh needs Unbound, which isn't installed here");
    }
    return doh;
  }

  private List<Benchmark> chosen() {
    List<Benchmark> all = this.all.get();
    for (String name : names) {
      if (all.stream().noneMatch(one -> one.name().equals(name))) {
        throw new ParameterException(
            spec.commandLine(),
            "no benchmark '"
                + name
                + "'. There are: "
                + all.stream().map(Benchmark::name).collect(Collectors.joining(", ")));
      }
    }
    return all.stream().filter(one -> names.isEmpty() || names.contains(one.name())).toList();
  }

  private int draw(Path file, Setting setting) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new ParameterException(spec.commandLine(), "no folder to write " + file + " into");
    }
    if (growthTo < 100 || growthTo > 1_000_000 || !Integer.toString(growthTo).matches("10+")) {
      throw new ParameterException(
          spec.commandLine(), "--growth-to is a power of ten from 100 to 1000000, not " + growthTo);
    }
    Growth.draw(setting, growthTo, file);
    eraseProgress();
    terminal.out().println(file);
    return 0;
  }

  private int measure(List<Benchmark> chosen, Setting setting) {
    BenchTable table = new BenchTable(Style.of(terminal));
    int failed = 0;
    if (!json) {
      terminal.out().println(Machine.described() + "; RTT " + rtt.toMillis() + " ms");
      terminal.out().println(table.head());
    }
    for (Benchmark one : chosen) {
      try {
        one.measuring().run(setting, row -> print(json ? BenchJson.of(row) : table.line(row)));
      } catch (AbsentException absent) {
        failed += names.isEmpty() ? 0 : 1; // it wasn't requested by name
        eraseProgress();
        terminal.err().println("trustconnect bench: " + one.name() + ": " + absent.getMessage());
      } catch (Exception broken) {
        failed++;
        eraseProgress();
        terminal.err().println("trustconnect bench: " + one.name() + ": " + broken);
      }
    }
    eraseProgress();
    return failed == 0 ? 0 : 1;
  }

  private void print(String line) {
    eraseProgress();
    terminal.out().println(line);
    terminal.out().flush();
  }

  /** Shows what is being measured, on a line that is erased again; on a terminal only. */
  private void showProgress(String what) {
    if (terminal.errIsTerminal()) {
      terminal.err().print("\r\u001b[K… " + what);
      terminal.err().flush();
    }
  }

  private void eraseProgress() {
    if (terminal.errIsTerminal()) {
      terminal.err().print("\r\u001b[K");
      terminal.err().flush();
    }
  }
}
