package dev.trustconnect.cli.watch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where events go besides standard output.
 *
 * @param client of the webhook; null without one
 */
record Receivers(List<Receiver> all, @Nullable WebhookClient client) implements AutoCloseable {
  Receivers {
    all = List.copyOf(all);
  }

  @Override
  public void close() {
    all.forEach(Receiver::close);
  }
}
