package dev.trustconnect.cli.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A callback that throws costs neither the loop nor a core. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class EventLoopTest {
  private final BlockingQueue<Throwable> defects = new LinkedBlockingQueue<>();

  @Test
  void channelWhoseCallbackThrowsIsPausedAndWatchedAgain() throws Exception {
    EventLoop loop = new EventLoop(defects::add);
    AtomicInteger calls = new AtomicInteger();
    AtomicReference<SelectionKey> watched = new AtomicReference<>();
    CompletableFuture<Integer> operationsOfThePause = new CompletableFuture<>();
    Pipe pipe = Pipe.open();
    try (Pipe.SinkChannel in = pipe.sink();
        Pipe.SourceChannel out = pipe.source()) {
      watched.set(
          loop.register(
              out,
              SelectionKey.OP_READ,
              () -> {
                if (calls.incrementAndGet() == 2) {
                  loop.end();
                  return;
                }
                loop.execute(() -> operationsOfThePause.complete(watched.get().interestOps()));
                throw new IllegalStateException("a defect");
              }));
      in.write(ByteBuffer.wrap(new byte[1])); // never read: the channel stays ready

      loop.run();

      assertThat(operationsOfThePause.join()).isZero();
      assertThat(calls).hasValue(2);
      assertThat(defects).singleElement().isInstanceOf(IllegalStateException.class);
    }
  }
}
