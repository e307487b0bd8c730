package dev.trustconnect.cli.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trustconnect.cli.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code trustconnect watch --json} as a process. */
final class WatchProcess implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Process process;
  private final BufferedReader out;
  private final Path err;
  private final List<JsonNode> events = new ArrayList<>();

  private WatchProcess(Process process, Path err) {
    this.process = process;
    this.out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.err = err;
  }

  static WatchProcess start(Path folder, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("env", "--default-signal")); // a build in the background ignores SIGINT
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx96m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("watch", "--json"));
    command.addAll(List.of(arguments));
    Path err = folder.resolve("watch-" + System.nanoTime() + ".err");
    Process process = new ProcessBuilder(command).redirectError(err.toFile()).start();
    process.getOutputStream().close();
    return new WatchProcess(process, err);
  }

  /** Waits for an event of this kind. */
  JsonNode await(String type) throws IOException {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      JsonNode event = MAPPER.readTree(line);
      events.add(event);
      if (event.path("type").asText().equals(type)) {
        return event;
      }
    }
    throw new AssertionError("it ended without " + type + ": " + err());
  }

  /** Reads what was printed before its end. */
  List<JsonNode> rest() throws IOException {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      events.add(MAPPER.readTree(line));
    }
    return events;
  }

  String err() {
    try {
      return Files.readString(err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    if (kill.waitFor() != 0) {
      throw new AssertionError("the process can't be sent " + name);
    }
  }

  int status() throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("the process doesn't end: " + err());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
