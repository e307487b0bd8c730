package dev.trustconnect.watch;

import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.testing.SignedWorld;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A process with a state and a listener, to be killed. Its listener prints each event; each event
 * confirms one more endpoint, so that a restart goes on with the next one.
 */
final class WatchVictim {
  private WatchVictim() {}

  /** A folder and how many events there are to be. */
  public static void main(String[] args) throws Exception {
    int all = Integer.parseInt(args[1]);
    try (WatchState state = WatchState.open(Path.of(args[0]));
        Delivery delivery =
            new Delivery("hook", event -> System.out.println("> " + event.summary()), state)) {
      delivery.start();
      for (int i = state.endpoints().size(); i < all; i++) {
        Endpoint endpoint = Endpoint.parse("h" + i + ".example.test");
        WatchEvent event =
            new WatchEvent(
                state.nextId(),
                WatchEvent.Kind.ENDPOINT_CHANGED,
                SignedWorld.NOW,
                endpoint.toString(),
                "event " + i,
                new WatchEvent.Details(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Map.of(),
                    Map.of(),
                    List.of(endpoint),
                    1,
                    1,
                    false));
        state.happened(event, endpoint, new Parts(Part.NOTHING, null, null), List.of(), "");
        delivery.offer(event);
      }
    }
    System.out.println("> end");
  }
}
