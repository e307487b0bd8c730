package dev.trustconnect.audit.syslog;

import java.io.IOException;
import java.nio.channels.Selector;

/** The clock that limits a connection's operations, and its waits for the network. */
public interface WireTime {
  /** The system's. */
  WireTime SYSTEM =
      new WireTime() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public void await(Selector selector, long nanos) throws IOException {
          selector.select(Math.max(1, nanos / 1_000_000));
        }
      };

  /** As {@link System#nanoTime}. */
  long nanoTime();

  /** Blocks until a channel is ready, the selector is closed, or {@code nanos} have passed. */
  void await(Selector selector, long nanos) throws IOException;
}
