package dev.trustconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trustconnect.cli.lab.CommandLab;
import dev.trustconnect.testing.Harm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The one runnable jar, as a process of its own: everything it needs is in it. */
class RunnableJarTest {
  private static final long LIMIT_SECONDS = 120;

  @TempDir private Path folder;

  @Test
  void jarResolvesThroughARealSocket() throws Exception {
    try (CommandLab lab = CommandLab.open(folder, Harm.none())) {
      List<String> arguments = new ArrayList<>(List.of("resolve"));
      arguments.addAll(lab.options());
      arguments.addAll(List.of("--timeout=60s", "--json", "www.example.test", "A"));
      Ended ended = run(arguments);
      assertThat(ended.err()).isEmpty();
      assertThat(ended.status()).isZero();
      assertThat(new ObjectMapper().readTree(ended.out()).get("verdict").asText())
          .isEqualTo("SECURE");
    }
  }

  @Test
  void jarKnowsItsVersion() throws Exception {
    Ended ended = run(List.of("--version"));
    assertThat(ended.status()).isZero();
    assertThat(ended.out()).matches("trustconnect \\d+\\.\\d+\\.\\d+\\S*\\R");
  }

  @Test
  void mistakeOnTheCommandLineExitsTwo() throws Exception {
    Ended ended = run(List.of("resolve", "--nonsense"));
    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).contains("--nonsense");
  }

  private Ended run(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-jar", System.getProperty("trustconnect.jar")));
    command.addAll(arguments);
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    process.getOutputStream().close();
    try {
      assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Ended(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  private record Ended(int status, String out, String err) {}
}
