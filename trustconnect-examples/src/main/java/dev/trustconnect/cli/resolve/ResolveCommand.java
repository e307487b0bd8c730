package dev.trustconnect.cli.resolve;

import dev.trustconnect.cli.option.DnsOptions;
import dev.trustconnect.cli.option.ProgramVersion;
import dev.trustconnect.cli.terminal.Style;
import dev.trustconnect.cli.terminal.Terminal;
import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.TrustAnchors;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.resolve.Lookup;
import dev.trustconnect.resolve.TrustedResolver;
import dev.trustconnect.upstream.DohUpstream;
import dev.trustconnect.upstream.transport.DnsExchange;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Type;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code trustconnect resolve}: asks, validates, and shows the verdict with its whole chain. */
@Command(
    name = "resolve",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    sortOptions = false,
    header = "Shows what DNSSEC proves about a name.",
    customSynopsis = {
      "trustconnect resolve [OPTION]... NAME [TYPE]",
      "       trustconnect resolve [OPTION]... --batch FILE"
    },
    description = {
      "Asks DNS-over-HTTPS servers, trusts none of them, and validates the answer here. The verdict"
          + " is SECURE, INSECURE, BOGUS or INDETERMINATE; the tree leads from the root to the name"
          + " and shows where and why a chain breaks. Address rules are noted and don't change the"
          + " verdict.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trustconnect resolve www.example.com",
      "      A and AAAA, through Quad9 or else Cloudflare",
      "  trustconnect resolve _443._tcp.www.example.com TLSA",
      "      any type of any name",
      "  trustconnect resolve --json example.com MX | jq .verdict",
      "      one line of JSON for each question",
      "  trustconnect resolve --batch names.txt > verdicts.jsonl",
      "      names.txt has lines such as: www.example.com AAAA",
      "  trustconnect resolve --doh https://dns.example/dns-query --bootstrap 192.0.2.53"
          + " example.com",
      "      another server; --bootstrap has its address, so its name isn't looked up",
      "  trustconnect resolve -v www.example.com",
      "      which questions, to which server, how long each took",
      "  trustconnect resolve --at 2026-01-01T00:00:00Z example.com",
      "      would these signatures have been valid then?",
      "",
      "Names: '.' is the root, \\DDD is any byte, \\. is a dot within a label.",
      "",
      "Exit status:",
      "   0  SECURE or INSECURE; with --batch: every question was answered",
      "   1  BOGUS, for A or for AAAA",
      "   2  the command line or a file it names is wrong, or the Java runtime has no usable trust",
      "      store; nothing was asked",
      "   3  INDETERMINATE; with --batch: not every question was answered",
      "  70, 74  as for every command, see 'trustconnect --help'"
    })
public final class ResolveCommand implements Callable<Integer> {
  private static final int EXIT_BOGUS = 1;
  private static final int EXIT_INDETERMINATE = 3;

  private final Terminal terminal;

  @Mixin private DnsOptions dns;

  @Option(names = "--json", description = "Print one line of JSON for each question.")
  private boolean json;

  @Option(
      names = "--batch",
      paramLabel = "FILE",
      description =
          "Read questions from this file ('-': standard input), one NAME TYPE a line; ask many at a"
              + " time through one resolver, and print one line of JSON for each, in order.")
  private @Nullable String batch;

  @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "Any DNS name.")
  private @Nullable String name;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "TYPE",
      description = "Any type: MX, HTTPS, TYPE65280. Without it: A and AAAA.")
  private @Nullable String type;

  @SuppressWarnings("NullAway.Init") // picocli sets the mixin before call()
  public ResolveCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    // Everything is read and checked before the first question is asked.
    List<Question> questions = questions();
    List<DohUpstream> servers = dns.servers();
    TrustAnchors trusted = dns.trusted();
    List<DnsExchange> exchanges = dns.opened(servers);
    try (TrustedResolver resolver =
        TrustedResolver.builder()
            .upstreams(exchanges.toArray(new DnsExchange[0]))
            .anchors(trusted)
            .clock(dns.clock())
            .resolveTimeout(dns.timeout())
            .build()) {
      return batch == null
          ? showAll(resolver, questions)
          : new BatchRun(resolver, terminal, System::nanoTime).run(questions);
    }
  }

  private int showAll(TrustedResolver resolver, List<Question> questions) {
    List<CompletableFuture<Lookup>> asked = questions.stream().map(resolver::lookupAsync).toList();
    List<Lookup> lookups = asked.stream().map(CompletableFuture::join).toList();
    if (json) {
      lookups.forEach(lookup -> terminal.out().println(JsonLine.of(lookup)));
    } else {
      terminal.out().print(new ChainTree(Style.of(terminal)).render(lookups));
    }
    terminal.out().flush();
    return lookups.stream()
        .map(lookup -> statusOf(lookup.answer().verdict()))
        .reduce(0, ResolveCommand::moreTelling);
  }

  private static int statusOf(Verdict verdict) {
    if (verdict instanceof Verdict.Bogus) {
      return EXIT_BOGUS;
    }
    return verdict instanceof Verdict.Indeterminate ? EXIT_INDETERMINATE : 0;
  }

  private static int moreTelling(int one, int other) {
    return one == EXIT_BOGUS || other == EXIT_BOGUS ? EXIT_BOGUS : Math.max(one, other);
  }

  private List<Question> questions() {
    String file = batch;
    if (file != null) {
      if (name != null) {
        throw dns.wrong("--batch FILE and NAME exclude each other");
      }
      return dns.read("--batch " + file, () -> BatchFile.read(file, terminal.in()));
    }
    if (name == null) {
      throw dns.wrong("give a NAME, or --batch FILE");
    }
    String asked = name;
    String askedType = type;
    return dns.read(
        null,
        () -> {
          Question address = Question.of(asked, Type.A);
          return askedType == null
              ? List.of(address, address.withType(Type.AAAA))
              : List.of(address.withType(QuestionText.type(askedType)));
        });
  }
}
