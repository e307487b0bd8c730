package dev.trustconnect.demo;

import dev.trustconnect.finding.TrustRefusal;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a scene ended for one client.
 *
 * @param failure what the client threw; null if it got its answer
 * @param rogueBytes what the rogue received in all, handshakes included
 * @param rogueRequestBytes how many bytes of requests the rogue received
 * @param secrets which secrets the rogue read
 */
public record Played(
    @Nullable IOException failure, long rogueBytes, int rogueRequestBytes, List<String> secrets) {
  public Played {
    secrets = List.copyOf(secrets);
  }

  /** TrustConnect's refusal, if there was one. */
  public Optional<TrustRefusal> refusal() {
    return TrustRefusal.in(failure);
  }

  /** One line about what the client did. */
  public String outcome() {
    if (failure == null) {
      return "got an answer";
    }
    return refusal()
        .map(refusal -> "refused [" + refusal.reason().code() + "]")
        .orElseGet(() -> "failed: " + failure.getClass().getSimpleName());
  }

  /** Whether the rogue got nothing of a request, and TrustConnect refused as the scene expects. */
  public boolean isSafe(Scene scene) {
    boolean asWanted =
        scene.wanted() == null
            ? failure == null
            : refusal().map(refusal -> refusal.reason() == scene.wanted()).orElse(false);
    return asWanted && rogueRequestBytes == 0 && secrets.isEmpty();
  }
}
