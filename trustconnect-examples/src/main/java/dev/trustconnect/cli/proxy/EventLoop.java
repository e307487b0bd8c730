package dev.trustconnect.cli.proxy;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs callbacks on one thread when sockets are ready or timers expire. Only {@link #execute} may
 * be called on other threads.
 */
final class EventLoop {
  private static final Duration AFTER_A_DEFECT = Duration.ofMillis(100);

  private final Selector selector;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private final Consumer<Throwable> defects;
  private volatile boolean isEnding;

  /**
   * A loop that isn't running yet.
   *
   * @param defects receives what a task threw; the loop continues. It may throw that to end the
   *     loop
   */
  EventLoop(Consumer<Throwable> defects) throws IOException {
    this.selector = Selector.open();
    this.defects = defects;
  }

  /** A task that runs later, unless it is cancelled. */
  static final class Timer implements Comparable<Timer> {
    private final long atNanos;
    private @Nullable Runnable task;

    private Timer(long atNanos, Runnable task) {
      this.atNanos = atNanos;
      this.task = task;
    }

    void cancel() {
      task = null;
    }

    @Override
    public int compareTo(Timer other) {
      return Long.signum(atNanos - other.atNanos); // nanoTime wraps round
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  /** Runs {@code task} on the loop's thread, soon. May be called on any thread. */
  void execute(Runnable task) {
    tasks.add(task);
    selector.wakeup();
  }

  /** Runs {@code task} when this much time has passed. */
  Timer after(Duration delay, Runnable task) {
    Timer timer = new Timer(System.nanoTime() + delay.toNanos(), task);
    timers.add(timer);
    return timer;
  }

  /** Runs {@code ready} whenever the channel, which must not block, is ready for an operation. */
  SelectionKey register(SelectableChannel channel, int operations, Runnable ready)
      throws IOException {
    channel.configureBlocking(false);
    return channel.register(selector, operations, ready);
  }

  /**
   * Removes a channel from this loop and makes it blocking. Only to be called in a task, not in a
   * callback of {@link #register}.
   */
  void handOver(SelectionKey key) throws IOException {
    key.cancel();
    int unused = selector.selectNow(); // a cancelled key is registered until the next selection
    key.channel().configureBlocking(true);
  }

  /** Runs until {@link #end}. */
  void run() throws IOException {
    try (selector) {
      while (!isEnding) {
        int unused = selector.select(millisToNextTimer());
        List<SelectionKey> ready = List.copyOf(selector.selectedKeys());
        selector.selectedKeys().clear();
        for (SelectionKey key : ready) {
          if (key.isValid()) {
            ready(key);
          }
        }
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
          runSafely(task);
        }
        runTimers();
      }
    }
  }

  /** Ends the loop after its current task. */
  void end() {
    isEnding = true;
    selector.wakeup();
  }

  /** The time to the next timer; 0 if there is none, as for {@link Selector#select(long)}. */
  private long millisToNextTimer() {
    Timer next = timers.peek();
    if (!tasks.isEmpty()) {
      return 1;
    }
    return next == null
        ? 0
        : Math.max(1, TimeUnit.NANOSECONDS.toMillis(next.atNanos - System.nanoTime()) + 1);
  }

  private void runTimers() {
    long now = System.nanoTime();
    for (Timer next = timers.peek();
        next != null && next.atNanos - now <= 0;
        next = timers.peek()) {
      timers.remove();
      Runnable task = next.task;
      if (task != null) {
        runSafely(task);
      }
    }
  }

  /**
   * Runs the callback of a channel. If it throws, the channel isn't watched for a while: it is
   * still ready, and calling back at once would keep a core busy.
   */
  private void ready(SelectionKey key) {
    int operations = key.interestOps();
    if (!runSafely((Runnable) key.attachment()) && key.isValid()) {
      key.interestOps(0);
      Timer unused = after(AFTER_A_DEFECT, () -> resume(key, operations));
    }
  }

  private static void resume(SelectionKey key, int operations) {
    if (key.isValid() && key.interestOps() == 0) {
      key.interestOps(operations);
    }
  }

  /**
   * Runs a task and reports what it throws: a bug in one tunnel mustn't end the others. False if it
   * threw.
   */
  private boolean runSafely(Runnable task) {
    try {
      task.run();
      return true;
    } catch (RuntimeException | Error defect) {
      defects.accept(defect);
      return false;
    }
  }
}
