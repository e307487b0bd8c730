package dev.trustconnect.cli.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Real programs as they are installed, in a folder that is also their home. */
record InstalledPrograms(Path folder) {
  /** How a program ended, and all that it printed. */
  record Ended(int status, String output) {}

  /** Skips a test, loudly, where this program isn't. */
  static void require(String program) {
    boolean there =
        List.of(System.getenv("PATH").split(":")).stream()
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    if (!there) {
      System.out.println("SKIPPED: " + program + " isn't installed here");
    }
    assumeTrue(there, program + " isn't installed here");
  }

  /** Runs it, with these variables beside what it needs to run at all. */
  Ended run(Map<String, String> environment, String... command) throws Exception {
    require(command[0]);
    Path log = Files.createTempFile(folder, "log", "");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder
        .environment()
        .keySet()
        .removeIf(
            name ->
                name.matches(
                    "(?i).*proxy.*|npm_.*|pip_.*|git_.*|curl_.*|ssl_.*|requests_.*|python.*"));
    builder.environment().putAll(environment);
    builder.directory(folder.toFile());
    Process process = builder.start();
    process.getOutputStream().close();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).as(log.toString()).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Ended(process.exitValue(), read(log));
  }

  private static String read(Path log) throws IOException {
    return Files.readString(log);
  }
}
