package dev.trustconnect.bench;

import dev.trustconnect.resolve.Lookup;
import dev.trustconnect.resolve.TrustedResolver;
import dev.trustconnect.testing.Dnsjava;
import dev.trustconnect.testing.SignedWorld;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** How much heap the caches use. */
final class Memory {
  static final List<Benchmark> ALL =
      List.of(
          new Benchmark("memory", "heap for a cached name", Memory::ofAName),
          new Benchmark("memory-cap", "many distinct names through a 64 MiB cache", Memory::cap));

  private static final int AT_ONCE = 256;
  private static final long CAP_BYTES = 64L << 20;
  private static final Name PLAIN = Worlds.name("plain.test");

  private Memory() {}

  private static void ofAName(Setting setting, Consumer<Row> rows) throws Exception {
    int zones = setting.choose(100, 20);
    int hosts = 20;
    setting.report("signing " + zones * hosts + " names");
    SignedWorld world = Worlds.crowd(zones, hosts);
    Answers answers = new Answers(world);
    long recordBytes = 0;
    for (int z = 0; z < zones; z++) {
      for (int h = 0; h < hosts; h++) {
        recordBytes += recordBytes(answers, world, "host" + h + ".zone" + z + ".test");
      }
    }
    try (TrustedResolver resolver =
        TrustedResolver.builder()
            .upstreams(new MemoryExchange(answers::message))
            .anchors(world.anchors())
            .addressRules(Lab.RULES)
            .cacheBytes(1L << 30)
            .build()) {
      for (int z = 0; z < zones; z++) { // the zones' keys and their tables aren't counted
        for (String absent : List.of("a", "host1a", "host3a", "host5a", "host7a", "z")) {
          resolver.lookup(Worlds.question(absent + ".zone" + z + ".test", Type.A));
        }
      }
      long before = usedHeap();
      for (int z = 0; z < zones; z++) {
        for (int h = 0; h < hosts; h++) {
          resolver.resolve("host" + h + ".zone" + z + ".test");
        }
      }
      double each = (usedHeap() - before - recordBytes) / ((double) zones * hosts);
      rows.accept(
          Row.alone(
                  "memory",
                  "heap for a cached name beyond its records",
                  new Figure(each, "B"),
                  Bar.atMost(2_048, "B"))
              .noting("records: " + recordBytes / zones / hosts + " B a name on the wire"));
    }
  }

  /** The size of both answers' records on the wire. */
  private static long recordBytes(Answers answers, SignedWorld world, String host) {
    try (TrustedResolver resolver =
        TrustedResolver.builder()
            .upstreams(new MemoryExchange(answers::message))
            .anchors(world.anchors())
            .addressRules(Lab.RULES)
            .cacheBytes(0)
            .build()) {
      long bytes = 0;
      for (int type : new int[] {Type.A, Type.AAAA}) {
        Lookup lookup = resolver.lookup(Worlds.question(host, type));
        for (Record record : Dnsjava.records(lookup.answer())) {
          bytes += record.toWireCanonical().length;
        }
      }
      return bytes;
    }
  }

  private static void cap(Setting setting, Consumer<Row> rows) throws Exception {
    int names = setting.choose(10_000_000, 100_000);
    SignedWorld world = SignedWorld.builder().zone("plain.test", zone -> zone.unsigned()).build();
    Answers answers = new Answers(world);
    MemoryExchange anything =
        new MemoryExchange(
            (name, type) ->
                name.subdomain(PLAIN) && !name.equals(PLAIN)
                    ? unsigned(name, type)
                    : answers.message(name, type));
    try (TrustedResolver resolver =
        TrustedResolver.builder()
            .upstreams(anything)
            .anchors(world.anchors())
            .clock(world::now)
            .addressRules(Lab.RULES)
            .cacheBytes(CAP_BYTES)
            .build()) {
      long before = usedHeap();
      long most = 0;
      for (int tenth = 0; tenth < 10; tenth++) {
        resolveAll(resolver, names / 10 * tenth, names / 10);
        most = Math.max(most, usedHeap() - before);
        setting.report((tenth + 1) + " tenths of " + names + " names through 64 MiB");
      }
      rows.accept(
          Row.alone(
              "memory-cap",
              names + " names through a 64 MiB cache",
              new Figure(most / (double) (1 << 20), "MiB"),
              Bar.atMost(64, "MiB")));
    }
  }

  private static void resolveAll(TrustedResolver resolver, int from, int count) {
    for (int done = 0; done < count; done += AT_ONCE) {
      CompletableFuture<?>[] batch = new CompletableFuture<?>[Math.min(AT_ONCE, count - done)];
      for (int i = 0; i < batch.length; i++) {
        batch[i] = resolver.resolveAsync("n" + (from + done + i) + ".plain.test");
      }
      CompletableFuture.allOf(batch).join();
    }
  }

  /** The heap in use after garbage collection. */
  static long usedHeap() {
    Runtime runtime = Runtime.getRuntime();
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
    }
    return used;
  }

  /** A made-up answer for a name of the unsigned zone. */
  private static Message unsigned(Name name, int type) {
    Message answer = new Message(0);
    answer.getHeader().setFlag(Flags.QR);
    answer.addRecord(Record.newRecord(name, type, DClass.IN), Section.QUESTION);
    if (type == Type.A) {
      answer.addRecord(
          new ARecord(name, DClass.IN, 3600, new byte[] {(byte) 192, 0, 2, 1}), Section.ANSWER);
    } else {
      answer.addRecord(
          new SOARecord(PLAIN, DClass.IN, 3600, PLAIN, PLAIN, 1, 1, 1, 1, 3600), Section.AUTHORITY);
    }
    return answer;
  }
}
