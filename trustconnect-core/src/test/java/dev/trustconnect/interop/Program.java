package dev.trustconnect.interop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program of the machine, found on the path or in the folders where servers live. */
record Program(Path file) {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** The program called {@code name}, if this machine has it. */
  static Optional<Program> find(String name) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.concat(
            Stream.of(path.split(java.io.File.pathSeparator)),
            Stream.of("/usr/sbin", "/usr/local/sbin", "/sbin"))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Program::new);
  }

  /** The program called {@code name}. */
  static Program named(String name) {
    return find(name).orElseThrow(() -> new IllegalStateException("not installed: " + name));
  }

  /**
   * Runs to the end in {@code folder}; returns what it printed, both streams in one. Fails unless
   * it exits with 0.
   */
  String run(Path folder, List<String> arguments) {
    Outcome outcome = tryRun(folder, arguments);
    if (outcome.status() != 0) {
      throw new IllegalStateException(
          file.getFileName()
              + " "
              + arguments
              + " exited "
              + outcome.status()
              + ":\n"
              + outcome.output());
    }
    return outcome.output();
  }

  /** Runs to the end in {@code folder}, whatever the exit status. */
  Outcome tryRun(Path folder, List<String> arguments) {
    return tryRun(folder, arguments, LIMIT);
  }

  /** The same for a slow program: it is ended after {@code limit}. */
  Outcome tryRun(Path folder, List<String> arguments, Duration limit) {
    try {
      Path output = Files.createTempFile(folder, "run", ".out");
      Process process = builder(folder, arguments).redirectOutput(output.toFile()).start();
      process.getOutputStream().close();
      if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(file.getFileName() + " " + arguments + " never ended");
      }
      String printed = Files.readString(output, StandardCharsets.UTF_8);
      Files.delete(output);
      return new Outcome(process.exitValue(), printed);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A process about to be started in {@code folder}, its two output streams joined. */
  ProcessBuilder builder(Path folder, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(file.toString());
    command.addAll(arguments);
    return new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
  }

  /** How a run ended. */
  record Outcome(int status, String output) {}
}
