package dev.trustconnect.bench;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** Processor time without a network, measured in separate JVMs, mostly by JMH. */
final class MicroBenchmarks {
  static final List<Benchmark> ALL =
      List.of(
          new Benchmark(
              "chain-cpu",
              "processor time of one P-256 chain from bytes to verdict, nothing known before",
              MicroBenchmarks::chain),
          new Benchmark(
              "mixed-cpu",
              "validations a second on two threads, algorithms 8, 13 and 15",
              MicroBenchmarks::mixed),
          new Benchmark("cached", "a host that was resolved before", MicroBenchmarks::cached),
          new Benchmark("meter", "what a meter costs", MicroBenchmarks::meter));

  private MicroBenchmarks() {}

  private static void chain(Setting setting, Consumer<Row> rows) throws Exception {
    Map<String, Double> nanos = ChainProcess.run(setting);
    String bench = "chain-cpu";
    String chain = "one P-256 chain";
    Figure ours = cost(nanos, ChainProcess.OURS);
    rows.accept(
        Row.ratio(
            bench,
            chain,
            ours,
            "its signatures in Bouncy Castle alone",
            cost(nanos, ChainProcess.SIGNATURES),
            Bar.atMost(1.25, "×")));
    rows.accept(
        Row.times(
            bench,
            chain,
            ours,
            "dnsjava's validator",
            cost(nanos, ChainProcess.DNSJAVA),
            Bar.atLeast(5, "×")));
    rows.accept(
        Row.times(
            bench,
            chain,
            ours,
            "MiniDNS's client",
            cost(nanos, ChainProcess.MINI_DNS),
            Bar.STATED));
    rows.accept(
        Row.times(
            bench,
            "one P-256 chain, with Conscrypt",
            cost(nanos, ChainProcess.CONSCRYPT),
            "with Bouncy Castle",
            ours,
            Bar.STATED));
  }

  private static Figure cost(Map<String, Double> nanos, String contender) {
    return Figure.ofNanos(Objects.requireNonNull(nanos.get(contender), contender));
  }

  private static void mixed(Setting setting, Consumer<Row> rows) throws Exception {
    Figure ours = perSecond(Micro.run(setting, MixedValidation.class, "ours", 2));
    Figure dnsjava = perSecond(Micro.run(setting, MixedValidation.class, "dnsjava", 2));
    rows.accept(
        Row.rate(
            "mixed-cpu",
            "validations, two threads",
            ours,
            "dnsjava's validator",
            dnsjava,
            Bar.atLeast(5, "×")));
  }

  private static Figure perSecond(Micro.Score score) {
    return new Figure(2 * MixedValidation.VALIDATIONS * 1e9 / score.nanos(), "/s");
  }

  private static void cached(Setting setting, Consumer<Row> rows) throws Exception {
    String bench = "cached";
    Micro.Score one = Micro.run(setting, CachedLookup.class, "ours", 1);
    Micro.Score bare = Micro.run(setting, CachedLookup.class, "caffeineAlone", 1);
    Micro.Score two = Micro.run(setting, CachedLookup.class, "ours", 2);
    rows.accept(
        Row.alone(bench, "cached host", new Figure(one.nanos() / 1e3, "µs"), Bar.atMost(1, "µs")));
    rows.accept(
        Row.alone(
            bench, "cached host, allocated", new Figure(one.bytes(), "B"), Bar.atMost(200, "B")));
    rows.accept(
        Row.ratio(
            bench,
            "cached host",
            nanos(one),
            "a bare Caffeine hit",
            nanos(bare),
            Bar.atMost(3, "×")));
    rows.accept(
        Row.rate(
            bench,
            "cached host, two threads",
            new Figure(2e9 / two.nanos(), "/s"),
            "one thread",
            new Figure(1e9 / one.nanos(), "/s"),
            Bar.atLeast(1.8, "×")));
    Micro.Score jvm = Micro.run(setting, CachedLookup.class, "inetAddress", 1);
    rows.accept(
        Row.ratio(
            bench, "cached host", nanos(one), "InetAddress, JVM's cache", nanos(jvm), Bar.STATED));
  }

  private static void meter(Setting setting, Consumer<Row> rows) throws Exception {
    Micro.Score without = Micro.run(setting, CachedLookup.class, "ours", 1);
    Micro.Score with = Micro.run(setting, CachedLookup.class, "oursMetered", 1);
    rows.accept(
        Row.alone(
            "meter",
            "a meter, added to a cached host",
            Figure.ofNanos(with.nanos() - without.nanos()),
            Bar.atMost(20, "ns")));
    rows.accept(
        Row.alone(
            "meter",
            "a meter, allocated for a cached host",
            new Figure(with.bytes() - without.bytes(), "B"),
            Bar.atMost(1, "B")));
    Tls.meteredCall(setting, rows);
  }

  private static Figure nanos(Micro.Score score) {
    return Figure.ofNanos(score.nanos());
  }
}
