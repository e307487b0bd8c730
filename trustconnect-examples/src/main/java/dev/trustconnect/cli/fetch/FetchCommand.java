package dev.trustconnect.cli.fetch;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.cli.option.DnsOptions;
import dev.trustconnect.cli.option.FileTrouble;
import dev.trustconnect.cli.option.ProgramVersion;
import dev.trustconnect.cli.terminal.JsonText;
import dev.trustconnect.cli.terminal.ShownText;
import dev.trustconnect.cli.terminal.Terminal;
import dev.trustconnect.okhttp.TrustConnectOkHttp;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code trustconnect fetch}: downloads a file, whole and checked, or nothing. */
@Command(
    name = "fetch",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    sortOptions = false,
    header = "Downloads a file if a policy file allows it.",
    customSynopsis = "trustconnect fetch [OPTION]... --policy FILE -o OUT URL",
    description = {
      "Proves name, address and certificate before it asks for the file, and follows redirects only"
          + " where the policies allow them. The file appears under its name in one step, when it"
          + " is whole and its SHA-256 is right. A refused or wrong download leaves nothing behind,"
          + " and a file that was there before stays. If the network cuts a download short, run the"
          + " same command again to resume it.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trustconnect fetch --policy policies.yaml -o lib.jar https://repo.example.com/lib.jar",
      "      downloads a file and prints its SHA-256",
      "  trustconnect fetch --policy policies.yaml --sha256 HEX -o lib.jar https://…/lib.jar",
      "      downloads exactly that file, or nothing",
      "",
      "Exit status:",
      "   0  the file is there, whole and checked",
      "   1  refused, or not what was wanted; nothing is left behind; running it again won't help",
      "   2  the command line or a file it names is wrong, or the Java runtime has no usable trust",
      "      store; nothing was asked",
      "   3  no answer came, or it was cut short; run it again, it resumes what is kept",
      "   4  the server answered, but without the file (404, 403, 204, …); running it again won't",
      "      help",
      "   5  the server can't answer now (503, 429, 500, …); run it again later",
      "   6  the redirects don't end, or one has no usable target; running it again won't help",
      "  70  as for every command, see 'trustconnect --help'",
      "  74  the file or the output can't be written, such as on a full disk; what was downloaded",
      "      is removed",
      " 130  ended by Ctrl-C, 143 by SIGTERM; what is kept is printed; run it again, it resumes"
    })
public final class FetchCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      required = true,
      description =
          "Judge by this policy file. Its upstreams are asked, unless --doh names others.")
  private Path policy;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT",
      required = true,
      description =
          "Where the file goes. An existing file is replaced at the very end; its mode stays, and"
              + " links to it are followed.")
  private String output;

  @Option(
      names = "--sha256",
      paramLabel = "HEX",
      description = "The file's SHA-256, 64 hexadecimal digits.")
  private @Nullable String sha256;

  @Option(
      names = "--max-bytes",
      paramLabel = "N",
      defaultValue = "4294967296",
      description = "Refuse a larger file. Default: 4294967296 (4 GiB).")
  private long maxBytes;

  @Option(
      names = "--max-time",
      paramLabel = "DURATION",
      converter = MaxTimeText.class,
      defaultValue = "24h",
      description =
          "How long the whole download may take: 90s, 10m, 2h. Received bytes are kept, to be"
              + " resumed. Default: 24h.")
  private Duration maxTime;

  @Option(names = "--json", description = "Print one line of JSON.")
  private boolean json;

  @Mixin private DnsOptions dns;

  @Parameters(index = "0", paramLabel = "URL", description = "An https: URL.")
  private String url;

  @SuppressWarnings("NullAway.Init") // picocli sets options and parameters before call()
  public FetchCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    HttpUrl target = dns.target(url);
    if (maxBytes < 0) {
      throw dns.wrong("--max-bytes " + maxBytes + ": no file is that small");
    }
    Wanted wanted = new Wanted(target, wantedHash(), maxBytes, maxTime);
    OutputFile file = dns.read("-o " + output, () -> OutputFile.of(output));
    try (Interruption interruption = new Interruption();
        TrustConnect trust = dns.trust(policy)) {
      Fetched fetched = fetched(trust, wanted, file, interruption);
      if (json) {
        terminal.out().println(line(target, fetched));
        terminal.out().flush();
      } else {
        print(fetched);
      }
      return fetched.outcome().exitStatus();
    }
  }

  private @Nullable String wantedHash() {
    if (sha256 == null) {
      return null;
    }
    if (!sha256.matches("[0-9A-Fa-f]{64}")) {
      throw dns.wrong("--sha256 '" + sha256 + "' isn't a SHA-256: give 64 hexadecimal digits");
    }
    return sha256.toLowerCase(Locale.ROOT);
  }

  private Fetched fetched(
      TrustConnect trust, Wanted wanted, OutputFile file, Interruption interruption) {
    OkHttpClient client = TrustConnectOkHttp.newClient(trust);
    FetchProgress progress = new FetchProgress(terminal, System::nanoTime);
    try (Download download =
        dns.read("-o " + output, () -> Download.open(client, wanted, file, progress))) {
      interruption.watch(download);
      return download.run();
    } catch (IOException stuck) {
      throw dns.wrong("-o " + output + ": " + FileTrouble.inWords(stuck));
    } finally {
      progress.end();
      client.connectionPool().evictAll();
      client.dispatcher().executorService().shutdown();
    }
  }

  private void print(Fetched fetched) {
    String message = ShownText.line(fetched.message());
    if (fetched.outcome() != Fetched.Outcome.DONE) {
      terminal.err().println("trustconnect fetch: " + message);
      return;
    }
    terminal.err().println(ShownText.line(fetched.evidence()));
    if (!message.isEmpty()) {
      terminal.err().println("trustconnect fetch: " + message);
    }
    terminal.out().println("sha256 " + fetched.sha256() + "  " + ShownText.line(output));
  }

  private static String line(HttpUrl target, Fetched fetched) {
    return JsonText.of(
        generator -> {
          generator.writeStringField("url", Wanted.shown(target));
          generator.writeStringField("outcome", fetched.outcome().name());
          generator.writeStringField("reason", fetched.reason());
          generator.writeStringField("message", ShownText.line(fetched.message()));
          generator.writeStringField("from", fetched.from());
          generator.writeNumberField("bytes", fetched.bytes());
          generator.writeNumberField("resumedFrom", fetched.resumedFrom());
          generator.writeStringField("sha256", fetched.sha256());
          generator.writeStringField("evidence", ShownText.line(fetched.evidence()));
        });
  }
}
