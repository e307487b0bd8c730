package dev.trustconnect.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.langchain4j.model.chat.ChatModel;
import dev.trustconnect.TrustConnect;
import dev.trustconnect.config.PolicyFile;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.resolve.AddressRules;
import dev.trustconnect.spring.TrustConnectCustomizer;
import dev.trustconnect.testing.LoopbackDoh;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.io.DefaultResourceLoader;

/**
 * The applications of {@code src/projects}, compiled as they are and run against an honest and a
 * poisoned address. {@code ProjectsInteropTest} builds them with their own poms.
 */
class ApplicationsTest {
  private static final Path PROJECTS = Path.of("src", "projects");
  private static final Path POLICIES = Path.of("src", "test", "resources", "policies.yaml");
  private static final Path SPRING_RESOURCES =
      PROJECTS.resolve(Path.of("spring-boot", "src", "main", "resources"));
  private static final String API = "api.example.com";
  private static final String KEY = "sk-live-4711-secret";
  private static final String PROMPT = "the whole secret prompt";

  private final TestInternet internet = TestInternet.serving(API);
  private final TlsPeer honest = internet.server(API);
  private final LoopbackDoh doh =
      LoopbackDoh.start(
          query ->
              internet
                  .world()
                  .answer(query.getQuestion().getName(), query.getQuestion().getType()));
  private final ClassLoader before = Thread.currentThread().getContextClassLoader();

  @TempDir private Path folder;

  @AfterEach
  void close() {
    Thread.currentThread().setContextClassLoader(before);
    doh.close();
    internet.close();
  }

  private static Path main(String project) {
    return PROJECTS.resolve(
        Path.of(project, "src", "main", "java", "com", "example", "app", "Main.java"));
  }

  private URLClassLoader compiled(String project) throws IOException {
    Path classes = Files.createDirectory(folder.resolve(project));
    assertThat(SnippetCompiler.complaints(classes, main(project))).isEmpty();
    URL[] urls = {classes.toUri().toURL(), SPRING_RESOURCES.toUri().toURL()};
    return new URLClassLoader(urls, before);
  }

  /** The one policy file, with the test's resolver and authority in place of the real ones. */
  private Path policies() throws IOException {
    internet.ca().writePem(folder.resolve("ca.pem"));
    doh.ca().writePem(folder.resolve("doh.pem"));
    String real = "upstreams: [QUAD9, CLOUDFLARE]";
    String text = Files.readString(SPRING_RESOURCES.resolve("policies.yaml"));
    assertThat(text).contains(real);
    String here = "upstreams: [{url: \"" + doh.url() + "\", roots: doh.pem}]\nroots: ca.pem";
    return Files.writeString(folder.resolve("policies.yaml"), text.replace(real, here));
  }

  /** Runs until the answer has been printed. */
  private void runSpringBoot() throws Exception {
    System.setProperty("org.springframework.boot.logging.LoggingSystem", "none"); // ours stays
    try (URLClassLoader application = compiled("spring-boot")) {
      Thread.currentThread().setContextClassLoader(application);
      SpringApplication starting =
          new SpringApplication(
              new DefaultResourceLoader(application),
              application.loadClass("com.example.app.Main"));
      starting.setRegisterShutdownHook(false);
      starting.addInitializers(
          context ->
              ((GenericApplicationContext) context)
                  .registerBean(TrustConnectCustomizer.class, () -> this::settle));
      starting
          .run(
              "--trustconnect.policy-file=" + policies().toUri(),
              "--api.url=" + honest.url(API, "/v1/answers"),
              "--api.key=" + KEY,
              PROMPT)
          .close();
    }
  }

  /** What isn't in a policy file: the anchors, the time and the addresses of the test. */
  private void settle(TrustConnect.Builder builder) {
    builder
        .anchors(internet.world().anchors())
        .clock(internet::now)
        .resolveTimeout(Duration.ofSeconds(60))
        .addressRules(AddressRules.PUBLIC_ONLY.allowing(TestInternet.PUBLIC));
  }

