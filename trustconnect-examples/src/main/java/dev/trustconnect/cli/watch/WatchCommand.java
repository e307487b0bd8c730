package dev.trustconnect.cli.watch;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.cli.option.DnsOptions;
import dev.trustconnect.cli.option.ProgramVersion;
import dev.trustconnect.cli.signal.Signals;
import dev.trustconnect.cli.terminal.Style;
import dev.trustconnect.cli.terminal.Terminal;
import dev.trustconnect.config.PolicyFile;
import dev.trustconnect.resolve.AddressRules;
import dev.trustconnect.watch.WatchSchedule;
import dev.trustconnect.watch.WatchSnapshot;
import dev.trustconnect.watch.WatchState;
import dev.trustconnect.watch.Watcher;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code trustconnect watch}: reports what changes at endpoints. */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    sortOptions = false,
    header = "Watches endpoints and reports confirmed changes, to Prometheus and a webhook too.",
    customSynopsis = {
      "trustconnect watch [OPTION]... --list FILE|--policy FILE",
      "       trustconnect watch [OPTION]... --once --list FILE|--policy FILE",
      "       trustconnect watch [OPTION]... --test-event --webhook URL|--exec COMMAND"
    },
    description = {
      "Looks at names, zones, addresses and certificates of endpoints again and again, and prints a"
          + " line when something changed for the worse, has recovered, or ends soon. A change"
          + " counts once a second look has seen it. Renewals and moving addresses stay silent. No"
          + " HTTP request is sent to the endpoints.",
      "",
      "When it can't see by itself, because no DNS server answers or too many endpoints are silent"
          + " at once, it reports that, once, and nothing about endpoints.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trustconnect watch --list endpoints.txt --state /var/lib/trustconnect",
      "      report changes; Prometheus can scrape http://127.0.0.1:9853/metrics",
      "  trustconnect watch --policy policies.yaml --lock trustconnect.lock --once",
      "      look once: for cron and continuous integration",
      "  trustconnect watch --list endpoints.txt --webhook https://hooks.example.com/watch \\",
      "      --webhook-secret-file webhook.secret",
      "      send each event there, signed as Standard Webhooks defines it",
      "  trustconnect watch --test-event --exec /usr/local/bin/on-event",
      "      does the receiver work?",
      "",
      "SIGINT and SIGTERM end it within seconds. A changed file takes effect by itself; if it",
      "can't be used, that is reported, and its earlier content stays in force.",
      "",
      "Exit status:",
      "   0  ended by SIGINT or SIGTERM. With --once: nothing is wrong. With --test-event:"
          + " delivered",
      "   1  with --once: an endpoint is refused, differs from the lock in a way that is an alert,"
          + " or",
      "      has a remark of HIGH or CRITICAL. With --test-event: a receiver didn't take it",
      "   2  the command line or a file it names is wrong, the port is taken, another watch uses"
          + " the",
      "      state, or the Java runtime has no usable trust store",
      "   3  with --once: an endpoint couldn't be judged, or the look was interrupted, and nothing",
      "      above was found",
      "  70, 74  as for every command, see 'trustconnect --help'"
    })
public final class WatchCommand implements Callable<Integer> {
  private static final long TICK_SECONDS = 1;
  private static final int TICKS_BETWEEN_FILES = 2;

  private final Terminal terminal;
  private final Consumer<RunningWatch> started;
  private final UnaryOperator<WatchSchedule> tuned;
  private final boolean handlesSignals;
  private final CountDownLatch end = new CountDownLatch(1);

  @Mixin private WatchOptions options;
  @Mixin private DnsOptions dns;

  public WatchCommand(Terminal terminal) {
    this(terminal, running -> {}, UnaryOperator.identity(), true);
  }

  /** For tests: {@code started} is called when everything runs; signals aren't handled. */
  WatchCommand(
      Terminal terminal, Consumer<RunningWatch> started, UnaryOperator<WatchSchedule> tuned) {
    this(terminal, started, tuned, false);
  }

  @SuppressWarnings("NullAway.Init") // picocli sets the mixins before call()
  private WatchCommand(
      Terminal terminal,
      Consumer<RunningWatch> started,
      UnaryOperator<WatchSchedule> tuned,
      boolean handlesSignals) {
    this.terminal = terminal;
    this.started = started;
    this.tuned = tuned;
    this.handlesSignals = handlesSignals;
  }

  @Override
  public Integer call() throws InterruptedException {
    // Everything is read and checked before the first question is asked.
    options.check(dns);
    WatchSchedule schedule = tuned.apply(options.schedule(dns));
    ListenAddress address = options.address(dns);
    AddressRules rules = options.rules(dns);
    InstantSource clock = dns.runningClock();
    Screen screen = new Screen(terminal, options.json, clock);
    if (options.testEvent) {
      return test(screen, rules, clock);
    }
    WatchFiles files = WatchFiles.read(dns, options.list, options.policy, options.lock);
    try (Signals signals = new Signals();
        RunningWatch running = new RunningWatch(screen, schedule)) {
      if (handlesSignals) {
        handle(signals, screen); // before anything is known of it outside
      }
      Watcher watcher = begin(running, files, rules, clock, schedule, screen);
      if (options.once) {
        return once(watcher, schedule, screen);
      }
      if (address != null) {
        listen(running, address, screen);
      }
      started.accept(running);
      watch(running, watcher, screen);
      return 0;
    }
  }

