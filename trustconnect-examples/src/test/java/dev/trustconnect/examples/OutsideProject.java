package dev.trustconnect.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A Maven project of a user, outside this build: its own folder, its own local repository with our
 * jars in it. Everything else comes from the user's local repository, read as a remote one, or from
 * Maven Central.
 */
final class OutsideProject {
  private static final long MAVEN_SECONDS = 540;
  private static final long JAVA_SECONDS = 180;
  private static final Path PROJECTS = Path.of("src", "projects");
  private static final List<String> COMPILED =
      List.of(
          "org.apache.maven.plugins:maven-resources-plugin:3.3.1:resources",
          "org.apache.maven.plugins:maven-compiler-plugin:3.14.1:compile",
          "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath",
          "-Dmdep.outputFile=dependencies");

  private final Path folder;
  private final Jdk jdk;

  private OutsideProject(Path folder, Jdk jdk) {
    this.folder = folder;
    this.jdk = jdk;
  }

  /** A program that has ended. */
  record Ended(int status, String out, String err) {}

  /** A local repository that holds our jars and their poms, as {@code install} leaves them. */
  static Path repository(Path folder) throws IOException {
    String version = version();
    Path ours = folder.resolve("repository").resolve(Path.of("dev", "trustconnect"));
    install(ours, "trustconnect", version, Path.of("..", "pom.xml"));
    for (String module : List.of("trustconnect-core", "trustconnect-okhttp")) {
      Path from = Path.of("..", module);
      Path to = install(ours, module, version, from.resolve("pom.xml"));
      copyJar(from, to, module + "-" + version + ".jar");
      if (module.equals("trustconnect-core")) {
        copyJar(from, to, module + "-" + version + "-tests.jar");
      }
    }
    Files.writeString(folder.resolve("settings.xml"), settings());
    return folder.resolve("repository");
  }

  private static void copyJar(Path module, Path to, String jar) throws IOException {
    Path built = module.resolve("target").resolve(jar);
    assertThat(built).as("packaged before: mvn package").exists();
    Files.copy(built, to.resolve(jar));
  }

  /** Our version, from the root pom. */
  static String version() throws IOException {
    String pom = Files.readString(Path.of("..", "pom.xml"));
    return pom.replaceFirst("(?s).*?<version>(.*?)</version>.*", "$1");
  }

  private static Path install(Path ours, String artifact, String version, Path pom)
      throws IOException {
    Path to = Files.createDirectories(ours.resolve(artifact).resolve(version));
    Files.copy(pom, to.resolve(artifact + "-" + version + ".pom"));
    return to;
  }

  private static String settings() {
    String kept =
        System.getProperty(
            "localRepository",
            Path.of(System.getProperty("user.home"), ".m2", "repository").toString());
    String repository =
        "<id>kept</id><url>"
            + Path.of(kept).toUri()
            + "</url><releases><checksumPolicy>ignore</checksumPolicy></releases>"
            + "<snapshots><enabled>false</enabled></snapshots>";
    return "<settings><profiles><profile><id>kept</id><repositories><repository>"
        + repository
        + "</repository></repositories><pluginRepositories><pluginRepository>"
        + repository
        + "</pluginRepository></pluginRepositories></profile></profiles>"
        + "<activeProfiles><activeProfile>kept</activeProfile></activeProfiles></settings>";
  }

  /** What to build: a project of {@code src/projects}, as a module or not, with a changed pom. */
  record Recipe(String name, boolean module, UnaryOperator<String> pom) {
    /** The project as it is. */
    static Recipe of(String name, boolean module) {
      return new Recipe(name, module, UnaryOperator.identity());
    }
  }

  /**
   * Compiles these projects by one run of Maven; each stands by itself, without a parent.
   *
   * @param lab where {@link #repository} is
   */
  static Map<String, OutsideProject> built(Path lab, Jdk jdk, Map<String, Recipe> recipes)
      throws IOException, InterruptedException {
    Path all = Files.createTempDirectory(lab, "projects");
    Map<String, OutsideProject> projects = new TreeMap<>();
    StringBuilder modules = new StringBuilder();
    for (Map.Entry<String, Recipe> entry : recipes.entrySet()) {
      String key = entry.getKey();
      Recipe recipe = entry.getValue();
      Path place = Files.createDirectory(all.resolve(key));
      copy(PROJECTS.resolve(recipe.name()), place, recipe.module());
      Path pom = place.resolve("pom.xml");
      String changed = recipe.pom().apply(Files.readString(pom));
      Files.writeString(pom, changed.replaceFirst("<artifactId>.*</artifactId>", artifact(key)));
      projects.put(key, new OutsideProject(place, jdk));
      modules.append("<module>").append(key).append("</module>");
    }
    Files.writeString(
        all.resolve("pom.xml"),
        "<project><modelVersion>4.0.0</modelVersion><groupId>com.example</groupId>"
            + artifact("all")
            + "<version>1</version><packaging>pom</packaging><modules>"
            + modules
            + "</modules></project>");
    new OutsideProject(all, jdk).maven(lab, COMPILED);
    return projects;
  }

  /**
   * Runs the tests of a project of {@code src/projects}; returns what Maven prints.
   *
   * @param lab where {@link #repository} is
   */
  static String tested(Path lab, Jdk jdk, String name) throws IOException, InterruptedException {
    Path place = Files.createTempDirectory(lab, name);
    copy(PROJECTS.resolve(name), place, false);
    return new OutsideProject(place, jdk).maven(lab, List.of("test")).out();
  }

  private static String artifact(String name) {
    return "<artifactId>" + name + "</artifactId>";
  }

