package dev.trustconnect.bench;

import dev.trustconnect.resolve.TrustedResolver;
import dev.trustconnect.testing.SignedWorld;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;

/** How latency, memory and questions grow with the number of names. */
public final class Growth {
  private static final int HOSTS_OF_A_ZONE = 20;

  /** The figures after so many distinct names. */
  private record Point(
      int names, double coldMicros, double warmNanos, double bytes, double questions) {}

  private Growth() {}

  /**
   * Resolves ever more names, 100, 1,000 and so on to {@code upTo}, and draws what each cost into
   * {@code file} as SVG.
   *
   * @throws IOException if the file can't be written
   */
  public static void draw(Setting setting, int upTo, Path file) throws IOException {
    List<Point> points = new ArrayList<>();
    for (int names = 100; names <= upTo; names *= 10) {
      setting.report(names + " names");
      points.add(measure(names));
    }
    XYChart chart =
        new XYChartBuilder()
            .width(900)
            .height(560)
            .title("What a name costs, by the number of distinct names resolved before")
            .xAxisTitle("distinct names")
            .yAxisTitle("for one name")
            .build();
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setYAxisLogarithmic(true);
    double[] names = points.stream().mapToDouble(Point::names).toArray();
    chart.addSeries(
        "cold, processor only (µs)",
        names,
        points.stream().mapToDouble(Point::coldMicros).toArray());
    chart.addSeries("cached (ns)", names, points.stream().mapToDouble(Point::warmNanos).toArray());
    chart.addSeries("heap (B)", names, points.stream().mapToDouble(Point::bytes).toArray());
    chart.addSeries("questions", names, points.stream().mapToDouble(Point::questions).toArray());
    String name = file.toAbsolutePath().toString();
    VectorGraphicsEncoder.saveVectorGraphic(
        chart,
        name.endsWith(".svg") ? name.substring(0, name.length() - 4) : name,
        VectorGraphicsFormat.SVG);
  }

  private static Point measure(int names) throws IOException {
    int zones = Math.max(1, names / HOSTS_OF_A_ZONE);
    SignedWorld world = Worlds.crowd(zones, HOSTS_OF_A_ZONE);
    Answers answers = new Answers(world);
    MemoryExchange exchange = new MemoryExchange(answers::message);
    List<String> hosts = new ArrayList<>();
    for (int i = 0; i < names; i++) {
      hosts.add("host" + i % HOSTS_OF_A_ZONE + ".zone" + i / HOSTS_OF_A_ZONE + ".test");
    }
    try (TrustedResolver ahead = resolver(world, exchange, 1L << 32)) {
      for (String host : hosts) {
        ahead.resolve(host); // everything is signed and parsed once
      }
    }
    long asked = exchange.questions();
    try (TrustedResolver resolver = resolver(world, exchange, 1L << 32)) {
      long before = Memory.usedHeap();
      long start = System.nanoTime();
      for (String host : hosts) {
        resolver.resolve(host);
      }
      double cold = (System.nanoTime() - start) / 1e3 / names;
      double questions = (exchange.questions() - asked) / (double) names;
      // With a hundred names the difference in heap may be negative.
      double bytes = Math.max(1, (Memory.usedHeap() - before) / (double) names);
      for (String host : hosts) {
        resolver.resolve(host);
      }
      start = System.nanoTime();
      int rounds = Math.max(1, 1_000_000 / names);
      for (int round = 0; round < rounds; round++) {
        for (String host : hosts) {
          resolver.resolve(host);
        }
      }
      double warm = (System.nanoTime() - start) / (double) names / rounds;
      return new Point(names, cold, warm, bytes, questions);
    }
  }

  private static TrustedResolver resolver(SignedWorld world, MemoryExchange exchange, long bytes) {
    return TrustedResolver.builder()
        .upstreams(exchange)
        .anchors(world.anchors())
        .addressRules(Lab.RULES)
        .cacheBytes(bytes)
        .build();
  }
}
