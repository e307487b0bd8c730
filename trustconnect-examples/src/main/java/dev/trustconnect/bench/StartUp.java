package dev.trustconnect.bench;

import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Fresh JVMs: the processor time of the whole process, from its start to its first answer. That
 * includes compilation and garbage collection.
 */
final class StartUp {
  static final Benchmark FIRST =
      new Benchmark(
          "start-up",
          "processor time of a fresh JVM to its first lookup and its first call",
          StartUp::run);

  private StartUp() {}

  private static void run(Setting setting, Consumer<Row> rows) throws Exception {
    SignedWorld world = Worlds.startUp();
    TestCa ca = TestCa.create("Start-up Test CA");
    Path anchors = Files.createTempFile("trustconnect-bench", ".anchors");
    Path authority = Files.createTempFile("trustconnect-bench", ".pem");
    Path dohAuthority = Files.createTempFile("trustconnect-bench", ".pem");
    try (Lab lab = new Lab(world, setting.rtt());
        TlsPeer peer = TlsPeer.builder(ca.server(FirstCall.HOST)).address("127.0.0.1").start()) {
      peer.answer("/", 200, Map.of(), "hello");
      StringBuilder lines = new StringBuilder();
      world.anchorRecords().forEach(record -> lines.append(record).append('\n'));
      Files.writeString(anchors, lines);
      ca.writePem(authority);
      lab.doh().ca().writePem(dohAuthority);
      List<String> where =
          List.of(
              lab.url(),
              dohAuthority.toString(),
              anchors.toString(),
              authority.toString(),
              peer.url(FirstCall.HOST, "/"));
      pair(setting, rows, where, "resolve", "first lookup of a fresh JVM");
      pair(setting, rows, where, "call", "first secured call of a fresh JVM");
    } finally {
      Files.deleteIfExists(anchors);
      Files.deleteIfExists(authority);
      Files.deleteIfExists(dohAuthority);
    }
  }

  private static void pair(
      Setting setting, Consumer<Row> rows, List<String> where, String deed, String what)
      throws Exception {
    setting.report(what);
    double[] medians =
        Sampler.medians(
            setting.choose(1, 0),
            setting.choose(15, 2),
            () -> nanosOf("ours", deed, where),
            () -> nanosOf("okhttp", deed, where));
    rows.accept(
        Row.ratio(
            "start-up",
            what,
            Figure.ofNanos(medians[0]),
            "OkHttp with DnsOverHttps",
            Figure.ofNanos(medians[1]),
            Bar.atMost(1.3, "×")));
  }

  /** Runs {@link FirstCall} in a JVM like this one; fails unless it got its answer. */
  private static double nanosOf(String who, String deed, List<String> where)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(who, deed));
    arguments.addAll(where);
    String printed = FreshJvm.run(List.of(), FirstCall.class, arguments);
    int mark = printed.lastIndexOf(FirstCall.MARK);
    return Double.parseDouble(printed.substring(mark + FirstCall.MARK.length()).strip());
  }
}
