package dev.trustconnect.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.cli.lab.CommandLab;
import dev.trustconnect.cli.lab.LineSink;
import dev.trustconnect.cli.terminal.Terminal;
import dev.trustconnect.survey.Endpoint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ScreenTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-06-01T12:00:00Z"));

  private final LineSink out = new LineSink();
  private final LineSink err = new LineSink();

  /** Blocks each write until it may go on. */
  private static final class Blocking extends OutputStream {
    private final CountDownLatch isBlocked = new CountDownLatch(1);
    private final CompletableFuture<Void> goOn = new CompletableFuture<>();

    @Override
    public void write(int b) {
      isBlocked.countDown();
      goOn.join();
    }
  }

  private Terminal terminal(boolean isTerminal) {
    return new Terminal(
        new ByteArrayInputStream(new byte[0]),
        new PrintStream(out, false, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        isTerminal,
        isTerminal,
        StandardCharsets.UTF_8,
        Map.of("TERM", "xterm"));
  }

  @Test
  void anEventIsOneLine() {
    new Screen(terminal(false), false, CLOCK).event(TestEvent.of(CLOCK));
    assertThat(out.lines())
        .containsExactly(
            "2026-06-01T12:00:00Z watch.heartbeat this is a test event: nothing has happened");
  }

  @Test
  void coloursAndProgressAreForATerminal() {
    Screen screen = new Screen(terminal(true), false, CLOCK);
    screen.progress("1 of 2");
    screen.event(TestEvent.of(CLOCK));
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("\u001b[2mwatch.heartbeat\u001b[0m");
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("\r\u001b[K1 of 2\r\u001b[K");

    Screen plain = new Screen(terminal(false), false, CLOCK);
    plain.progress("1 of 2");
    assertThat(err.toString(StandardCharsets.UTF_8)).endsWith("\r\u001b[K");
  }

  @Test
  void aNoteHasNoControlCharacters() {
    new Screen(terminal(false), false, CLOCK).note("red: \u001b[31m\nnext");
    assertThat(err.lines()).containsExactly("2026-06-01T12:00:00Z red: ?[31m?next");
  }

  /** A reader that has stopped reading: {@code trustconnect watch | less}. */
  @Test
  void outputThatBlocksHoldsUpNeitherNotesNorCounts() throws Exception {
    Blocking blocking = new Blocking();
    Screen screen = new Screen(CommandLab.terminal(blocking, err), true, CLOCK);
    CompletableFuture<Void> printing =
        CompletableFuture.runAsync(() -> screen.event(TestEvent.of(CLOCK)));
    blocking.isBlocked.await();

    screen.note("a note");

    assertThat(err.lines()).containsExactly("2026-06-01T12:00:00Z a note");
    assertThat(screen.printed()).isZero();
    blocking.goOn.complete(null);
    printing.join();
    assertThat(screen.printed()).isEqualTo(1);
  }

  /** {@code --once} asks for them when it ends. */
  @Test
  void standardErrorThatBlocksDoesNotHideWhichEndpointsFailed() throws Exception {
    Blocking blocking = new Blocking();
    Screen screen = new Screen(CommandLab.terminal(out, blocking), true, CLOCK);
    Endpoint endpoint = Endpoint.parse("api.example.test");
    CompletableFuture<Void> printing =
        CompletableFuture.runAsync(
            () -> screen.defect(endpoint, new IllegalStateException("a defect")));
    blocking.isBlocked.await();

    assertThat(screen.failed()).containsExactly(endpoint);
    blocking.goOn.complete(null);
    printing.join();
  }

  /** A disk that is full: said once, and each line that may be missing is counted. */
  @Test
  void linesThatCannotBeWrittenAreCounted() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    Screen screen = new Screen(CommandLab.terminal(full, err), true, CLOCK);
    screen.event(TestEvent.of(CLOCK));
    screen.event(TestEvent.of(CLOCK));
    assertThat(screen.lost()).isEqualTo(2);
    assertThat(screen.printed()).isZero();
    assertThat(err.lines()).hasSize(1).first().asString().contains("standard output can't be");
  }
}
