package dev.trustconnect.bench;

import java.util.ArrayList;
import java.util.List;

/** Every benchmark, the quickest first. */
public final class Benchmarks {
  /** All of them. */
  public static final List<Benchmark> ALL = all();

  private Benchmarks() {}

  private static List<Benchmark> all() {
    List<Benchmark> all = new ArrayList<>(Latency.ALL);
    all.addAll(MicroBenchmarks.ALL);
    all.add(Crowd.THROUGHPUT);
    all.add(Crowd.NATIVE);
    all.addAll(Tls.ALL);
    all.add(IdentityHandshake.FULL);
    all.add(Frameworks.REQUEST);
    all.add(StartUp.FIRST);
    all.addAll(Memory.ALL);
    all.add(WorstCase.ALL);
    return List.copyOf(all);
  }
}
