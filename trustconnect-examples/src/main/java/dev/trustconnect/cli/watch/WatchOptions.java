package dev.trustconnect.cli.watch;

import dev.trustconnect.cli.option.DnsOptions;
import dev.trustconnect.cli.option.DurationText;
import dev.trustconnect.resolve.AddressRules;
import dev.trustconnect.watch.WatchSchedule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of {@code watch} itself. */
final class WatchOptions {
  static final String LISTEN = "127.0.0.1:9853";

  private static final Duration DAY = Duration.ofDays(1);

  @Option(
      names = "--list",
      paramLabel = "FILE",
      description = "Watch the endpoints in this file: one host[:port] or https: URL per line.")
  @Nullable Path list;

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description =
          "Judge by this policy file. Its upstreams are asked, unless --doh names others. Without"
              + " --list: watch the hosts of its entries.")
  @Nullable Path policy;

  @Option(
      names = "--lock",
      paramLabel = "FILE",
      description = "Report what differs from this lock, too; 'trustconnect lock' writes one.")
  @Nullable Path lock;

  @Option(
      names = "--every",
      paramLabel = "DURATION",
      converter = PauseText.class,
      description = "Look at an endpoint at least this often, from 1m to 24h. Default: 5m.")
  Duration every = Duration.ofMinutes(5);

  @Option(
      names = "--confirm-after",
      paramLabel = "DURATION",
      converter = DurationText.class,
      description =
          "How long to wait before the second look at a change. Default: 60s; with --once 5s.")
  @Nullable Duration confirmAfter;

  @Option(
      names = "--listen",
      paramLabel = "IP:PORT",
      description = "Serve /metrics, /probe and /healthz there, or off. Default: " + LISTEN + ".")
  @Nullable String listen;

  @Option(
      names = "--webhook",
      paramLabel = "URL",
      description = "Send each event there, signed. Needs --webhook-secret-file.")
  @Nullable String webhook;

  @Option(
      names = "--webhook-secret-file",
      paramLabel = "FILE",
      description = "Sign with the secret in this file, which only you may read.")
  @Nullable Path webhookSecret;

  @Option(
      names = "--exec",
      paramLabel = "COMMAND",
      description = "Run this program for each event; arguments are split at spaces, no shell.")
  @Nullable String exec;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description = "Keep there what is known and reported, so that a restart repeats nothing.")
  @Nullable Path state;

  @Option(names = "--once", description = "Look once, print what was found, and exit.")
  boolean once;

  @Option(
      names = "--test-event",
      description = "Send one event that says it is a test to --webhook and --exec, and exit.")
  boolean testEvent;

  @Option(
      names = "--allow",
      paramLabel = "CIDR",
      description = "Names may lead into this special-purpose block, such as 10.0.0.0/8.")
  final List<String> allowed = new ArrayList<>();

  @Option(names = "--json", description = "Print each event as a line of JSON.")
  boolean json;

  /** From a minute to a day. */
  static final class PauseText implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      Duration duration = DurationText.parse(text);
      if (duration.compareTo(WatchSchedule.SHORTEST) < 0 || duration.compareTo(DAY) > 0) {
        throw new TypeConversionException("'" + text + "' is not between 1m and 24h");
      }
      return duration;
    }
  }

  /** Refuses what doesn't go together. */
  void check(DnsOptions dns) {
    if (list == null && policy == null && !testEvent) {
      throw dns.wrong("name the endpoints: --list FILE or --policy FILE");
    }
    if (list != null && list.toString().equals("-")) {
      throw dns.wrong("--list: a file is needed, whose changes can be seen; not standard input");
    }
    if ((webhook == null) != (webhookSecret == null)) {
      throw dns.wrong(
          webhook == null
              ? "--webhook-secret-file is for --webhook URL"
              : "--webhook needs --webhook-secret-file FILE: messages are signed");
    }
    if (once && listen != null) {
      throw dns.wrong("--once and --listen exclude each other: nothing is served");
    }
    if (testEvent && once) {
      throw dns.wrong("--test-event and --once exclude each other");
    }
    if (testEvent && webhook == null && exec == null) {
      throw dns.wrong("--test-event needs a receiver: --webhook URL or --exec COMMAND");
    }
  }

  WatchSchedule schedule(DnsOptions dns) {
    Duration confirmation = confirmAfter;
    if (confirmation == null) {
      confirmation = Duration.ofSeconds(once ? 5 : 60);
    }
    Duration pause = confirmation;
    return dns.read(
        "--confirm-after", () -> WatchSchedule.standard().withEvery(every).withConfirmation(pause));
  }

  /** Where to listen; null for nowhere. */
  @Nullable ListenAddress address(DnsOptions dns) {
    String text = listen == null ? LISTEN : listen;
    return once || text.equals("off") ? null : dns.read(null, () -> ListenAddress.parse(text));
  }

  AddressRules rules(DnsOptions dns) {
    return dns.read(
        null,
        () -> {
          try {
            return AddressRules.PUBLIC_ONLY.allowing(allowed.toArray(String[]::new));
          } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("--allow: " + malformed.getMessage(), malformed);
          }
        });
  }

  @Nullable HttpUrl webhookUrl(DnsOptions dns) {
    String url = webhook;
    return url == null ? null : dns.read(null, () -> WebhookClient.url(url));
  }
}
