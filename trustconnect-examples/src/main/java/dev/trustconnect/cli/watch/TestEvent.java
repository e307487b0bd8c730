package dev.trustconnect.cli.watch;

import dev.trustconnect.watch.WatchEvent;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Sends one test event, to see whether receivers work. */
final class TestEvent {
  private TestEvent() {}

  static WatchEvent of(InstantSource clock) {
    return new WatchEvent(
        "test-" + UUID.randomUUID(),
        WatchEvent.Kind.WATCH_HEARTBEAT,
        clock.instant(),
        "watch",
        "this is a test event: nothing has happened",
        new WatchEvent.Details(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            Map.of(),
            List.of(),
            0,
            0,
            false));
  }

  /** Sends it to each once. Returns whether all took it. Blocks. */
  static boolean send(Receivers receivers, InstantSource clock, Screen screen) {
    WatchEvent event = of(clock);
    screen.event(event);
    boolean all = true;
    for (Receiver receiver : receivers.all()) {
      try {
        receiver.once(event);
        screen.note(receiver.name() + " took the test event");
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return false;
      } catch (Exception failed) { // any way in which a receiver can fail is the answer
        screen.note(receiver.name() + " didn't take the test event: " + failed.getMessage());
        all = false;
      }
    }
    return all;
  }
}
