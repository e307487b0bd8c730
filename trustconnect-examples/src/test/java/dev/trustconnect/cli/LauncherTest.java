package dev.trustconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trustconnect.examples.Jdk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell script beside the runnable jar, with the archive that the build made for its JVM. */
class LauncherTest {
  private static final long LIMIT_SECONDS = 120;
  private static final Path JAR = Path.of(System.getProperty("trustconnect.jar"));
  private static final Path LAUNCHER = JAR.resolveSibling("trustconnect");
  private static final Path ARCHIVE =
      JAR.resolveSibling("trustconnect-" + System.getProperty("java.runtime.version") + ".jsa");
  private static final Path BYTES = ARCHIVE.resolveSibling(ARCHIVE.getFileName() + ".bytes");
  private static final String VERSION = "trustconnect \\d+\\.\\d+\\.\\d+\\S*\\R";

  @TempDir private Path folder;

  private record Ended(int status, String out, String err, long pid) {}

  private Ended run(Path from, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(from.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().keySet().removeAll(List.of("JAVA_OPTS", "JAVA_TOOL_OPTIONS"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    try {
      assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Ended(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8),
        process.pid());
  }

  private Ended launch(Path launcher, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    return run(folder, environment, command);
  }

  /** Where a run of {@code launcher} took the command's main class from. */
  private String source(Path launcher) throws IOException, InterruptedException {
    Path loaded = Files.createTempFile(folder, "loaded", ".txt");
    Ended ended =
        launch(
            launcher,
            Map.of("JAVA_OPTS", "-Xlog:class+load:file=" + loaded.getFileName()),
            "explain",
            "pin.not-in-path");
    assertThat(ended.err()).isEmpty();
    assertThat(ended.status()).isZero();
    return Files.readAllLines(loaded).stream()
        .filter(line -> line.contains(" dev.trustconnect.cli.Main "))
        .findFirst()
        .orElseThrow();
  }

  private static void starts(Ended ended) {
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out()).matches(VERSION);
    assertThat(ended.status()).isZero();
  }

  /** The launcher in another folder, with links to the large files if that is possible. */
  private static Path copied(Path to) throws IOException {
    Files.createDirectories(to);
    for (Path file : List.of(LAUNCHER, BYTES)) {
      Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
    }
    for (Path file : List.of(JAR, ARCHIVE)) {
      Path copy = to.resolve(file.getFileName());
      try {
        Files.createLink(copy, file);
      } catch (IOException | UnsupportedOperationException otherFileSystem) {
        Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    return to.resolve(LAUNCHER.getFileName());
  }

  /** A runtime that prints its process and its arguments. */
  private Path pretended(String version) throws IOException {
    Path home = Files.createDirectories(folder.resolve("a runtime " + version));
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\necho $$\nfor a; do echo \"<$a>\"; done\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  @Test
  void classesComeFromTheArchiveThatTheBuildMade() throws Exception {
    assertThat(source(LAUNCHER)).contains("shared objects file");
  }

  @Test
  void anyFolderStartsIt() throws Exception {
    starts(run(LAUNCHER.getParent(), Map.of(), List.of("./trustconnect", "--version")));
    starts(run(LAUNCHER.getParent(), Map.of(), List.of("sh", "trustconnect", "--version")));
    Path odd = copied(folder.resolve("a 'folder' with \"spaces\" & $stars*"));
    starts(launch(odd, Map.of(), "--version"));
  }

  @Test
  void folderThatNoJarStartsFromIsSaidPlainly() throws Exception {
    Path launcher = copied(folder.resolve("with:colon"));
    refused(launch(launcher, Map.of()), "has a colon in its path, where Java can't start a jar");
  }

  @Test
  void symbolicLinksLeadToIt() throws Exception {
    Path first = Files.createSymbolicLink(folder.resolve("first"), LAUNCHER.toAbsolutePath());
    Path deeper = Files.createDirectory(folder.resolve("bin"));
    Path second = Files.createSymbolicLink(deeper.resolve("tc"), Path.of("../first"));
    starts(launch(second, Map.of(), "--version"));
    assertThat(source(first)).contains("shared objects file");
    String path = deeper + ":" + System.getenv("PATH");
    starts(run(folder, Map.of("PATH", path), List.of("sh", "-c", "tc --version")));
  }

  @Test
  void folderNeedNotBeWritable() throws Exception {
    Path launcher = copied(folder.resolve("read-only"));
    Files.setPosixFilePermissions(
        launcher.getParent(), PosixFilePermissions.fromString("r-xr-xr-x"));
    starts(launch(launcher, Map.of(), "--version"));
    Files.setPosixFilePermissions(
        launcher.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void mistakeEndsAsItDoesWithoutTheLauncher() throws Exception {
    for (List<String> arguments :
        List.of(List.of("no-such-command"), List.of("resolve", ""), List.<String>of())) {
      List<String> plain =
          new ArrayList<>(
              List.of(System.getProperty("java.home") + "/bin/java", "-jar", JAR.toString()));
      plain.addAll(arguments);
      Ended expected = run(folder, Map.of(), plain);
      Ended ended = launch(LAUNCHER, Map.of(), arguments.toArray(String[]::new));
      assertThat(ended.status()).as("%s", arguments).isEqualTo(expected.status()).isEqualTo(2);
      assertThat(ended.out()).isEqualTo(expected.out());
      assertThat(ended.err()).isEqualTo(expected.err());
    }
  }

  @Test
  void argumentsArriveUnchangedInTheProcessThatWasStarted() throws Exception {
    Map<String, String> environment = new HashMap<>();
    environment.put("JAVA_HOME", pretended("17.0.15").toString());
    environment.put("JAVA_OPTS", "-Done=* -Dtwo");
    Ended ended =
        launch(LAUNCHER, environment, "policy", "", " two  words ", "*", "'q'\"", "$HOME", "-n");
    assertThat(ended.out().lines())
        .containsExactly(
            Long.toString(ended.pid()), // a signal to it reaches the JVM
            "<-Xms24m>",
            "<-XX:+UseSerialGC>",
            "<-XX:TieredStopAtLevel=1>",
            "<-Done=*>",
            "<-Dtwo>",
            "<-jar>",
            "<" + JAR.toRealPath() + ">",
            "<policy>",
            "<>",
            "< two  words >",
            "<*>",
            "<'q'\">",
            "<$HOME>",
            "<-n>");
  }

  @Test
  void longCommandsGetTheThoroughCompiler() throws Exception {
    Map<String, String> environment = Map.of("JAVA_HOME", pretended("25").toString());
    for (List<String> arguments :
        List.of(List.of("proxy"), List.of("fetch"), List.of("resolve", "--batch", "names"))) {
      Ended ended = launch(LAUNCHER, environment, arguments.toArray(String[]::new));
      assertThat(ended.out())
          .contains("<-jar>")
          .doesNotContain("TieredStopAtLevel", "UseSerialGC", "-Xms");
    }
  }

  @Test
  void collectorAndHeapOfTheUserAreKept() throws Exception {
    String home = pretended("25").toString();
    for (String variable : List.of("JAVA_OPTS", "JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS")) {
      Ended collector =
          launch(LAUNCHER, Map.of("JAVA_HOME", home, variable, "-XX:+UseG1GC"), "explain");
      assertThat(collector.out()).contains("<-Xms24m>").doesNotContain("UseSerialGC");
      for (String size : List.of("-Xmx16m", "-XX:MaxHeapSize=16m", "-XX:MaxRAMPercentage=1")) {
        Ended heap = launch(LAUNCHER, Map.of("JAVA_HOME", home, variable, size), "explain");
        assertThat(heap.out()).contains("<-XX:+UseSerialGC>").doesNotContain("-Xms24m");
      }
    }
    starts(launch(LAUNCHER, Map.of("JAVA_OPTS", "-XX:+UseParallelGC -Xmx64m"), "--version"));
    starts(launch(LAUNCHER, Map.of("JAVA_OPTS", "-Xmx16m"), "--version"));
  }

  @Test
  void archiveThatIsGarbageOrCutIsIgnoredInSilence() throws Exception {
    Path launcher = copied(folder.resolve("garbage"));
    Path archive = launcher.resolveSibling(ARCHIVE.getFileName());
    Files.delete(archive); // it may be a link to the build's own
    Files.writeString(archive, "garbage".repeat(5_000));
    starts(launch(launcher, Map.of(), "--version"));
    Path bytes = launcher.resolveSibling(BYTES.getFileName());
    Files.writeString(bytes, "no number\n");
    starts(launch(launcher, Map.of(), "--version"));
    Files.writeString(bytes, Files.size(archive) + "\n");
    starts(launch(launcher, Map.of(), "--version"));
    try (InputStream whole = Files.newInputStream(ARCHIVE)) {
      Files.write(archive, whole.readNBytes(5_000_000)); // which would crash a JVM of 17
    }
    starts(launch(launcher, Map.of(), "--version"));
    Files.delete(archive);
    starts(launch(launcher, Map.of(), "--version"));
  }

  @Test
  void archiveOfAnotherJarIsIgnoredInSilence() throws Exception {
    Path launcher = copied(folder.resolve("another"));
    Path jar = launcher.resolveSibling(JAR.getFileName());
    Files.delete(jar);
    Files.copy(JAR, jar); // with a time of its own
    starts(launch(launcher, Map.of(), "--version"));
    assertThat(source(launcher)).doesNotContain("shared objects file");
  }

  @Test
  void missingOrOldRuntimeIsSaidPlainly() throws Exception {
    Ended none =
        run(
            folder,
            Map.of("JAVA_HOME", "", "PATH", folder.toString()),
            List.of("/bin/sh", LAUNCHER.toString(), "--version"));
    refused(none, "no java in PATH: install a Java runtime, version 17 or later");
    refused(
        launch(LAUNCHER, Map.of("JAVA_HOME", folder.toString())),
        "JAVA_HOME is " + folder + ", which has no bin/java");
    Path old = pretended("11.0.2");
    refused(
        launch(LAUNCHER, Map.of("JAVA_HOME", old.toString())),
        old + "/bin/java is Java 11.0.2: version 17 or later is required");
    Files.delete(old.resolve("release"));
    Files.writeString(
        old.resolve("bin/java"), "#!/bin/sh\necho 'java version \"1.8.0_392\"' >&2\n");
    refused(launch(LAUNCHER, Map.of("JAVA_HOME", old.toString())), "is Java 1.8.0_392: version 17");
  }

  private static void refused(Ended ended, String message) {
    assertThat(ended.err()).startsWith("trustconnect: ").contains(message);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.status()).isEqualTo(2);
  }

  @Test
  void anotherRuntimeStartsItInSilence() throws Exception {
    int other = Runtime.version().feature() == 25 ? 17 : 25;
    Optional<Jdk> jdk = Jdk.of(other);
    assumeTrue(jdk.isPresent(), "NOT TESTED: there is no JDK " + other + " on this machine");
    Map<String, String> environment = Map.of("JAVA_HOME", jdk.get().home().toString());
    starts(launch(LAUNCHER, environment, "--version"));
    // Even under the name of an archive of its own.
    Path launcher = copied(folder.resolve("other"));
    String runtime = runtimeOf(jdk.get());
    Files.move(
        launcher.resolveSibling(ARCHIVE.getFileName()),
        launcher.resolveSibling("trustconnect-" + runtime + ".jsa"));
    Files.move(
        launcher.resolveSibling(BYTES.getFileName()),
        launcher.resolveSibling("trustconnect-" + runtime + ".jsa.bytes"));
    starts(launch(launcher, environment, "--version"));
  }

  private static String runtimeOf(Jdk jdk) throws IOException {
    return Files.readAllLines(jdk.home().resolve("release")).stream()
        .filter(line -> line.startsWith("JAVA_RUNTIME_VERSION="))
        .map(line -> line.replaceAll(".*=|\"", ""))
        .findFirst()
        .orElseThrow();
  }
}
