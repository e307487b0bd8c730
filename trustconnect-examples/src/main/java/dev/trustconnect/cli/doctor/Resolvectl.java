package dev.trustconnect.cli.doctor;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Runs {@code resolvectl status}, if PATH has it. */
final class Resolvectl {
  private static final int MAX_BYTES = 64 * 1024;

  private final Map<String, String> environment;
  private final Duration limit;

  /**
   * The program of this PATH.
   *
   * @param limit how long it may run; it is ended then
   */
  Resolvectl(Map<String, String> environment, Duration limit) {
    this.environment = environment;
    this.limit = limit;
  }

  /**
   * The program's output, at most 64 KiB; empty if the program is missing, fails, or doesn't end in
   * time. Blocks.
   */
  Optional<String> status() {
    Path program = program();
    if (program == null) {
      return Optional.empty();
    }
    ProcessBuilder builder =
        new ProcessBuilder(program.toString(), "--no-pager", "status")
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("LC_ALL", "C");
    try {
      Process process = builder.start();
      try {
        return printed(process);
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException notRunnable) {
      return Optional.empty();
    }
  }

  private @Nullable Path program() {
    for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      Path program = Path.of(folder, "resolvectl");
      if (!folder.isEmpty() && Files.isRegularFile(program) && Files.isExecutable(program)) {
        return program;
      }
    }
    return null;
  }

  private Optional<String> printed(Process process) throws IOException {
    process.getOutputStream().close();
    CompletableFuture<byte[]> reading =
        CompletableFuture.supplyAsync(() -> read(process.getInputStream()), Resolvectl::start);
    try {
      byte[] bytes = reading.get(limit.toNanos(), TimeUnit.NANOSECONDS);
      return Optional.of(new String(bytes, StandardCharsets.UTF_8)).filter(text -> !text.isBlank());
    } catch (TimeoutException | ExecutionException unusable) {
      return Optional.empty();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static byte[] read(InputStream in) {
    try {
      return in.readNBytes(MAX_BYTES);
    } catch (IOException ended) {
      throw new UncheckedIOException(ended);
    }
  }

  private static void start(Runnable reading) {
    Thread thread = new Thread(reading, "doctor-resolvectl");
    thread.setDaemon(true);
    thread.start();
  }
}