  private String askLangchain4j() throws Exception {
    PolicyFile file = PolicyFile.read(PROJECTS.resolve(Path.of("langchain4j", "policies.yaml")));
    try (URLClassLoader application = compiled("langchain4j");
        TrustConnect trust = internet.trust().policies(file.policies()).build()) {
      ChatModel model =
          (ChatModel)
              application
                  .loadClass("com.example.app.Main")
                  .getMethod("model", TrustConnect.class, String.class, String.class)
                  .invoke(null, trust, honest.url(API, "/v1"), KEY);
      return model.chat(PROMPT);
    }
  }

  private void honestGotKeyAndPrompt() {
    assertThat(honest.requests()).hasSize(1);
    assertThat(honest.received(KEY)).isTrue();
    assertThat(honest.received(PROMPT)).isTrue();
  }

  private static void refusedWithNothingAt(TlsPeer rogue, Throwable thrown) {
    assertThat(TrustRefusal.in(thrown))
        .as("%s", thrown)
        .map(TrustRefusal::reason)
        .contains(Reason.SIGNATURE_INVALID);
    rogue.cut();
    rogue.awaitNoConnection();
    assertThat(rogue.requestBytes()).isZero();
    assertThat(rogue.bytesReceived()).isZero();
    assertThat(rogue.received(KEY)).isFalse();
    assertThat(rogue.received(PROMPT)).isFalse();
  }

  @Test
  void springBootSendsToTheHonestAddress() throws Exception {
    honest.answer("/v1/answers", 200, Map.of("Content-Type", "text/plain"), "hello");

    runSpringBoot();

    honestGotKeyAndPrompt();
  }

  @Test
  void springBootSendsNothingToAPoisonedAddress() {
    TlsPeer rogue = internet.poison(API);

    Throwable thrown = catchThrowable(this::runSpringBoot);

    refusedWithNothingAt(rogue, thrown);
    assertThat(honest.requests()).isEmpty();
  }

  @Test
  void langchain4jSendsToTheHonestAddress() throws Exception {
    honest.answer(
        "/v1/chat/completions",
        200,
        Map.of("Content-Type", "application/json"),
        """
        {"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,\
        "finish_reason":"stop","logprobs":null,\
        "message":{"role":"assistant","content":"hello","refusal":null}}]}\
        """);

    assertThat(askLangchain4j()).isEqualTo("hello");

    honestGotKeyAndPrompt();
  }

  @Test
  void langchain4jSendsNothingToAPoisonedAddress() {
    TlsPeer rogue = internet.poison(API);

    Throwable thrown = catchThrowable(this::askLangchain4j);

    refusedWithNothingAt(rogue, thrown);
    assertThat(honest.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"spring-boot", "langchain4j"})
  void applicationIsShortAndItsReadmeShowsIt(String project) throws IOException {
    List<String> lines = Files.readAllLines(main(project));
    String shown = Files.readString(PROJECTS.resolve(Path.of(project, "README.md")));
    List<String> snippets = Documents.between(shown, "```java\n", "```");

    assertThat(lines).hasSizeLessThanOrEqualTo(40);
    assertThat(snippets)
        .isNotEmpty()
        .allSatisfy(
            snippet -> assertThat(String.join("\n", lines)).contains(snippet.stripTrailing()));
    String properties = Files.readString(SPRING_RESOURCES.resolve("application.properties"));
    assertThat(Documents.between(shown, "```properties\n", "```"))
        .allSatisfy(snippet -> assertThat(properties).contains(snippet));
  }

  @ParameterizedTest
  @CsvSource({
    "spring-boot, spring-boot-starter-restclient, spring-boot.version",
    "langchain4j, langchain4j-open-ai, langchain4j.version"
  })
  void applicationHasTheVersionOfThisBuild(String project, String artifact, String property)
      throws IOException {
    String version =
        Documents.between(Documents.page("pom.xml"), "<" + property + ">", "</").get(0);

    assertThat(Files.readString(PROJECTS.resolve(Path.of(project, "pom.xml"))))
        .containsPattern(artifact + "</artifactId>\\s*<version>" + version + "<");
  }

  @Test
  void policiesAreTheSameEverywhere() throws IOException {
    assertThat(SPRING_RESOURCES.resolve("policies.yaml")).hasSameBinaryContentAs(POLICIES);
    assertThat(PROJECTS.resolve(Path.of("langchain4j", "policies.yaml")))
        .hasSameBinaryContentAs(POLICIES);
  }
}
