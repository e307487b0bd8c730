package dev.trustconnect.examples;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.okhttp.TrustConnectOkHttp;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code trustconnect fetch}: a file from where its name leads, whole and checked, or nothing. */
@Command(
    name = "fetch",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false,
    description = {
      "Downloads a file if a policy file allows it: name, address and certificate are proven first,"
          + " redirects only go where the policies let them. The file appears under its name when"
          + " it is whole and its hash is right; what the network cut short is gone on with the"
          + " next time.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trustconnect fetch --policy policies.yaml -o lib.jar https://repo.example.com/lib.jar",
      "      a file, and its SHA-256 to be written down",
      "  trustconnect fetch --policy policies.yaml --sha256 HEX -o lib.jar https://…/lib.jar",
      "      that very file, or nothing",
      "",
      "Exit status:",
      "  0  the file is there, whole and checked",
      "  1  it was refused, or isn't what was wanted; nothing is left behind",
      "  2  the command line or a file it names is wrong; nothing was asked",
      "  3  nobody answered, the answer was cut short, or the disk is full; run it again to go on"
    })
final class FetchCommand implements Callable<Integer> {
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
      description = "Where the file goes. One that is there is replaced at the very end.")
  private Path output;

  @Option(
      names = "--sha256",
      paramLabel = "HEX",
      description = "What the file must hash to, 64 hexadecimal digits.")
  private @Nullable String sha256;

  @Option(
      names = "--max-bytes",
      paramLabel = "N",
      defaultValue = "4294967296",
      description = "Nothing larger than this. Default: 4294967296 (4 GiB).")
  private long maxBytes;

  @Option(names = "--json", description = "Print one line of JSON.")
  private boolean json;

  @Mixin private DnsOptions dns;

  @Parameters(index = "0", paramLabel = "URL", description = "An https: URL.")
  private String url;

  @SuppressWarnings("NullAway.Init") // picocli sets options and parameters before call()
  FetchCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    HttpUrl target = dns.target(url);
    String wanted = wantedHash();
    if (maxBytes < 0) {
      throw dns.wrong("--max-bytes " + maxBytes + ": no file is that small");
    }
    PartialFile file = dns.read("-o " + output, () -> PartialFile.of(output));
    try (TrustConnect trust = dns.trust(policy)) {
      Fetched fetched = fetched(trust, target, file, wanted);
      if (json) {
        terminal.out().println(line(target, fetched));
      } else {
        tell(fetched);
      }
      return fetched.outcome().exitStatus();
    }
  }

  private @Nullable String wantedHash() {
    if (sha256 == null) {
      return null;
    }
    if (!sha256.matches("[0-9A-Fa-f]{64}")) {
      throw dns.wrong("--sha256 '" + sha256 + "' is no SHA-256: give 64 hexadecimal digits");
    }
    return sha256.toLowerCase(Locale.ROOT);
  }

  private Fetched fetched(
      TrustConnect trust, HttpUrl target, PartialFile file, @Nullable String wanted) {
    OkHttpClient client = TrustConnectOkHttp.newClient(trust);
    FetchProgress progress = new FetchProgress(terminal, System::nanoTime);
    try {
      return new Download(client, target, file, wanted, maxBytes, progress).run();
    } finally {
      client.connectionPool().evictAll();
      client.dispatcher().executorService().shutdown();
    }
  }

  private void tell(Fetched fetched) {
    if (fetched.outcome() == Fetched.Outcome.DONE) {
      terminal.err().println(fetched.evidence());
      terminal.out().println("sha256 " + fetched.sha256() + "  " + output);
      return;
    }
    terminal.err().println("trustconnect fetch: " + fetched.message());
  }

  private static String line(HttpUrl target, Fetched fetched) {
    return JsonText.of(
        generator -> {
          generator.writeStringField("url", Download.shown(target));
          generator.writeStringField("outcome", fetched.outcome().name());
          generator.writeStringField("reason", fetched.reason());
          generator.writeStringField("message", fetched.message());
          generator.writeStringField("from", fetched.from());
          generator.writeNumberField("bytes", fetched.bytes());
          generator.writeNumberField("resumedFrom", fetched.resumedFrom());
          generator.writeStringField("sha256", fetched.sha256());
          generator.writeStringField("evidence", fetched.evidence());
        });
  }
}
