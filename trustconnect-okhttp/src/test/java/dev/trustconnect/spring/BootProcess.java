package dev.trustconnect.spring;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A {@link StartedApplication} in a process, whose class path isn't that of the tests. */
final class BootProcess implements AutoCloseable {
  private static final Path TARGET = Path.of("target");
  private static final Predicate<String> BOOT_4 =
      jar ->
          jar.contains("/org/springframework/")
              || jar.contains("/commons-logging/")
              || jar.contains("/spring-ai-autoconfigure-");

  private final Process process;
  private final BufferedReader output;
  private final List<String> lines = new ArrayList<>();

  private BootProcess(Process process) {
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
  }

  /** What the process is started with. */
  static final class Setup {
    private final List<String> path;
    private final List<String> options = new ArrayList<>();

    private Setup(List<String> path) {
      this.path = path;
    }

    /** Removes the jars whose path contains this. */
    Setup without(String jar) {
      path.removeIf(each -> each.contains(jar));
      return this;
    }

    Setup with(Path folderOrJar) {
      path.add(folderOrJar.toString());
      return this;
    }

    /** Adds the jars of a folder that the build has filled. */
    Setup withJars(String folder) {
      path.addAll(jars(folder));
      return this;
    }

    /** An option of the JVM. */
    Setup option(String option) {
      options.add(option);
      return this;
    }

    /** The class path. */
    String path() {
      return String.join(File.pathSeparator, path);
    }

    BootProcess start(String... properties) throws IOException {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
      command.addAll(options);
      command.addAll(List.of("-cp", path(), StartedApplication.class.getName()));
      command.add("--spring.main.banner-mode=off");
      command.add("--trustconnect.policy-file=classpath:spring-boot-policies.yaml");
      Arrays.stream(properties).map(property -> "--" + property).forEach(command::add);
      return new BootProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
    }
  }

  /** On the class path of the tests, without what Spring Boot 3.5's health is compiled with. */
  static Setup onBoot4() {
    Setup setup =
        new Setup(
            Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.toCollection(ArrayList::new)));
    return setup.without("/org/springframework/boot/spring-boot-actuator/");
  }

  /** The same with Spring Boot 3.5 and its Actuator. */
  static Setup onBoot3() {
    Setup setup = onBoot4();
    setup.path.removeIf(BOOT_4);
    return setup.withJars("spring-boot-3");
  }

  private static List<String> jars(String folder) {
    try (Stream<Path> files = Files.list(TARGET.resolve(folder))) {
      return files.map(file -> file.toAbsolutePath().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the start, and returns the port. */
  int port() throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(StartedApplication.READY)) {
        return Integer.parseInt(line.substring(StartedApplication.READY.length()));
      }
      lines.add(line);
    }
    throw new AssertionError("it didn't start: " + String.join("\n", lines));
  }

  /** What it printed until it ended; ends it. */
  List<String> end() throws IOException, InterruptedException {
    process.getOutputStream().close();
    output.lines().forEach(lines::add);
    process.waitFor();
    return lines;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