  private void handle(Signals signals, Screen screen) {
    for (String signal : List.of("INT", "TERM")) {
      boolean isHandled =
          signals.on(
              signal,
              () -> {
                screen.note("SIG" + signal + ": the watch ends");
                end.countDown();
              });
      if (!isHandled) {
        screen.note("SIG" + signal + " can't be handled here: the JVM's own action stays");
      }
    }
  }

  private Watcher begin(
      RunningWatch running,
      WatchFiles files,
      AddressRules rules,
      InstantSource clock,
      WatchSchedule schedule,
      Screen screen)
      throws InterruptedException {
    Path folder = options.state;
    WatchState state =
        running.own(
            folder == null
                ? WatchState.inMemory()
                : dns.read("--state " + folder, () -> WatchState.open(folder)));
    TrustConnect trust =
        running.own(
            dns.trust(
                options.policy,
                rules,
                builder -> builder.clock(clock).meter(running.meters().trust())));
    Receivers receivers = running.own(receivers(files.policies(), rules, clock, screen));
    Watcher.Builder builder =
        Watcher.builder(trust)
            .schedule(schedule)
            .state(state)
            .clock(clock)
            .lock(files.lock(), files.seen())
            .defects(screen::defect)
            .listener("output", screen::event);
    receivers.all().forEach(one -> builder.listener(one.name(), one));
    Watcher watcher = builder.start(files.endpoints());
    running.watch(
        watcher, trust, receivers, files.watched(watcher, trust, receivers.client(), screen));
    return watcher;
  }

  private Receivers receivers(
      @Nullable PolicyFile policies, AddressRules rules, InstantSource clock, Screen screen) {
    List<Receiver> all = new ArrayList<>();
    WebhookClient client = null;
    HttpUrl url = options.webhookUrl(dns);
    Path secretFile = options.webhookSecret;
    if (options.exec != null) {
      String command = options.exec;
      all.add(
          new EventProgram(
              dns.read(null, () -> EventProgram.parse(command)),
              terminal.environment(),
              EventProgram.LIMIT,
              screen));
    }
    if (url != null && secretFile != null) {
      WebhookSecret secret =
          dns.read("--webhook-secret-file " + secretFile, () -> WebhookSecret.read(secretFile));
      TrustConnect trust =
          dns.trust(
              options.policy,
              rules,
              builder -> builder.clock(clock).policies(WebhookClient.policies(url, policies)));
      client = new WebhookClient(trust, url, clock);
      all.add(
          new Webhook(
              WebhookClient.shown(url), secret, client, clock, WatchCommand::pause, screen));
    }
    return new Receivers(all, client);
  }

  private static void pause(Duration duration) throws InterruptedException {
    boolean unused = new CountDownLatch(1).await(duration.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void listen(RunningWatch running, ListenAddress address, Screen screen) {
    try {
      screen.note("listening at " + running.listen(address));
    } catch (IOException taken) {
      throw dns.wrong(
          "--listen "
              + address
              + " isn't possible: "
              + taken.getMessage()
              + "; another program may be listening there: choose another port, or --listen off");
    }
  }

  private void watch(RunningWatch running, Watcher watcher, Screen screen)
      throws InterruptedException {
    boolean isFirstRound = true;
    int ticks = 0;
    while (!end.await(TICK_SECONDS, TimeUnit.SECONDS) && !running.isEnding()) {
      if (isFirstRound) {
        isFirstRound = !firstRound(watcher.snapshot(), screen);
      }
      ticks = (ticks + 1) % TICKS_BETWEEN_FILES;
      if (ticks == 0) {
        running.look();
      }
    }
  }

  /** Shows how far the first round is; whether it is done. */
  private static boolean firstRound(WatchSnapshot now, Screen screen) {
    long looked = now.endpoints().stream().filter(one -> one.lastDuration().isPresent()).count();
    if (!now.isFirstRoundDone()) {
      screen.progress(looked + " of " + now.endpoints().size());
      return false;
    }
    screen.note("the first round is done: " + new OnceReport(now, screen.failed()).summary());
    return true;
  }

  private int once(Watcher watcher, WatchSchedule schedule, Screen screen)
      throws InterruptedException {
    while (!watcher.awaitFirstRound(Duration.ofSeconds(TICK_SECONDS))) {
      if (end.getCount() == 0) {
        screen.note("interrupted before each endpoint was looked at");
        OnceReport partial = new OnceReport(watcher.snapshot(), screen.failed());
        return partial.status() == OnceReport.WRONG ? OnceReport.WRONG : OnceReport.NOT_JUDGED;
      }
      WatchSnapshot now = watcher.snapshot();
      long looked = now.endpoints().stream().filter(one -> one.lastDuration().isPresent()).count();
      screen.progress(looked + " of " + now.endpoints().size());
    }
    Duration limit = schedule.confirmation().multipliedBy(3).plusMinutes(1);
    long until = System.nanoTime() + limit.toNanos();
    while (!watcher.awaitSettled(Duration.ofSeconds(TICK_SECONDS))
        && end.getCount() > 0
        && until - System.nanoTime() > 0) {
      screen.progress("looking again at what has to be confirmed");
    }
    OnceReport report = new OnceReport(watcher.snapshot(), screen.failed());
    if (!options.json) {
      report.lines(Style.of(terminal)).forEach(screen::line);
    }
    screen.note(report.summary());
    return report.status();
  }

  private int test(Screen screen, AddressRules rules, InstantSource clock) {
    Path file = options.policy;
    PolicyFile policies =
        file == null ? null : dns.read("--policy " + file, () -> PolicyFile.read(file));
    try (Receivers receivers = receivers(policies, rules, clock, screen)) {
      return TestEvent.send(receivers, clock, screen) ? 0 : OnceReport.WRONG;
    }
  }
}