  private static void copy(Path from, Path to, boolean module) throws IOException {
    Path sources = Path.of("src", "main", "java");
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path name = from.relativize(file);
        boolean descriptor = name.endsWith("module-info.java");
        if (descriptor && !module) {
          continue;
        }
        Path copied = to.resolve(descriptor ? sources.resolve(name) : name);
        Files.createDirectories(copied.getParent());
        Files.copy(file, copied);
      }
    }
  }

  private Ended maven(Path lab, List<String> goals) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            System.getProperty("trustconnect.maven", "mvn"),
            "--batch-mode",
            "--no-transfer-progress",
            "--fail-at-end",
            "--global-settings",
            lab.resolve("settings.xml").toString(),
            "-Dmaven.repo.local=" + lab.resolve("repository")));
    command.addAll(goals);
    Ended ended = run(command, MAVEN_SECONDS);
    assertThat(ended.status()).as("%s%n%s", ended.out(), ended.err()).isZero();
    return ended;
  }

  /** The jars it depends on. */
  List<String> jars() throws IOException {
    return List.of(
        Files.readString(folder.resolve("dependencies")).strip().split(File.pathSeparator));
  }

  /** Those whose file's name begins with one of these. */
  List<String> jars(String... names) throws IOException {
    return jars().stream()
        .filter(jar -> Stream.of(names).anyMatch(Path.of(jar).getFileName().toString()::startsWith))
        .toList();
  }

  /** What javac says of its sources with every lint; nothing, if all is well. */
  String lint() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(jdk.tool("javac"));
    command.addAll(
        List.of("-Xlint:all,-requires-automatic", "-Werror", "--release", "17", "-proc:none"));
    command.addAll(List.of("-d", folder.resolve("linted").toString()));
    command.addAll(List.of("--module-path", path(jars())));
    try (Stream<Path> sources = Files.walk(folder.resolve(Path.of("src", "main", "java")))) {
      sources.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(command::add);
    }
    Ended ended = run(command, JAVA_SECONDS);
    return ended.out() + ended.err();
  }

  /** Compiles its module descriptor once more, without these modules. */
  void requireNoMore(String... modules) throws IOException, InterruptedException {
    String text = Files.readString(descriptor());
    for (String module : modules) {
      text = text.replace("  requires " + module + ";\n", "");
    }
    describe(text);
  }

  /** Compiles its module descriptor once more, with no other module than this. */
  void requireOnly(String module) throws IOException, InterruptedException {
    describe("module com.example.app {\n  requires " + module + ";\n}\n");
  }

  private Path descriptor() {
    return folder.resolve(Path.of("src", "main", "java", "module-info.java"));
  }

  private void describe(String text) throws IOException, InterruptedException {
    Path descriptor = Files.writeString(descriptor(), text);
    List<String> command = new ArrayList<>(List.of(jdk.tool("javac"), "--release", "17"));
    command.addAll(List.of("-d", classes(), "-p", path(jars()), descriptor.toString()));
    Ended ended = run(command, JAVA_SECONDS);
    assertThat(ended.status()).as(ended.err()).isZero();
  }

  /** Runs its main class with everything on the class path. */
  Ended runOnClassPath(String... arguments) throws IOException, InterruptedException {
    return java(List.of("-cp", classes() + File.pathSeparator + path(jars())), false, arguments);
  }

  /** The same with another policy file in its working directory. */
  Ended runOnClassPathWith(Path policies, String... arguments)
      throws IOException, InterruptedException {
    for (String file : List.of("policies.yaml", "ca.pem", "doh.pem")) {
      Files.copy(
          policies.resolveSibling(file), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    return runOnClassPath(arguments);
  }

  /** Runs its main module with everything on the module path. */
  Ended runOnModulePath(String... arguments) throws IOException, InterruptedException {
    return runAsModule(List.of(), jars(), List.of(), arguments);
  }

  /** Runs its main module with some jars on the class path. */
  Ended runAsModule(
      List<String> options, List<String> modules, List<String> classPath, String... arguments)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of("-p", classes() + File.pathSeparator + path(modules)));
    if (!classPath.isEmpty()) {
      all.addAll(List.of("-cp", path(classPath)));
    }
    return java(all, true, arguments);
  }

  /** Runs its main class on the class path, with some jars as modules. */
  Ended runBesideModules(List<String> modules, String root, String... arguments)
      throws IOException, InterruptedException {
    List<String> classPath = new ArrayList<>(List.of(classes()));
    jars().stream().filter(jar -> !modules.contains(jar)).forEach(classPath::add);
    return java(
        List.of("-p", path(modules), "--add-modules", root, "-cp", path(classPath)),
        false,
        arguments);
  }

  private Ended java(List<String> options, boolean module, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(jdk.tool("java"));
    command.addAll(options);
    command.addAll(
        module
            ? List.of("-m", "com.example.app/com.example.app.Main")
            : List.of("com.example.app.Main"));
    command.addAll(List.of(arguments));
    return run(command, JAVA_SECONDS);
  }

  private String classes() {
    return folder.resolve(Path.of("target", "classes")).toString();
  }

  private static String path(List<String> entries) {
    return String.join(File.pathSeparator, entries);
  }

  private Ended run(List<String> command, long seconds) throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("JAVA_HOME", jdk.home().toString());
    builder
        .environment()
        .keySet()
        .removeIf(
            name ->
                name.toUpperCase(Locale.ROOT).matches("JAVA_TOOL_OPTIONS|CLASSPATH|MAVEN_ARGS"));
    Process process = builder.start();
    process.getOutputStream().close();
    try {
      assertThat(process.waitFor(seconds, TimeUnit.SECONDS)).as("%s ends", command.get(0)).isTrue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return new Ended(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }
}
