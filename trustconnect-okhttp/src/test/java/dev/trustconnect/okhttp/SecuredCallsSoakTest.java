package dev.trustconnect.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.pin.SpkiPin;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

/**
 * Sixty-four threads call two endpoints while one thing after the other goes wrong and comes right
 * again. In each season it is known what every call must come to; nothing else may happen, and
 * nothing may be left of it. The profile {@code soak} runs it.
 */
class SecuredCallsSoakTest {
  private static final double MINUTES = Double.parseDouble(System.getProperty("soak.minutes", "1"));
  private static final long MAX_CALLS = 10_000_000;
  private static final int THREADS = 64;
  private static final int CALLS_OF_A_SEASON = 20_000; // or as many as are made in
  private static final long SEASON_MILLIS = 1_500;
  private static final String API = "api.example.test";
  private static final String OTHER = "other.example.test";

  private final TestInternet internet = new TestInternet(world(SignedWorld.NOW, 13));
  private final TestCa.Identity first = internet.ca().server(API);
  private final TestCa.Identity backup = internet.ca().server(API);
  private final TestCa.Identity unpinned = internet.ca().server(API);
  private final TlsPeer other =
      TlsPeer.builder(internet.ca().server(OTHER)).address("127.0.1.11").start();
  private TlsPeer api = TlsPeer.builder(first).address("127.0.1.10").port(other.port()).start();

  private final ReadWriteLock season = new ReentrantReadWriteLock(true);
  private final AtomicInteger sunk = new AtomicInteger();
  private final LongAdder calls = new LongAdder();
  private final Semaphore made = new Semaphore(0); // one permit for each call of this season
  private final Map<String, LongAdder> outcomes = new TreeMap<>();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private volatile boolean over;
  private @Nullable Reason expected; // of calls to API; guarded by season

  /** What is true for a while: what was done, and what calls to API come to by it. */
  private record Season(String name, @Nullable Reason reason, Runnable begins) {}

  private static SignedWorld world(java.time.Instant now, int algorithm) {
    return SignedWorld.builder()
        .now(now)
        .zone(
            "example.test",
            zone -> zone.algorithm(algorithm).records("api A 127.0.1.10", "other A 127.0.1.11"))
        .build();
  }

  private EndpointPolicy policy(TestCa.Identity current, TestCa.Identity spare) {
    return TestInternet.policy(API)
        .pins(
            SpkiPin.parse(TestCa.pin(current.certificate())),
            SpkiPin.parse(TestCa.pin(spare.certificate())))
        .pinsExpire(LocalDate.ofInstant(internet.now(), ZoneOffset.UTC).plusYears(5))
        .credentials("x-api-key")
        .build();
  }

  private List<Season> year(TrustConnect trust) {
    EndpointPolicy usual = policy(first, backup);
    EndpointPolicy strangers = policy(internet.ca().server(API), internet.ca().server(API));
    EndpointPolicy others = TestInternet.policy(OTHER).build();
    return List.of(
        new Season("all is well", null, () -> fresh(13)),
        new Season("upstreams die", null, () -> internet.down(true)),
        new Season("answers end meanwhile", null, () -> jump(2)),
        new Season("upstreams come back", null, () -> internet.down(false)),
        new Season(
            "answers turn bogus",
            Reason.SIGNATURE_EXPIRED,
            () -> {
              jump(2);
              internet.change(world -> world.harm(Harm.expire(API, Type.A)));
            }),
        new Season("answers are mended", null, () -> fresh(13)),
        new Season("keys roll", null, () -> fresh(15)),
        new Season("the clock goes an hour back", null, () -> jump(-1)),
        new Season("the clock goes an hour forward", null, () -> jump(1)),
        new Season("the certificate changes to the backup", null, () -> serve(backup)),
        new Season("the certificate is nobody's", Reason.PIN_NOT_IN_PATH, () -> serve(unpinned)),
        new Season("the certificate is right again", null, () -> serve(first)),
        new Season(
            "other policies",
            Reason.PIN_NOT_IN_PATH,
            () -> trust.replacePolicies(strangers, others)),
        new Season("the policies of before", null, () -> trust.replacePolicies(usual, others)));
  }

  private void jump(int hours) {
    internet.now(internet.now().plus(Duration.ofHours(hours)));
  }

  /** The same names, signed anew for a later hour: what was remembered of them has ended. */
  private void fresh(int algorithm) {
    jump(2);
    internet.change(before -> world(internet.now(), algorithm));
  }

  private void serve(TestCa.Identity identity) {
    api.close();
    api = TlsPeer.builder(identity).address("127.0.1.10").port(other.port()).start();
  }

