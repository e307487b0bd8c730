package dev.trustconnect.bench;

import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.resolve.TrustedResolver;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.upstream.transport.DnsExchange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.xbill.DNS.DohResolver;
import org.xbill.DNS.Type;

/** Many names of many zones at once, over one connection with a round-trip time. */
final class Crowd {
  static final Benchmark THROUGHPUT =
      new Benchmark("crowd", "distinct names in many zones, 64 at once", Crowd::run);

  static final Benchmark NATIVE =
      new Benchmark("native", "distinct names beside a local Unbound, no distance", Crowd::beside);

  private static final int AT_ONCE = 64;
  private static final int HOSTS_OF_A_ZONE = 20;

  private Crowd() {}

  private static void run(Setting setting, Consumer<Row> rows) throws Exception {
    int zones = setting.choose(500, 20);
    int names = zones * HOSTS_OF_A_ZONE;
    int some = zones / 10;
    setting.report("signing " + names + " names");
    try (Lab lab = new Lab(Worlds.crowd(zones, HOSTS_OF_A_ZONE), setting.rtt());
        DefaultTls tls = new DefaultTls(lab.doh().ca())) {
      List<String> hosts = hosts(0, zones);
      List<String> theirs = hosts(0, some); // whole zones, so that they share keys as ours do
      prepare(lab, hosts);
      setting.report(names + " names");
      try (CountedExchange exchange = new CountedExchange(lab.upstream().open())) {
        try (TrustedResolver warmup = lab.resolver(exchange).cacheBytes(0).build()) {
          every(theirs, host -> resolve(warmup, host));
        }
        int before = exchange.questions();
        double seconds;
        try (TrustedResolver resolver =
            lab.resolver(exchange)
                .resolveTimeout(Duration.ofSeconds(30))
                .cacheBytes(64 << 20)
                .build()) {
          seconds = every(hosts, host -> resolve(resolver, host));
        }
        int questions = exchange.questions() - before;
        DohResolver head = tls.resolver(lab.url());
        DnsjavaPeer peer = new DnsjavaPeer(lab.world(), head);
        setting.report(theirs.size() + " names, dnsjava");
        every(
            hosts(some, some + setting.choose(some / 2, 1)),
            host -> peer.resolve(Worlds.name(host)));
        double peerSeconds = every(theirs, host -> peer.resolve(Worlds.name(host)));
        rows.accept(
            Row.rate(
                    "crowd",
                    names + " names, " + zones + " zones, 64 at once",
                    new Figure(names / seconds, "/s"),
                    "dnsjava's validator over DoH",
                    new Figure(theirs.size() / peerSeconds, "/s"),
                    Bar.atLeast(10, "×"))
                .noting("the peer on " + some + " of the zones"));
        rows.accept(
            Row.alone(
                    "crowd",
                    names + " names, questions",
                    new Figure(questions, "questions"),
                    Bar.atMost(2 * names + 3 * zones, "questions"))
                .noting("the first " + AT_ONCE + " at once ask more: the caches are empty"));
      }
    }
  }

  private static void beside(Setting setting, Consumer<Row> rows) throws Exception {
    if (!UnboundPeer.isInstalled()) {
      setting.report("no Unbound here: left out");
      return;
    }
    int zones = setting.choose(200, 20);
    List<String> hosts = hosts(0, zones);
    setting.report("signing " + hosts.size() + " names");
    try (Lab lab = new Lab(Worlds.crowd(zones, HOSTS_OF_A_ZONE), Duration.ZERO);
        DnsExchange exchange = lab.upstream().open();
        UnboundPeer unbound =
            UnboundPeer.start(lab, TestCa.create("Bench CA").server("127.0.0.1"))) {
      prepare(lab, hosts);
      setting.report(hosts.size() + " names beside Unbound");
      for (int i = 0; i < setting.choose(5, 2); i++) {
        resolveAll(lab, exchange, hosts); // a warm JVM, as Unbound needs none
      }
      double ours = resolveAll(lab, exchange, hosts);
      double theirs =
          every(
              hosts,
              host -> {
                unbound.resolve(Worlds.name(host), Type.A);
                unbound.resolve(Worlds.name(host), Type.AAAA);
              });
      rows.accept(
          Row.rate(
                  "native",
                  hosts.size() + " names validated, two cores",
                  new Figure(hosts.size() / ours, "/s"),
                  "a local Unbound, two threads, UDP",
                  new Figure(hosts.size() / theirs, "/s"),
                  Bar.STATED)
              .noting("ours over DoH; servers and clients share the cores"));
    }
  }

  private static double resolveAll(Lab lab, DnsExchange exchange, List<String> hosts)
      throws Exception {
    try (TrustedResolver cold =
        lab.resolver(exchange)
            .resolveTimeout(Duration.ofSeconds(30))
            .cacheBytes(64 << 20)
            .build()) {
      return every(hosts, host -> resolve(cold, host));
    }
  }

  /** Zone by zone round robin, so that neighbours in time aren't neighbours in the tree. */
  private static List<String> hosts(int from, int to) {
    List<String> hosts = new ArrayList<>();
    for (int h = 0; h < HOSTS_OF_A_ZONE; h++) {
      for (int z = from; z < to; z++) {
        hosts.add("host" + h + ".zone" + z + ".test");
      }
    }
    return hosts;
  }

  /** Signs all answers ahead, on every processor, so that only the asking side is measured. */
  private static void prepare(Lab lab, List<String> hosts) {
    hosts.parallelStream()
        .forEach(
            host -> {
              byte[] four = lab.answers().wire(Worlds.question(host, Type.A));
              byte[] six = lab.answers().wire(Worlds.question(host, Type.AAAA));
              if (four.length == 0 || six.length == 0) {
                throw new IllegalStateException("no answer for " + host);
              }
            });
  }

  private static void resolve(TrustedResolver resolver, String host) throws Exception {
    if (!(resolver.resolve(host).verdict() instanceof Verdict.Secure)) {
      throw new IllegalStateException(host + " isn't secure");
    }
  }

  /** Resolves one host. */
  @FunctionalInterface
  interface Resolving {
    void resolve(String host) throws Exception;
  }

  /** Resolves all, 64 at once; the seconds it took. */
  private static double every(List<String> hosts, Resolving resolving) throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(AT_ONCE);
    try {
      long start = System.nanoTime();
      List<Future<?>> done = new ArrayList<>();
      for (String host : hosts) {
        done.add(
            callers.submit(
                () -> {
                  resolving.resolve(host);
                  return null;
                }));
      }
      for (Future<?> one : done) {
        one.get();
      }
      return (System.nanoTime() - start) / 1e9;
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof Exception cause ? cause : failed;
    } finally {
      callers.shutdownNow();
    }
  }
}
