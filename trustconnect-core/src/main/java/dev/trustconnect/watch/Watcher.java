package dev.trustconnect.watch;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.lock.LockState;
import dev.trustconnect.lock.TrustLock;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.survey.SurveyPlan;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches endpoints on daemon threads until {@link #close}: looks at each again and again, and
 * reports a change once a second look has confirmed it. Thread-safe.
 *
 * <pre>{@code
 * Watcher watcher =
 *     Watcher.start(
 *         trust,
 *         List.of(Endpoint.parse("api.example.com")),
 *         WatchSchedule.standard(),
 *         event -> System.out.println(event));
 * }</pre>
 *
 * <p>Events are about changes: of the verdict, of remarks of LOW and above, and of what differs
 * from the lock. An endpoint that the lock doesn't have is learned at its first complete look, and
 * changes are those since then. So the first look reports only an endpoint that the gates refuse,
 * that differs from the lock, or whose certificate, signatures or pins end soon.
 *
 * <p>An endpoint that doesn't answer is reported only after about half an hour: by then it is known
 * whether the watch itself can't see. {@link WatchSnapshot} shows it at once.
 *
 * <p>It sends nothing to the endpoints but a TLS handshake, as a {@link
 * dev.trustconnect.survey.Surveyor} does.
 */
public final class Watcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Watcher.class);
  private static final long PATIENCE_SECONDS = 2;

  private final Engine engine;
  private final Eye eye;
  private final SurveyingEye known;
  private final WatchState state;
  private final BiConsumer<Endpoint, Throwable> defects;
  private final List<Delivery> deliveries = new ArrayList<>();
  private final ExecutorService looks;
  private final Thread dispatcher;
  private final Object wake = new Object();
  private boolean isClosed; // guarded by wake
  private long signals; // guarded by wake

  private Watcher(Builder builder) {
    TrustConnect trust = builder.trust;
    this.defects = builder.defects;
    this.known =
        new SurveyingEye(
            builder.around.apply((endpoint, plan) -> trust.surveyor().survey(endpoint, plan)),
            new Judging(host -> trust.policies().policyFor(host)),
            builder.plan,
            builder.lock,
            builder.lockState,
            builder.state);
    this.eye = known;
    this.state = builder.state;
    builder.listeners.forEach(
        (name, listener) -> deliveries.add(new Delivery(name, listener, builder.state)));
    this.engine =
        new Engine(
            builder.schedule,
            eye,
            builder.clock,
            builder.nanoTime,
            new SplittableRandom(),
            builder.state,
            event -> deliveries.forEach(delivery -> delivery.offer(event)));
    this.looks =
        Executors.newFixedThreadPool(
            builder.schedule.atOnce(), task -> daemon(task, "trustconnect-watch-look"));
    this.dispatcher = daemon(this::dispatch, "trustconnect-watch");
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Watches with the usual settings; see {@link #builder} for a lock and a state. */
  public static Watcher start(
      TrustConnect trust,
      Collection<Endpoint> endpoints,
      WatchSchedule schedule,
      WatchListener listener) {
    return builder(trust).schedule(schedule).listener("listener", listener).start(endpoints);
  }

  /**
   * A builder.
   *
   * @param trust looks by its resolver, policies and roots; it isn't closed by the watch
   */
  public static Builder builder(TrustConnect trust) {
    return new Builder(trust);
  }

  private void begin(Collection<Endpoint> endpoints) {
    state.use();
    deliveries.forEach(Delivery::start);
    engine.start(new TreeSet<>(endpoints));
    dispatcher.start();
  }

  private void dispatch() {
    try {
      while (true) {
        long seen = signals();
        Engine.Job job = engine.take();
        if (job == null) {
          await(seen, engine.pause());
        } else {
          looks.execute(() -> look(job));
        }
      }
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  private long signals() throws InterruptedException {
    synchronized (wake) {
      if (isClosed) {
        throw new InterruptedException("closed");
      }
      return signals;
    }
  }

  private void await(long seen, long nanos) throws InterruptedException {
    long end = System.nanoTime() + nanos;
    synchronized (wake) {
      long left = nanos;
      while (signals == seen && !isClosed && left > 0) {
        TimeUnit.NANOSECONDS.timedWait(wake, left + 1_000_000); // not before its time
        left = end - System.nanoTime();
      }
    }
  }

  private void signal() {
    synchronized (wake) {
      signals++;
      wake.notifyAll();
    }
  }

  private void look(Engine.Job job) {
    Sight sight;
    try {
      sight = eye.look(job.row().endpoint, job.handshake());
    } catch (CancellationException closing) {
      sight = Sight.interrupted();
    } catch (RuntimeException | Error bug) { // the other endpoints are watched all the same
      report(job.row().endpoint, bug);
      sight = Sight.defect(bug);
    }
    try {
      engine.done(job, sight);
    } catch (RuntimeException | Error bug) { // it is looked at again all the same
      report(job.row().endpoint, bug);
    }
    signal();
  }

  private void report(Endpoint endpoint, Throwable bug) {
    LOG.error("a defect of this library: looking at {} failed", endpoint, bug);
    try {
      defects.accept(endpoint, bug);
    } catch (RuntimeException | LinkageError thrown) {
      LOG.warn("what receives defects threw", thrown);
    }
  }

  /** Watches these endpoints from now on; the state of others is forgotten. */
  public void replace(Collection<Endpoint> endpoints) {
    engine.replace(new TreeSet<>(endpoints));
    signal();
  }

  /** Compares with another lock from now on. */
  public void replaceLock(TrustLock lock) {
    known.replace(lock);
  }

  /**
   * Takes the state at an endpoint's next look as usual, as at its first look: for an intended
   * change. Has no effect on endpoints that the lock has.
   */
  public void relearn(Endpoint endpoint) {
    known.relearn(endpoint);
  }

  /** All that is known now: for metrics. */
  public WatchSnapshot snapshot() {
    return engine.snapshot(deliveries.stream().mapToLong(Delivery::lost).sum());
  }

  /**
   * Waits until each endpoint has been looked at, or the time is over. Changes of the first round
   * aren't confirmed then.
   *
   * @return whether each has been looked at
   */
  public boolean awaitFirstRound(Duration limit) throws InterruptedException {
    return await(engine::isFirstRoundDone, limit);
  }

  /**
   * Waits until each endpoint has been looked at and a second look has followed each change, or the
   * time is over. An endpoint that doesn't answer isn't waited for.
   *
   * @return whether nothing is left to confirm
   */
  public boolean awaitSettled(Duration limit) throws InterruptedException {
    return await(engine::isSettled, limit);
  }

  private boolean await(BooleanSupplier condition, Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    synchronized (wake) {
      while (!isClosed && !condition.getAsBoolean()) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        TimeUnit.NANOSECONDS.timedWait(wake, left);
      }
      return condition.getAsBoolean();
    }
  }

  /**
   * Ends the watch. Blocks for at most a few seconds: listeners get two to take what is queued. The
   * state and the {@code TrustConnect} stay open.
   */
  @Override
  public void close() {
    synchronized (wake) {
      isClosed = true;
      wake.notifyAll();
    }
    looks.shutdownNow();
    try {
      dispatcher.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
      boolean unused = looks.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    deliveries.forEach(Delivery::close);
    state.free();
  }

  /**
   * Builds a {@link Watcher}. Repeated calls add listeners and replace the rest. Not thread-safe.
   */
  public static final class Builder {
    private final TrustConnect trust;
    private final Map<String, WatchListener> listeners = new LinkedHashMap<>();
    private WatchSchedule schedule = WatchSchedule.standard();
    private SurveyPlan plan = SurveyPlan.standard().oneHandshake();
    private TrustLock lock = TrustLock.empty();
    private LockState lockState = LockState.empty();
    private WatchState state = WatchState.inMemory();
    private BiConsumer<Endpoint, Throwable> defects = (endpoint, bug) -> {};
    private UnaryOperator<SurveyingEye.Surveys> around = UnaryOperator.identity();
    private InstantSource clock = InstantSource.system();
    private LongSupplier nanoTime = System::nanoTime;

    private Builder(TrustConnect trust) {
      this.trust = Objects.requireNonNull(trust);
    }

    /** Sets how often it looks; the default is {@link WatchSchedule#standard}. */
    public Builder schedule(WatchSchedule schedule) {
      this.schedule = Objects.requireNonNull(schedule);
      return this;
    }

    /**
     * Adds a listener, or replaces the one with that name.
     *
     * @param name what the state calls it: after a restart it isn't given an event again
     * @throws IllegalArgumentException if the name isn't 1 to 40 letters, digits and hyphens
     */
    public Builder listener(String name, WatchListener listener) {
      if (!name.matches("[A-Za-z0-9-]{1,40}")) {
        throw new IllegalArgumentException(
            "a listener's name is 1 to 40 letters, digits and hyphens");
      }
      listeners.put(name, Objects.requireNonNull(listener));
      return this;
    }

    /** Sets the lock that endpoints are compared with; the default is an empty one. */
    public Builder lock(TrustLock lock, LockState seen) {
      this.lock = Objects.requireNonNull(lock);
      this.lockState = Objects.requireNonNull(seen);
      return this;
    }

    /** Sets the questions and connections of each look; the default is DNS and one handshake. */
    public Builder plan(SurveyPlan plan) {
      this.plan = Objects.requireNonNull(plan);
      return this;
    }

    /** Sets the state, which may survive a restart; the default is {@link WatchState#inMemory}. */
    public Builder state(WatchState state) {
      this.state = Objects.requireNonNull(state);
      return this;
    }

    /**
     * Sets the receiver of unexpected exceptions of looks, with the endpoint; each is a defect of
     * this library. The exception is logged too, and the watch goes on. Called on a thread of the
     * watch, on several at once; must not block.
     */
    public Builder defects(BiConsumer<Endpoint, Throwable> receiver) {
      this.defects = Objects.requireNonNull(receiver);
      return this;
    }

    /** Sets what may replace the surveys. */
    Builder around(UnaryOperator<SurveyingEye.Surveys> around) {
      this.around = around;
      return this;
    }

    /** Sets the clock of events; the default is the system's. */
    public Builder clock(InstantSource clock) {
      this.clock = Objects.requireNonNull(clock);
      return this;
    }

    /**
     * Starts to watch. Returns at once.
     *
     * @throws IllegalStateException if another watch uses the state
     */
    public Watcher start(Collection<Endpoint> endpoints) {
      Watcher watcher = new Watcher(this);
      watcher.begin(endpoints);
      return watcher;
    }
  }
}
