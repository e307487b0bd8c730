package dev.trustconnect.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Jazzer on every target for so many seconds, each in a JVM of its own; the profile {@code fuzz}
 * runs it. What it collects stays in {@code target/fuzz} for the next run.
 */
class JazzerFuzzTest {
  private static final String SECONDS = System.getProperty("fuzz.seconds", "10");
  private static final Path FOLDER = Path.of("target", "fuzz").toAbsolutePath();

  static Set<String> targets() {
    return FuzzTargets.ALL.keySet();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void fuzzerFindsNothing(String name) throws Exception {
    Path folder = Files.createDirectories(FOLDER.resolve(name));
    Path corpus = Files.createDirectories(folder.resolve("corpus"));
    int number = 0;
    for (byte[] seed : FuzzTargets.ALL.get(name).get().seeds()) {
      Files.write(corpus.resolve("seed-" + number++), seed);
    }
    Path log = folder.resolve("log");

    int status = run(name, corpus, folder, log);

    List<String> said = Files.readAllLines(log);
    said.stream()
        .filter(line -> line.contains("\tDONE ") || line.startsWith("Done "))
        .forEach(line -> System.out.println("fuzz " + name + ": " + line));
    assertThat(status).as(() -> found(folder) + String.join("\n", said)).isZero();
  }

  private static int run(String name, Path corpus, Path folder, Path log)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx1g",
                "-Dfuzz.target=" + name,
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + FuzzTargets.class.getName(),
                "--instrumentation_includes=dev.trustconnect.**:org.xbill.DNS.**",
                "--reproducer_path=" + folder,
                "-artifact_prefix=" + folder + "/",
                "-max_total_time=" + SECONDS,
                "-max_len=70000",
                "-timeout=20",
                "-rss_limit_mb=4096",
                "-print_final_stats=1",
                corpus.toString()));
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start()
        .waitFor();
  }

  /** The inputs to add to resource folder {@code found/NAME}, see {@link FuzzSeedsTest}. */
  private static String found(Path folder) {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.getFileName().toString().contains("-")).toList()) {
        text.append(file)
            .append(": ")
            .append(HexFormat.of().formatHex(Files.readAllBytes(file)))
            .append('\n');
      }
    } catch (IOException e) {
      text.append(e);
    }
    return text.toString();
  }
}
