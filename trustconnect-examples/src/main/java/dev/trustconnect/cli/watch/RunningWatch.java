package dev.trustconnect.cli.watch;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.watch.WatchSchedule;
import dev.trustconnect.watch.Watcher;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A watch with everything that belongs to it. {@link #close} ends all of it in the opposite order.
 * For one thread, but {@link #end} may be called on any.
 */
final class RunningWatch implements AutoCloseable {
  private final Screen screen;
  private final WatchSchedule schedule;
  private final WatchMeters meters = new WatchMeters();
  private final Deque<AutoCloseable> owned = new ArrayDeque<>();
  private @Nullable Watcher watcher;
  private @Nullable WatchServer server;
  private @Nullable Pulse pulse;
  private List<WatchedFile<?>> files = List.of();
  private String stateProblem = "";
  private String pulseProblem = "";
  private volatile boolean isEnding;

  RunningWatch(Screen screen, WatchSchedule schedule) {
    this.screen = screen;
    this.schedule = schedule;
    own(meters);
  }

  WatchMeters meters() {
    return meters;
  }

  /** Closes it at the end, before what was owned earlier. */
  <T extends AutoCloseable> T own(T closeable) {
    owned.push(closeable);
    return closeable;
  }

  /** Takes a watch that has begun. */
  void watch(
      Watcher begun, TrustConnect trust, Receivers receivers, List<WatchedFile<?>> watchedFiles) {
    watcher = own(begun);
    meters.trust().observe(trust);
    meters.watch(begun, screen);
    receivers.all().forEach(meters::receiver);
    files = watchedFiles;
    files.forEach(file -> meters.file(file.name(), file::isUsable));
    pulse = new Pulse(begun::snapshot, schedule, System::nanoTime);
  }

  /**
   * Serves metrics.
   *
   * @return the URL
   * @throws IOException if the port is taken or may not be used
   */
  String listen(ListenAddress address) throws IOException {
    Watcher begun = watcher;
    Pulse alive = pulse;
    if (begun == null || alive == null) {
      throw new IllegalStateException("the watch hasn't begun");
    }
    WatchServer opened = own(new WatchServer(address, begun::snapshot, meters, alive));
    server = opened;
    return "http://" + new ListenAddress(address.address(), opened.port());
  }

  /** The port at which it listens. */
  int port() {
    WatchServer listening = server;
    if (listening == null) {
      throw new IllegalStateException("it doesn't listen");
    }
    return listening.port();
  }

  /** Looks at the files, and notes what changed about the state and the watch itself. */
  void look() throws InterruptedException {
    for (WatchedFile<?> file : files) {
      file.look();
    }
    Watcher begun = watcher;
    Pulse alive = pulse;
    if (begun != null && alive != null) {
      stateProblem =
          noted(
              stateProblem,
              begun.snapshot().stateProblem(),
              "; the watch goes on, but after a restart now events may be repeated",
              "the state can be written again");
      pulseProblem = noted(pulseProblem, alive.problem(), "", "the watch does its work again");
    }
  }

  private String noted(String before, Optional<String> now, String meaning, String over) {
    if (now.isPresent() && before.isEmpty()) {
      screen.note(now.get() + meaning);
    } else if (now.isEmpty() && !before.isEmpty()) {
      screen.note(over);
    }
    return now.orElse("");
  }

  /** Asks it to end. */
  void end() {
    isEnding = true;
  }

  boolean isEnding() {
    return isEnding;
  }

  @Override
  public void close() {
    while (!owned.isEmpty()) {
      try {
        owned.pop().close();
      } catch (Exception failed) { // the rest must be closed all the same
        screen.note("closing failed: " + failed.getMessage());
      }
    }
  }
}
