package dev.trustconnect.interop;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A server process in the foreground: ready when its output says so, stopped when closed, its
 * output kept in a log.
 */
final class Daemon implements AutoCloseable {
  private static final long START_SECONDS = 60;
  private static final long STOP_SECONDS = 10;

  private final Process process;
  private final Thread reader;
  private final Thread lastResort;

  private Daemon(Process process, Thread reader, Thread lastResort) {
    this.process = process;
    this.reader = reader;
    this.lastResort = lastResort;
  }

  /**
   * Starts {@code program} and returns once it has printed {@code ready}.
   *
   * @param log gets everything it prints
   * @throws IllegalStateException if it ends or stays silent instead; the message holds what it
   *     printed
   */
  static Daemon start(
      Program program, Path folder, List<String> arguments, String ready, Path log) {
    try {
      Process process = program.builder(folder, arguments).start();
      Thread lastResort = new Thread(process::destroyForcibly, "end " + program.file());
      Runtime.getRuntime().addShutdownHook(lastResort);
      CompletableFuture<Boolean> started = new CompletableFuture<>();
      Thread reader =
          new Thread(() -> copy(process, log, ready, started), "log of " + program.file());
      reader.setDaemon(true);
      reader.start();
      Daemon daemon = new Daemon(process, reader, lastResort);
      if (!await(started)) {
        daemon.close();
        throw new IllegalStateException(
            program.file() + " did not start:\n" + Files.readString(log));
      }
      return daemon;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static boolean await(CompletableFuture<Boolean> started) {
    try {
      return started.get(START_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void copy(
      Process process, Path log, String ready, CompletableFuture<Boolean> started) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        BufferedWriter file = Files.newBufferedWriter(log)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        file.write(line);
        file.newLine();
        file.flush();
        if (line.contains(ready)) {
          started.complete(true);
        }
      }
      started.complete(false);
    } catch (IOException e) {
      started.completeExceptionally(e);
    }
  }

  /** Waits until the process has ended, for 200 ms at most. */
  boolean endsSoon() throws InterruptedException {
    return process.waitFor(200, TimeUnit.MILLISECONDS);
  }

  /** Ends the process, by force if asking doesn't help. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      reader.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().removeShutdownHook(lastResort);
  }
}
