package dev.trustconnect.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.cli.lab.CommandLab;
import dev.trustconnect.config.PolicyFile;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.TestCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What README shows is what there is. */
class ReadmeTest {
  private static final Path README = Path.of("..", "README.md");

  @TempDir private Path folder;

  private static String block(String language) throws IOException {
    Matcher block =
        Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(README));
    assertThat(block.find()).as("a block of " + language).isTrue();
    return block.group(1);
  }

  private static List<String> blocks(String text, String begin, String end) {
    return Pattern.compile(begin + "(.*?)" + end, Pattern.DOTALL)
        .matcher(text)
        .results()
        .map(block -> block.group(1))
        .toList();
  }

  @Test
  void everySnippetIsOneThatCompiles() throws IOException {
    String source =
        Files.readString(
            Path.of("src", "main", "java", "dev", "trustconnect", "examples", "QuickStart.java"));
    List<String> compiled =
        blocks(source, "// README: begin\n", "    // README: end").stream()
            .map(snippet -> snippet.replaceAll("(?m)^ {4}", ""))
            .toList();

    assertThat(blocks(Files.readString(README), "```java\n", "```")).isEqualTo(compiled);
  }

  /** {@code ProjectsInteropTest} builds these projects. */
  @Test
  void everyDependencyLineIsOneOfAProjectThatIsBuilt() throws IOException {
    List<String> poms = new ArrayList<>();
    try (Stream<Path> projects = Files.list(Path.of("src", "projects"))) {
      for (Path project : projects.toList()) {
        poms.add(unindented(Files.readString(project.resolve("pom.xml"))));
      }
    }
    List<String> shown = blocks(Files.readString(README), "```xml\n", "```");

    assertThat(shown)
        .hasSize(7)
        .map(ReadmeTest::unindented)
        .allSatisfy(lines -> assertThat(poms).anyMatch(pom -> pom.contains(lines)));
  }

  private static String unindented(String xml) {
    return xml.replaceAll("(?m)^ +", "");
  }

  @Test
  void projectsHaveTheVersionsOfThisBuild() throws IOException {
    String root = Files.readString(Path.of("..", "pom.xml"));
    Map<String, String> versions =
        Map.of(
            "okhttp-bom", "okhttp.version",
            "anthropic-java", "anthropic.version",
            "openai-java", "openai.version",
            "google-genai", "google-genai.version",
            "snakeyaml-engine", "snakeyaml-engine.version",
            "icu4j", "icu4j.version");
    String readme = Files.readString(README);

    versions.forEach(
        (artifact, property) -> {
          String version = blocks(root, "<" + property + ">", "</").get(0);
          assertThat(readme)
              .contains("<artifactId>" + artifact + "</artifactId>")
              .containsPattern("<artifactId>" + artifact + "</artifactId>\\s*<version>" + version);
        });
    String ours = blocks(root, "<version>", "</").get(0);
    assertThat(readme).contains("okhttp</artifactId>\n    <version>" + ours);
  }

  @Test
  void policyFileIsOneThatCanBeRead() throws IOException {
    Path file = Files.writeString(folder.resolve("policies.yaml"), block("yaml"));
    Files.writeString(folder.resolve("company-ca.pem"), TestCa.create("Company CA").pem());

    assertThat(PolicyFile.read(file).policies().policies()).hasSize(2);
  }

  @Test
  void demoPrintsWhatIsShown() throws IOException {
    String shown = blocks(Files.readString(README), "```console\n", "```").get(0);

    String printed =
        CommandLab.run("", "demo", "--scene", "redirect-theft", "--scene", "poisoned-mis-issued")
            .out();

    assertThat(maskedDemo(printed)).contains(maskedDemo(shown));
  }

  /** Ports, and keys that are made anew each time. */
  private static String maskedDemo(String text) {
    return text.replaceAll("test:\\d+", "test:N")
        .replaceAll("sha256/[A-Za-z0-9+/]{43}=", "PIN")
        .strip();
  }

  @Test
  void everyReasonThatIsExplainedIsOneThatIsGiven() throws IOException {
    String section = blocks(Files.readString(README), "\n## When it refuses\n", "\n## ").get(0);
    List<String> codes = blocks(section, "\n\\| `", "`");

    assertThat(codes).hasSize(10).doesNotHaveDuplicates();
    assertThat(Stream.of(Reason.values()).map(Reason::code)).containsAll(codes);
  }

  @Test
  void treeIsWhatResolvePrints() throws IOException {
    try (CommandLab lab = CommandLab.open(folder, Harm.none())) {
      String printed = lab.resolve("out.example.test", "A").out();
      assertThat(masked(block("text"))).isEqualTo(masked(printed));
    }
  }

  /** Milliseconds are never the same twice. */
  private static String masked(String tree) {
    return tree.replaceAll("\\d+ ms", "N ms").strip();
  }

  @Test
  void everyOptionIsNamed() throws IOException {
    for (String command :
        List.of("bench", "demo", "explain", "fetch", "probe", "proxy", "resolve")) {
      optionsAreNamed(command);
    }
  }

  private static void optionsAreNamed(String command) throws IOException {
    String readme = Files.readString(README);
    List<String> options =
        Pattern.compile("--[a-z-]+")
            .matcher(CommandLab.run("", command, "--help").out())
            .results()
            .map(MatchResult::group)
            .filter(option -> !List.of("--help", "--version").contains(option))
            .distinct()
            .toList();
    assertThat(options).isNotEmpty();
    for (String option : options) {
      assertThat(readme).contains(option);
    }
  }

  /** What each dependency is called there. A new one needs a line, and an entry here. */
  private static final Map<String, String> CALLED =
      Map.ofEntries(
          Map.entry("okhttp-bom", "OkHttp"),
          Map.entry("jackson-bom", "Jackson"),
          Map.entry("junit-bom", "JUnit"),
          Map.entry("dnsjava", "dnsjava"),
          Map.entry("bcprov-jdk18on", "bcprov"),
          Map.entry("bcpkix-jdk18on", "bcpkix"),
          Map.entry("caffeine", "Caffeine"),
          Map.entry("icu4j", "ICU4J"),
          Map.entry("snakeyaml-engine", "SnakeYAML Engine"),
          Map.entry("slf4j-api", "SLF4J API"),
          Map.entry("slf4j-nop", "slf4j-nop"),
          Map.entry("jspecify", "JSpecify"),
          Map.entry("picocli", "picocli"),
          Map.entry("anthropic-java-core", "anthropic-java-core"),
          Map.entry("anthropic-java-client-okhttp", "anthropic-java"),
          Map.entry("openai-java-client-okhttp", "openai-java"),
          Map.entry("google-genai", "google-genai"),
          Map.entry("retrofit", "Retrofit"),
          Map.entry("jmh-core", "JMH"),
          Map.entry("minidns-dnssec", "MiniDNS"),
          Map.entry("xchart", "XChart"),
          Map.entry("okhttp-dnsoverhttps", "okhttp-dnsoverhttps"),
          Map.entry("conscrypt-openjdk-uber", "Conscrypt"),
          Map.entry("jazzer", "Jazzer"),
          Map.entry("httpclient5", "Apache HttpClient 5"),
          Map.entry("apache-client", "AWS SDK 2"),
          Map.entry("langchain4j-open-ai", "langchain4j"),
          Map.entry("langchain4j-http-client-jdk", "langchain4j"),
          Map.entry("assertj-core", "AssertJ"),
          Map.entry("jetty-http2-server", "Jetty"),
          Map.entry("jetty-alpn-java-server", "Jetty"),
          Map.entry("archunit", "ArchUnit"));

  @Test
  void everyDependencyHasItsLine() throws IOException {
    String managed =
        blocks(
                Files.readString(Path.of("..", "pom.xml")),
                "<dependencyManagement>",
                "</dependencyManagement>")
            .get(0);
    String section = blocks(Files.readString(README), "\n## What it depends on\n", "\n## ").get(0);

    for (String artifact : blocks(managed, "<artifactId>", "</artifactId>")) {
      if (!artifact.startsWith("trustconnect-")) {
        assertThat(CALLED).as("what README calls it").containsKey(artifact);
        assertThat(section).contains(CALLED.get(artifact));
      }
    }
  }

  @Test
  void everyProfileIsNamed() throws IOException {
    String readme = Files.readString(README);
    List<String> profiles = new ArrayList<>();
    for (Path pom :
        List.of(Path.of("..", "pom.xml"), Path.of("..", "trustconnect-core", "pom.xml"))) {
      profiles.addAll(
          blocks(Files.readString(pom), "<profile>", "</profile>").stream()
              .filter(profile -> !profile.contains("<activation>"))
              .map(profile -> blocks(profile, "<id>", "</id>").get(0))
              .toList());
    }

    assertThat(profiles)
        .isNotEmpty()
        .allSatisfy(profile -> assertThat(readme).contains("-P" + profile));
  }
}