  @Test
  void everyCallHasItsExpectedOutcome() throws Exception {
    ConnectionPool pool = new ConnectionPool();
    List<Footprint> footprints = new ArrayList<>();
    try (TrustConnect trust =
        internet
            .trust()
            .policy(policy(first, backup))
            .policy(TestInternet.policy(OTHER).build())
            .audit(event -> sink())
            .build()) {
      OkHttpClient client =
          TrustConnectOkHttp.install(
                  trust,
                  new OkHttpClient.Builder()
                      .connectionPool(pool)
                      .callTimeout(Duration.ofSeconds(30)))
              .build();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        Thread thread = new Thread(() -> call(client), "caller-" + i);
        threads.add(thread);
        thread.start();
      }
      long end = System.nanoTime() + (long) (MINUTES * 60e9);
      while (!over) {
        for (Season next : year(trust)) {
          turn(next);
          var unused = made.tryAcquire(CALLS_OF_A_SEASON, SEASON_MILLIS, TimeUnit.MILLISECONDS);
          over = System.nanoTime() >= end || calls.sum() >= MAX_CALLS || !wrong.isEmpty();
          if (over) {
            break;
          }
        }
        footprints.add(Footprint.now(season));
        System.out.println(
            "soak: " + calls.sum() + " calls, " + footprints.get(footprints.size() - 1));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      client.dispatcher().executorService().shutdown();
      pool.evictAll();
    } finally {
      api.close();
      other.close();
    }

    System.out.println("soak: " + calls.sum() + " calls: " + outcomes);
    assertThat(wrong).isEmpty();
    assertThat(sunk.get()).as("events of the audit").isPositive();
    if (footprints.size() > 4) { // the first years fill the caches
      footprints.get(footprints.size() - 1).requireNoMoreThan(footprints.get(2));
    }
  }

  /** Every third event finds a sink that throws. */
  private void sink() {
    if (sunk.incrementAndGet() % 3 == 0) {
      throw new IllegalStateException("the sink is full");
    }
  }

  private void turn(Season next) {
    season.writeLock().lock();
    try {
      next.begins().run();
      api.forget();
      other.forget();
      made.drainPermits();
      expected = next.reason();
    } finally {
      season.writeLock().unlock();
    }
  }

  private void call(OkHttpClient client) {
    int number = 0;
    while (!over) {
      boolean toApi = number++ % 4 != 0;
      season.readLock().lock();
      try {
        check(toApi, toApi ? expected : null, client);
      } finally {
        season.readLock().unlock();
      }
    }
  }

  private void check(boolean toApi, @Nullable Reason wanted, OkHttpClient client) {
    Request.Builder request = new Request.Builder().url(other.url(toApi ? API : OTHER, "/"));
    if (toApi) {
      request.header("x-api-key", "sk-secret-4711");
    }
    String came;
    try (Response response = client.newCall(request.build()).execute()) {
      came = TrustConnectOkHttp.evidenceOf(response).isPresent() ? "answered" : "no evidence";
    } catch (IOException | RuntimeException failed) {
      came = TrustRefusal.in(failed).map(r -> r.reason().code()).orElse("untyped " + failed);
    }
    calls.increment();
    made.release();
    String must = wanted == null ? "answered" : wanted.code();
    if (!came.equals(must) && wrong.size() < 20) {
      wrong.add((toApi ? API : OTHER) + " must be " + must + ", was " + came);
    }
    synchronized (outcomes) {
      outcomes.computeIfAbsent(came, any -> new LongAdder()).increment();
    }
  }

  /** What the process holds between calls. */
  private record Footprint(long heapBytes, int threads, int descriptors) {
    static Footprint now(ReadWriteLock season) throws IOException {
      season.writeLock().lock();
      try {
        for (int i = 0; i < 3; i++) {
          System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return new Footprint(
            runtime.totalMemory() - runtime.freeMemory(), Thread.activeCount(), descriptorsOpen());
      } finally {
        season.writeLock().unlock();
      }
    }

    private static int descriptorsOpen() throws IOException {
      Path open = Path.of("/proc/self/fd");
      if (!Files.isDirectory(open)) {
        return 0;
      }
      try (Stream<Path> all = Files.list(open)) {
        return (int) all.count();
      }
    }

    void requireNoMoreThan(Footprint earlier) {
      assertThat(heapBytes).as("heap").isLessThan(earlier.heapBytes * 3 / 2 + (8 << 20));
      assertThat(threads).as("threads").isLessThan(earlier.threads + 40);
      assertThat(descriptors).as("descriptors").isLessThan(earlier.descriptors + 100);
    }

    @Override
    public String toString() {
      return "%.1f MiB of heap, %d threads, %d descriptors"
          .formatted(heapBytes / 1048576.0, threads, descriptors);
    }
  }
}
