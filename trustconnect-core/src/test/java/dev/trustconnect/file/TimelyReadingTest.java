package dev.trustconnect.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Reads that end, and reads that don't. */
class TimelyReadingTest {
  private final TimelyReading patient = TimelyReading.within(Duration.ofMinutes(2));

  @TempDir private Path folder;

  @Test
  void whatIsReadOrThrownReachesTheCaller() throws Exception {
    assertThat(patient.read(() -> "text")).isEqualTo("text");
    assertThatThrownBy(
            () ->
                patient.read(
                    () -> {
                      throw new IOException("unreadable");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("unreadable");
    assertThatThrownBy(
            () ->
                patient.read(
                    () -> {
                      throw new StackOverflowError("deep");
                    }))
        .isInstanceOf(StackOverflowError.class);
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC}) // they have named pipes, and mkfifo (POSIX)
  void pipeThatNobodyWritesToIsGivenUp() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    TimelyReading impatient = TimelyReading.within(Duration.ofMillis(1));
    try {
      assertThatThrownBy(() -> impatient.read(() -> Files.readAllBytes(pipe)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("is it a pipe?");
    } finally {
      Files.writeString(pipe, "the reading thread ends");
    }
  }

  @Test
  void readsThatBlockDontAddUp() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    TimelyReading impatient = new TimelyReading(read -> false);
    try {
      for (int i = 0; i < 4; i++) {
        assertThatThrownBy(
                () ->
                    impatient.read(
                        () -> {
                          released.await();
                          return "late";
                        }))
            .hasMessageContaining("given up");
      }
      assertThatThrownBy(() -> impatient.read(() -> "never"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("haven't ended");
    } finally {
      released.countDown();
    }
  }

  /** Each read begins while the thread of the one before it still reports its end. */
  @Test
  void readThatHasEndedDoesntCountAsBlocked() throws Exception {
    Semaphore watched = new Semaphore(0);
    AtomicInteger ended = new AtomicInteger();
    List<Exception> refused = new CopyOnWriteArrayList<>();
    AtomicReference<TimelyReading> timely = new AtomicReference<>();
    Callable<String> reading =
        () -> {
          watched.acquire();
          return "text";
        };
    Runnable next =
        () -> {
          try {
            if (ended.incrementAndGet() < 10) {
              assertThat(timely.get().read(reading)).isEqualTo("text");
            }
          } catch (IOException | InterruptedException e) {
            refused.add(e);
          }
        };
    timely.set(
        new TimelyReading(
            read -> {
              CompletableFuture<Void> followed = read.thenRun(next);
              watched.release();
              followed.join();
              return true;
            }));

    assertThat(timely.get().read(reading)).isEqualTo("text");

    assertThat(refused).isEmpty();
    assertThat(ended).hasValue(10);
  }
}
