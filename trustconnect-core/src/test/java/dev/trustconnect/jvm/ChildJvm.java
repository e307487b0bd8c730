package dev.trustconnect.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A JVM of its own, since a JVM chooses its resolver once. */
public final class ChildJvm {
  private static final Path INSTALLED = Path.of("/usr/lib/jvm"); // Debian's and Temurin's packages
  private static final long PATIENCE_SECONDS = 120;

  private ChildJvm() {}

  /** The home of an installed JDK or JRE, this one first; the newest that has such a feature. */
  static Optional<Path> home(int least, int most) throws IOException {
    List<Path> homes = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"))));
    if (Files.isDirectory(INSTALLED)) {
      try (Stream<Path> found = Files.list(INSTALLED)) {
        found.sorted().forEach(homes::add);
      }
    }
    for (Path home : homes) {
      int feature = featureOf(home);
      if (feature >= least && feature <= most && Files.isExecutable(home.resolve("bin/java"))) {
        return Optional.of(home);
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

  /** The class path of this JVM's tests, in its order. */
  public static List<String> classPath() {
    List<String> entries = new ArrayList<>();
    if (Thread.currentThread().getContextClassLoader() instanceof URLClassLoader launcher) {
      for (URL url : launcher.getURLs()) {
        try {
          entries.add(Path.of(url.toURI()).toString());
        } catch (URISyntaxException e) {
          throw new IllegalStateException(e);
        }
      }
    }
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    entries.addAll(List.of(path.split(File.pathSeparator)));
    return entries;
  }

  /** The first entry of the class path whose path contains {@code part}. */
  static String entry(String part) {
    return classPath().stream().filter(entry -> entry.contains(part)).findFirst().orElseThrow();
  }

  /** The lines that it prints. It must end well. */
  static List<String> run(Path home, Path folder, List<String> arguments)
      throws IOException, InterruptedException {
    Path out = folder.resolve("out.txt");
    List<String> command = new ArrayList<>(List.of(home.resolve("bin/java").toString()));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    try {
      boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      String text = Files.readString(out);
      assertThat(ended).as("it ends; so far: %s", text).isTrue();
      assertThat(process.exitValue()).as("%s", text).isZero();
      return text.lines().filter(line -> line.startsWith("> ")).map(l -> l.substring(2)).toList();
    } finally {
      process.destroyForcibly();
    }
  }
}
