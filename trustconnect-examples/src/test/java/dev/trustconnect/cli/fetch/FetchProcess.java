package dev.trustconnect.cli.fetch;

import dev.trustconnect.cli.Main;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** {@code trustconnect fetch} as a process. */
final class FetchProcess implements AutoCloseable {
  private static final long LIMIT_SECONDS = 120;

  private final Process process;
  private final Path target;
  private final Path out;
  private final Path err;

  private FetchProcess(Process process, Path target, Path out, Path err) {
    this.process = process;
    this.target = target;
    this.out = out;
    this.err = err;
  }

  /**
   * Fetches the lab's file in a process.
   *
   * @param before the command that runs ours, given as its last arguments; none: nothing does
   */
  static FetchProcess start(FetchLab lab, Path folder, String... before) throws IOException {
    List<String> command = new ArrayList<>(List.of(before));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(
        List.of(
            lab.lab.arguments(
                "fetch",
                lab.lab.policy(),
                "--timeout=60s",
                "-o",
                lab.out().toString(),
                lab.url())));
    Path out = Files.createTempFile(folder, "process", ".out");
    Path err = Files.createTempFile(folder, "process", ".err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    process.getOutputStream().close();
    return new FetchProcess(process, lab.target, out, err);
  }

  /** Waits until a part of so many bytes is there. */
  void awaitPart(long bytes) throws IOException, InterruptedException {
    if (!awaitPart(target, bytes, process::isAlive)) {
      throw new AssertionError("no part of " + bytes + " bytes came: " + err());
    }
  }

  /** Whether a part of so many bytes came into {@code folder} as long as there was hope. */
  static boolean awaitPart(Path folder, long bytes, BooleanSupplier hope)
      throws IOException, InterruptedException {
    try (WatchService watch = folder.getFileSystem().newWatchService()) {
      WatchKey key =
          folder.register(
              watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
      while (largestPart(folder) < bytes) {
        if (!hope.getAsBoolean() || System.nanoTime() - end > 0) {
          return false;
        }
        WatchKey unused = watch.poll(1, TimeUnit.SECONDS);
        key.pollEvents();
        boolean unusedValid = key.reset();
      }
      return true;
    }
  }

  private static long largestPart(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".part"))
          .mapToLong(file -> file.toFile().length())
          .max()
          .orElse(0);
    }
  }

  void signal(String name) throws IOException, InterruptedException {
    int status =
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
    if (status != 0) {
      throw new AssertionError("the process can't be sent " + name);
    }
  }

  /** Waits for its end. */
  int status() throws InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the process doesn't end");
    }
    return process.exitValue();
  }

  String out() throws IOException {
    return Files.readString(out, StandardCharsets.UTF_8);
  }

  String err() throws IOException {
    return Files.readString(err, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
