package dev.trustconnect.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trustconnect.cli.lab.EndpointLab;
import dev.trustconnect.examples.OutsideProject.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The projects of {@code src/projects}, whose dependency lines README shows, as a user builds them:
 * by Maven, outside this build, on two JDKs, on the class path and on the module path. Each one is
 * answered once and refused once, so that no class is missing.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProjectsInteropTest {
  private static final List<Integer> RELEASES = List.of(17, 25);
  private static final String JSON = "application/json";

  private static final List<String> SDKS = List.of("anthropic-java", "openai-java", "google-genai");
  private static final List<String> NAMES =
      List.of(
          "core",
          "okhttp",
          "okhttp4",
          "policy-file",
          "anthropic-java",
          "openai-java",
          "google-genai",
          "adapters",
          "langchain4j",
          "spring-boot");

  /** Those without a module descriptor. google-genai's jar holds that of another library. */
  private static final List<String> NO_MODULES =
      List.of("google-genai", "langchain4j", "spring-boot");

  /** The libraries of the project with every adapter, in its order. */
  private static final List<String> ADAPTED =
      List.of(
          "langchain4j",
          "spring-ai-openai",
          "spring-ai-anthropic",
          "spring-web",
          "reactor-netty-http");

  /** The start of the names of the jars that trustconnect-okhttp itself needs. */
  private static final String[] OF_OURS = {
    "trustconnect",
    "dnsjava",
    "bcprov",
    "caffeine",
    "slf4j",
    "jspecify",
    "okhttp-jvm",
    "okio-jvm",
    "kotlin-stdlib-2",
    "annotations-13",
    "error_prone"
  };

  @TempDir private static Path folder;

  /** By release of the JDK; one run of Maven each. */
  private final Map<Integer, Map<String, OutsideProject>> built = new HashMap<>();

  private EndpointLab lab;

  @BeforeAll
  void open() throws IOException {
    OutsideProject.repository(folder);
    lab = new EndpointLab(folder);
    lab.peer.answer("/v1", 200, Map.of(), "hello");
    lab.peer.answer(
        "/v1/messages",
        200,
        Map.of("Content-Type", JSON),
        """
        {"id":"msg_1","type":"message","role":"assistant","model":"m","content":\
        [{"type":"text","text":"hello"}],"stop_reason":"end_turn","stop_sequence":null,\
        "usage":{"input_tokens":1,"output_tokens":1}}\
        """);
    lab.peer.answer(
        "/v1/chat/completions",
        200,
        Map.of("Content-Type", JSON),
        """
        {"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,\
        "finish_reason":"stop","logprobs":null,\
        "message":{"role":"assistant","content":"hello","refusal":null}}]}\
        """);
    lab.peer.answer(
        "/v1beta/models/m:generateContent",
        200,
        Map.of("Content-Type", JSON),
        "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"hello\"}]}}]}");
  }

  @AfterAll
  void close() {
    lab.close();
  }

  private static Jdk jdk(int release) throws IOException {
    Optional<Jdk> found = Jdk.of(release);
    if (found.isEmpty()) {
      System.out.println(
          "SKIPPED: no JDK " + release + " here; -Dtrustconnect.jdk" + release + "=HOME names one");
    }
    assumeTrue(found.isPresent(), "no JDK " + release);
    return found.get();
  }

  private static Stream<Arguments> withAll(String... projects) {
    return Stream.of(projects)
        .flatMap(project -> RELEASES.stream().map(release -> Arguments.of(project, release)));
  }

  private static Stream<Arguments> recipes() {
    return withAll("core", "okhttp", "okhttp4", "anthropic-java", "openai-java", "google-genai");
  }

  private static Stream<Arguments> modules() {
    return withAll("core", "okhttp", "okhttp4", "anthropic-java", "openai-java");
  }

  private static Stream<Arguments> sdks() {
    return withAll(SDKS.toArray(String[]::new));
  }

  private String[] arguments() {
    return new String[] {
      folder.toString(),
      lab.doh.url().toString(),
      lab.internet.now().toString(),
      String.valueOf(lab.peer.port())
    };
  }

  private static void answeredAndRefused(OutsideProject.Ended ended) {
    assertThat(ended.err()).as(ended.out()).doesNotContain("Exception").doesNotContain("Error");
    assertThat(ended.out().lines())
        .hasSize(2)
        .satisfies(lines -> assertThat(lines.get(0)).startsWith("answered "))
        .satisfies(lines -> assertThat(lines.get(1)).isEqualTo("refused address.special-purpose"));
    assertThat(ended.status()).isZero();
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void recipeIsBuiltAndRunsOnTheClassPath(String name, int release) throws Exception {
    OutsideProject project = project(name, release);

    answeredAndRefused(project.runOnClassPath(arguments()));
  }

  private static Stream<Arguments> applications() {
    return withAll("langchain4j", "spring-boot");
  }

  /**
   * They are built, and each starts and is refused, since these names aren't signed by the real
   * root. {@code ApplicationsTest} runs them in a world where they are answered.
   */
  @ParameterizedTest
  @MethodSource("applications")
  void applicationIsBuiltAndRefusesWhatTheRealRootDidNotSign(String name, int release)
      throws Exception {
    OutsideProject project = project(name, release);
    Path policies = lab.policy();
    String text = Files.readString(policies).replace("api.example.test", "api.example.com");
    Path own = Files.writeString(folder.resolve("policies.yaml"), text);
    int requests = lab.peer.requests().size();

    OutsideProject.Ended ended =
        name.equals("spring-boot")
            ? project.runOnClassPath(
                "--trustconnect.policy-file=" + own.toUri(), "--api.key=key", "hello")
            : project.runOnClassPathWith(own, "hello");

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.out() + ended.err()).contains("refused api.example.com [dnssec.");
    assertThat(lab.peer.requests()).hasSize(requests);
  }

  /** Not google-genai: its jar holds the module descriptor of another library. */
  @ParameterizedTest
  @MethodSource("modules")
  void recipeIsBuiltAndRunsOnTheModulePath(String name, int release) throws Exception {
    OutsideProject project = project(name + "-module", release);

    assertThat(project.lint()).isEmpty();
    answeredAndRefused(project.runOnModulePath(arguments()));
  }

  /** As README says: without the BOM and {@code okhttp-jvm}, an SDK brings OkHttp 4.12. */
  @ParameterizedTest
  @MethodSource("sdks")
  void sdkStaysOnItsOwnOkHttp(String name, int release) throws Exception {
    OutsideProject project = project(name + "-4", release);

    assertThat(project.jars("okhttp")).singleElement().asString().endsWith("okhttp-4.12.0.jar");
    answeredAndRefused(project.runOnClassPath(arguments()));
  }

  /** As README says: on the module path the first of two jars of one module name is found. */
  private static String withOkioFirst(String pom) {
    String okio =
        "<dependencies><dependency><groupId>com.squareup.okio</groupId>"
            + "<artifactId>okio-jvm</artifactId><version>3.6.0</version></dependency>";
    return pom.replace("<dependencies>", okio);
  }

  private static String withoutOkHttp5(String pom) {
    String left =
        pom.replaceAll("(?s)  <dependencyManagement>.*?</dependencyManagement>\n", "")
            .replaceAll(
                "    <dependency>\n[^\n]*okhttp3</groupId>\n[^\n]*okhttp-jvm[^\n]*\n[^\n]*\n", "");
    assertThat(left).doesNotContain("okhttp3");
    return left;
  }

  /**
   * The SDK in the unnamed module, which a named one doesn't read unless it asks to. The SDK's own
   * use of Kotlin's reflection fails where Kotlin is a module, so that only our part is run.
   */
  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void sdkOnTheClassPathIsUsedWhereWeAreAModule(int release) throws Exception {
    OutsideProject project = project("anthropic-java", release);
    List<String> modules = project.jars(OF_OURS);
    List<String> arguments = new ArrayList<>(List.of(arguments()));
    arguments.add("transport");

    OutsideProject.Ended ended =
        project.runBesideModules(
            modules, "dev.trustconnect.okhttp", arguments.toArray(String[]::new));

    assertThat(ended.err()).doesNotContain("Exception").doesNotContain("Error");
    assertThat(ended.out()).isEqualTo("true\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void optionalLibraryIsUsedWhereverItIs(int release) throws Exception {
    String[] file = {policyFile()};
    String both = "1 policies\nxn--bcher-kva.example\n";
    OutsideProject onClassPath = project("policy-file", release);
    assertThat(onClassPath.runOnClassPath(file).out()).isEqualTo(both);
    OutsideProject module = project("policy-file-module", release);
    assertThat(module.lint()).isEmpty();
    assertThat(module.runOnModulePath(file).out()).isEqualTo(both);

    List<String> ours = new ArrayList<>(onClassPath.jars());
    ours.removeAll(onClassPath.jars("snakeyaml-engine", "icu4j"));
    assertThat(onClassPath.runBesideModules(ours, "dev.trustconnect.core", file).out())
        .isEqualTo(both);
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void optionalLibraryThatIsNotThereIsNamedWithItsRemedy(int release) throws Exception {
    String[] file = {policyFile()};
    OutsideProject module = project("policy-file-bare", release);
    module.requireNoMore("org.snakeyaml.engine.v2", "com.ibm.icu");
    List<String> needed = new ArrayList<>(module.jars());
    needed.removeAll(module.jars("snakeyaml-engine", "icu4j"));

    for (List<String> modules : List.of(needed, module.jars())) { // absent; there, but not resolved
      OutsideProject.Ended ended = module.runAsModule(List.of(), modules, List.of(), file);
      assertThat(ended.err()).isEmpty();
      assertThat(ended.out())
          .contains("org.snakeyaml:snakeyaml-engine", "--add-modules org.snakeyaml.engine.v2")
          .contains("com.ibm.icu:icu4j", "--add-modules com.ibm.icu");
    }
    String both = "1 policies\nxn--bcher-kva.example\n";
    assertThat(
            module
                .runAsModule(
                    List.of("--add-modules", "org.snakeyaml.engine.v2,com.ibm.icu"),
                    module.jars(),
                    List.of(),
                    file)
                .out())
        .isEqualTo(both);
    assertThat(
            module
                .runAsModule(List.of(), needed, module.jars("snakeyaml-engine", "icu4j"), file)
                .out())
        .isEqualTo(both);
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void everyAdapterSendsRequestsOnTheModulePath(int release) throws Exception {
    OutsideProject module = project("adapters-module", release);

    assertThat(module.lint()).isEmpty();
    OutsideProject.Ended ended = module.runOnModulePath(arguments());

    List<String> lines = new ArrayList<>();
    for (String outcome : List.of("answered hello", "refused address.special-purpose")) {
      ADAPTED.forEach(library -> lines.add(library + " " + outcome));
    }
    assertThat(ended.out().lines()).as(ended.err()).containsExactlyElementsOf(lines);
    assertThat(ended.status()).isZero();
  }

  /** The application was compiled with the libraries, and is deployed without them. */
  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void adapterNamesTheLibraryThatIsNotThereAndWhereToAddIt(int release) throws Exception {
    OutsideProject module = project("adapters-bare", release);
    module.requireOnly("dev.trustconnect.okhttp");

    OutsideProject.Ended ended = module.runAsModule(List.of(), module.jars(OF_OURS), List.of());

    assertThat(ended.out().lines())
        .as(ended.err())
        .containsExactly(
            absent("TrustedLangchain4j", "dev.langchain4j:langchain4j-http-client"),
            absent("TrustedSpringAi", "org.springframework.ai:spring-ai-openai"),
            absent("TrustedSpringAi", "org.springframework.ai:spring-ai-anthropic"),
            absent("TrustedRequestFactory", "org.springframework:spring-web"),
            absent("TrustedReactor", "io.projectreactor.netty:reactor-netty-http"));
    assertThat(ended.status()).isZero();
  }

  /** Their modules' names are those of their artifacts, with dots. */
  private static String absent(String adapter, String library) {
    String module = library.substring(library.indexOf(':') + 1).replace('-', '.');
    return adapter
        + " needs "
        + library
        + " on the class path, or on the module path with --add-modules "
        + module;
  }

  private static String policyFile() throws IOException {
    String text = "version: 1\nupstreams: [QUAD9]\nendpoints: [{host: api.example.com}]\n";
    return Files.writeString(folder.resolve("one.yaml"), text).toString();
  }

  private OutsideProject project(String key, int release) throws Exception {
    Jdk jdk = jdk(release);
    if (!built.containsKey(release)) {
      Map<String, Recipe> recipes = new TreeMap<>();
      for (String name : NAMES) {
        recipes.put(name, Recipe.of(name, false));
        if (!NO_MODULES.contains(name)) {
          recipes.put(name + "-module", Recipe.of(name, true));
        }
      }
      recipes.put(
          "okhttp4-module", new Recipe("okhttp4", true, ProjectsInteropTest::withOkioFirst));
      recipes.put("policy-file-bare", Recipe.of("policy-file", true)); // changed by a test
      recipes.put("adapters-bare", Recipe.of("adapters", true)); // changed by a test
      for (String sdk : SDKS) {
        recipes.put(sdk + "-4", new Recipe(sdk, false, ProjectsInteropTest::withoutOkHttp5));
      }
      built.put(release, OutsideProject.built(folder, jdk, recipes));
    }
    return built.get(release).get(key);
  }
}
