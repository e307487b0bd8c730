package dev.trustconnect.bench;

import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.resolve.Resolution;
import dev.trustconnect.resolve.TrustedResolver;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.upstream.transport.DnsExchange;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.dnsoverhttps.DnsOverHttps;
import org.xbill.DNS.DohResolver;

/** Measures a lookup with a round-trip time: most of its time is round trips. */
final class Latency {
  static final List<Benchmark> ALL =
      List.of(
          new Benchmark("cold", "a cold lookup over a warm HTTP/2 connection", Latency::cold),
          new Benchmark(
              "sibling", "the first lookup in a zone beside a known one", Latency::sibling),
          new Benchmark(
              "connect", "a cold lookup and the connection to the DoH server", Latency::connect),
          new Benchmark("coalesce", "1,000 callers for one cold name", Latency::coalesce));

  private static final int ZONES = 120;
  private static final String WWW = "www.zone0.test";

  private Latency() {}

  private static void cold(Setting setting, Consumer<Row> rows) throws Exception {
    SignedWorld world = Worlds.siblings(1);
    setting.report("warming the JVM up");
    try (Contest near = new Contest(new Lab(world, Duration.ZERO))) {
      near.medians(setting.choose(400, 60), 1);
    }
    setting.report("cold lookups");
    try (Contest far = new Contest(new Lab(world, setting.rtt(), setting.unbound()))) {
      double[] medians = far.medians(setting.choose(20, 5), setting.choose(60, 12));
      Figure ours = Figure.ofNanos(medians[0]);
      String what = "cold, 3 labels, warm HTTP/2";
      rows.accept(
          Row.alone(
              "cold",
              what,
              new Figure(medians[0] / setting.rttNanos(), "RTT"),
              Bar.atMost(1.3, "RTT")));
      rows.accept(
          Row.times(
              "cold",
              what,
              ours,
              "dnsjava's validator over DoH",
              Figure.ofNanos(medians[1]),
              Bar.atLeast(4, "×")));
      rows.accept(
          Row.ratio(
              "cold",
              what,
              ours,
              "OkHttp DnsOverHttps, validates nothing",
              Figure.ofNanos(medians[2]),
              Bar.atMost(1.2, "×")));
    }
  }

  /** Three clients that look the same name up, each over its own warm connection. */
  private static final class Contest implements AutoCloseable {
    private final Lab lab;
    private final DnsExchange exchange;
    private final DefaultTls tls;
    private final DohResolver head;
    private final OkHttpClient plain;
    private final DnsOverHttps unvalidated;

    Contest(Lab lab) throws Exception {
      this.lab = lab;
      this.exchange = lab.upstream().open();
      this.tls = new DefaultTls(lab.doh().ca());
      this.head = tls.resolver(lab.url());
      this.plain = plain(lab);
      this.unvalidated = unvalidated(lab, plain);
    }

    /** The medians of ours, dnsjava's and OkHttp's, measured in turn. */
    double[] medians(int warmups, int rounds) throws Exception {
      return Sampler.medians(
          warmups,
          rounds,
          Sampler.timed(() -> resolveCold(lab, exchange)),
          Sampler.timed(() -> new DnsjavaPeer(lab.world(), head).resolve(Worlds.name(WWW))),
          Sampler.timed(() -> unvalidated.lookup(WWW)));
    }

    @Override
    public void close() {
      plain.connectionPool().evictAll();
      tls.close();
      exchange.close();
      lab.close();
    }
  }

  private static void resolveCold(Lab lab, DnsExchange exchange) throws Exception {
    try (TrustedResolver resolver = lab.resolver(exchange).build()) {
      requireSecure(resolver.resolve(WWW));
    }
  }

  private static void requireSecure(Resolution resolution) {
    if (!(resolution.verdict() instanceof Verdict.Secure)) {
      throw new IllegalStateException("not secure: " + resolution);
    }
  }

