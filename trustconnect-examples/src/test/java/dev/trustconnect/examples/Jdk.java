package dev.trustconnect.examples;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** A JDK on this machine. */
public record Jdk(Path home, int feature) {
  private static final Path INSTALLED = Path.of("/usr/lib/jvm"); // Debian's and Temurin's packages

  /**
   * The newest JDK of a feature release: the one that runs this test, {@code -Dtrustconnect.jdkN},
   * or an installed one.
   */
  public static Optional<Jdk> of(int feature) throws IOException {
    List<Path> homes = new ArrayList<>();
    homes.add(Path.of(System.getProperty("java.home")));
    Optional.ofNullable(System.getProperty("trustconnect.jdk" + feature))
        .map(Path::of)
        .ifPresent(homes::add);
    if (Files.isDirectory(INSTALLED)) {
      try (Stream<Path> found = Files.list(INSTALLED)) {
        found.sorted().forEach(homes::add);
      }
    }
    for (Path home : homes) {
      if (Files.isExecutable(home.resolve("bin/javac")) && featureOf(home) == feature) {
        return Optional.of(new Jdk(home.toRealPath(), feature));
      }
    }
    return Optional.empty();
  }

  private static int featureOf(Path home) throws IOException {
    Path release = home.resolve("release");
    if (!Files.isRegularFile(release)) {
      return 0;
    }
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(release)) {
      properties.load(in);
    }
    String version = properties.getProperty("JAVA_VERSION", "0").replace("\"", "");
    return Integer.parseInt(version.split("[.+-]")[0]);
  }

  /** The path of one of its programs. */
  public String tool(String name) {
    return home.resolve("bin").resolve(name).toString();
  }
}