  static OkHttpClient plain(Lab lab) {
    return new OkHttpClient.Builder()
        .sslSocketFactory(
            lab.doh().ca().clientContext().getSocketFactory(), lab.doh().ca().trustManager())
        .build();
  }

  static DnsOverHttps unvalidated(Lab lab, OkHttpClient client) {
    return new DnsOverHttps.Builder()
        .client(client)
        .url(HttpUrl.get(lab.url()))
        .post(true)
        .includeIPv6(true)
        .resolvePrivateAddresses(true)
        .build();
  }

  private static void sibling(Setting setting, Consumer<Row> rows) throws Exception {
    try (Lab lab = new Lab(Worlds.siblings(ZONES), setting.rtt(), setting.unbound());
        DnsExchange exchange = lab.upstream().open();
        TrustedResolver resolver = lab.resolver(exchange).build()) {
      resolver.resolve(WWW);
      setting.report("siblings");
      AtomicInteger next = new AtomicInteger(1);
      AtomicInteger most = new AtomicInteger();
      double[] medians =
          Sampler.medians(
              setting.choose(40, 10),
              setting.choose(60, 15),
              Sampler.timed(
                  () -> {
                    Resolution found =
                        resolver.resolve("www.zone" + next.getAndIncrement() + ".test");
                    requireSecure(found);
                    most.accumulateAndGet(found.questions(), Math::max);
                  }));
      rows.accept(
          Row.alone(
              "sibling",
              "sibling zone, parents known",
              new Figure(medians[0] / setting.rttNanos(), "RTT"),
              Bar.atMost(1.3, "RTT")));
      rows.accept(
          Row.alone(
              "sibling",
              "sibling zone, questions",
              new Figure(most.get(), "questions"),
              Bar.atMost(4, "questions")));
    }
  }

  private static void connect(Setting setting, Consumer<Row> rows) throws Exception {
    try (Lab lab = new Lab(Worlds.siblings(1), setting.rtt(), setting.unbound())) {
      setting.report("cold connections");
      double[] medians =
          Sampler.medians(
              setting.choose(10, 2),
              setting.choose(30, 7),
              Sampler.timed(
                  () -> {
                    try (DnsExchange exchange = lab.upstream().open()) {
                      resolveCold(lab, exchange);
                    }
                  }),
              Sampler.timed(
                  () -> {
                    OkHttpClient fresh = plain(lab);
                    unvalidated(lab, fresh).lookup("www.zone0.test");
                    fresh.connectionPool().evictAll();
                  }));
      rows.accept(
          Row.alone(
              "connect",
              "cold, TCP and TLS 1.3 included",
              new Figure(medians[0] / setting.rttNanos(), "RTT"),
              Bar.atMost(4, "RTT")));
      rows.accept(
          Row.ratio(
              "connect",
              "cold, TCP and TLS 1.3 included",
              Figure.ofNanos(medians[0]),
              "OkHttp DnsOverHttps, validates nothing",
              Figure.ofNanos(medians[1]),
              Bar.STATED));
    }
  }

  private static void coalesce(Setting setting, Consumer<Row> rows) throws Exception {
    int callers = 1_000;
    setting.report("1,000 callers");
    try (Lab lab = new Lab(Worlds.siblings(1), setting.rtt());
        CountedExchange exchange = new CountedExchange(lab.upstream().open())) {
      resolveCold(lab, exchange);
      int one = exchange.questions();
      try (TrustedResolver resolver = lab.resolver(exchange).build()) {
        CompletableFuture<?>[] waiting = new CompletableFuture<?>[callers];
        for (int i = 0; i < callers; i++) {
          waiting[i] = resolver.resolveAsync(WWW);
        }
        CompletableFuture.allOf(waiting).get();
      }
      int all = exchange.questions() - one;
      rows.accept(
          Row.ratio(
              "coalesce",
              "1,000 callers, one cold name",
              new Figure(all, "questions"),
              "one caller",
              new Figure(one, "questions"),
              Bar.atMost(1, "×")));
    }
  }
}
