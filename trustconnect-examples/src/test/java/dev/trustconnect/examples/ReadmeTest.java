package dev.trustconnect.examples;

import static dev.trustconnect.examples.Documents.between;
import static dev.trustconnect.examples.Documents.blocks;
import static dev.trustconnect.examples.Documents.page;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.audit.AuditEvent;
import dev.trustconnect.cli.lab.CommandLab;
import dev.trustconnect.config.PolicyFile;
import dev.trustconnect.demo.Scenes;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.TestCa;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the pages show is what there is. */
class ReadmeTest {
  private static final String README = "README.md";
  private static final String CORE = "trustconnect-core/README.md";
  private static final String EXAMPLES = "trustconnect-examples/README.md";

  @TempDir private Path folder;

  @Test
  void readmeIsShort() throws IOException {
    assertThat(page(README).getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(12 * 1024);
  }

  /** Those without imports; each stands on one page. {@code TestKitDocsTest} has the kit's own. */
  @Test
  void everySnippetIsOneThatCompiles() throws IOException {
    String source =
        page("trustconnect-examples/src/main/java/dev/trustconnect/examples/QuickStart.java");
    List<String> compiled =
        between(source, "// README: begin\n", "    // README: end").stream()
            .map(snippet -> snippet.replaceAll("(?m)^ {4}", ""))
            .toList();

    assertThat(
            blocks("java").stream()
                .filter(snippet -> !snippet.startsWith("import "))
                .filter(snippet -> !snippet.startsWith("class "))
                // Of Spring Boot 3.5: BootHealthTest compiles and runs it.
                .filter(snippet -> !snippet.contains("HealthIndicator ")))
        .containsExactlyInAnyOrderElementsOf(compiled);
  }

  /** The first ones: they can be pasted into a class with their imports. */
  @Test
  void everySnippetWithImportsCompilesByItself() throws IOException {
    List<String> snippets =
        blocks("java").stream().filter(snippet -> snippet.startsWith("import ")).toList();

    assertThat(snippets)
        .hasSize(3)
        .allSatisfy(
            snippet -> {
              int body = snippet.indexOf("\n\n");
              String source =
                  snippet.substring(0, body)
                      + "\nclass Example {\n  static void run() throws Exception {"
                      + snippet.substring(body)
                      + "  }\n}\n";
              assertThat(SnippetCompiler.complaints(folder, source)).isEmpty();
              assertThat(snippet.substring(body).strip().lines()).hasSizeLessThanOrEqualTo(18);
            });
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

    assertThat(blocks("xml"))
        .hasSizeGreaterThanOrEqualTo(7)
        .map(ReadmeTest::unindented)
        .allSatisfy(lines -> assertThat(poms).anyMatch(pom -> pom.contains(lines)));
  }

  private static String unindented(String xml) {
    return xml.replaceAll("(?m)^ +", "");
  }

  @Test
  void projectsHaveTheVersionsOfThisBuild() throws IOException {
    String root = page("pom.xml");
    Map<String, String> versions =
        Map.of(
            "okhttp-bom", "okhttp.version",
            "anthropic-java", "anthropic.version",
            "openai-java", "openai.version",
            "google-genai", "google-genai.version",
            "snakeyaml-engine", "snakeyaml-engine.version",
            "icu4j", "icu4j.version");
    String shown = String.join("\n", blocks("xml"));

    versions.forEach(
        (artifact, property) -> {
          String version = between(root, "<" + property + ">", "</").get(0);
          assertThat(shown)
              .contains("<artifactId>" + artifact + "</artifactId>")
              .containsPattern("<artifactId>" + artifact + "</artifactId>\\s*<version>" + version);
        });
    String ours = between(root, "<version>", "</").get(0);
    assertThat(shown).contains("okhttp</artifactId>\n    <version>" + ours);
    assertThat(blocks(README, "kotlin").get(0))
        .contains("okhttp-bom:" + between(root, "<okhttp.version>", "</").get(0) + "\"")
        .contains("trustconnect-okhttp:" + ours + "\"");
  }

  /** Otherwise {@code bench frameworks} would run with others than it was compiled against. */
  @Test
  void measuredFrameworksHaveTheVersionsOfThisBuild() throws IOException {
    String root = page("pom.xml");
    String measured = Files.readString(Path.of("src", "frameworks", "pom.xml"));

    Map.of(
            "jackson-bom", "jackson.version",
            "langchain4j-open-ai", "langchain4j.version",
            "langchain4j-http-client-jdk", "langchain4j.version",
            "spring-ai-openai", "spring-ai.version")
        .forEach(
            (artifact, property) ->
                assertThat(unindented(measured))
                    .contains(
                        "<artifactId>%s</artifactId>\n<version>%s</version>"
                            .formatted(
                                artifact, between(root, "<" + property + ">", "</").get(0))));
  }

  @Test
  void policyFileIsOneThatCanBeRead() throws IOException {
    Path file = Files.writeString(folder.resolve("policies.yaml"), blocks(CORE, "yaml").get(0));
    Files.writeString(folder.resolve("company-ca.pem"), TestCa.create("Company CA").pem());

    assertThat(PolicyFile.read(file).policies().policies()).hasSize(2);
  }

  @Test
  void demoPrintsWhatIsShown() throws IOException {
    String printed =
        CommandLab.run("", "demo", "--scene", "redirect-theft", "--scene", "poisoned-mis-issued")
            .out();

    assertThat(maskedDemo(printed)).contains(maskedDemo(blocks(README, "console").get(0)));
    assertThat(maskedDemo(printed)).contains(maskedDemo(blocks(EXAMPLES, "text").get(2)));
    assertThat(page(README)).contains("plays " + Scenes.ALL.size() + " attacks");
  }

  /** Ports, and keys that are made anew each time. */
  private static String maskedDemo(String text) {
    return text.replaceAll("test:\\d+", "test:N")
        .replaceAll("sha256/[A-Za-z0-9+/]{43}=", "PIN")
        .strip();
  }

  /** With the one that a closed network gives first, and whether it passes by itself. */
  @Test
  void everyReasonThatIsExplainedIsOneThatIsGiven() throws IOException {
    Map<String, Reason> reasons =
        Stream.of(Reason.values()).collect(Collectors.toMap(Reason::code, Function.identity()));
    String section = between(page(README), "\n## When it refuses\n", "\n## ").get(0);
    List<MatchResult> rows =
        Pattern.compile("\n\\| `([^`]+)` \\| (yes|no) \\|").matcher(section).results().toList();

    assertThat(rows)
        .hasSizeGreaterThanOrEqualTo(10)
        .allSatisfy(
            row ->
                assertThat(reasons.get(row.group(1)))
                    .as(row.group(1))
                    .isNotNull()
                    .extracting(Reason::isTemporary)
                    .isEqualTo(row.group(2).equals("yes")));
    assertThat(rows)
        .extracting(row -> row.group(1))
        .doesNotHaveDuplicates()
        .startsWith("upstream.timeout");
  }

  /** Codes in the prose and tables of all pages. */
  @Test
  void everyCodeIsOneThatIsGiven() throws IOException {
    String explained = CommandLab.run("", "explain", "--json").out();
    String pages = String.join("\n", Documents.all().values());

    assertThat(
            Pattern.compile(
                    "`((?:dnssec|upstream|resolve|name|address|path|pin|policy|gate|request|proxy)\\.[a-z-]{4,})`")
                .matcher(pages.substring(0, pages.indexOf("# Changelog")))
                .results()
                .map(code -> code.group(1))
                .filter(
                    code ->
                        !List.of("dnssec.keys", "gate.adapter", "upstream.transport")
                            .contains(code))) // packages
        .isNotEmpty()
        .allSatisfy(code -> assertThat(explained).contains("\"code\":\"" + code + "\""));
  }

  @Test
  void auditEventsHaveTheNamesThatAreShown() throws IOException {
    String section = between(page(README), "\n## Roll it out\n", "\n## ").get(0);

    for (AuditEvent.Gate gate : AuditEvent.Gate.values()) {
      assertThat(section).contains("`" + gate.name().toLowerCase(Locale.ROOT) + "-judged`");
    }
    for (AuditEvent.Outcome outcome : AuditEvent.Outcome.values()) {
      assertThat(section).contains("`" + outcome.name().toLowerCase(Locale.ROOT) + "`");
    }
    String source = page("trustconnect-core/src/main/java/dev/trustconnect/audit/EventJson.java");
    assertThat(source).contains("\"upstreams-disagree\"", "\"upstreams-failed\"", "\"upstream-\"");
  }

  @Test
  void treeIsWhatResolvePrints() throws IOException {
    try (CommandLab lab = CommandLab.open(folder, Harm.none())) {
      String printed = lab.resolve("out.example.test", "A").out();
      assertThat(masked(blocks(EXAMPLES, "text").get(0))).isEqualTo(masked(printed));
    }
  }

  /** Milliseconds are never the same twice. */
  private static String masked(String tree) {
    return tree.replaceAll("\\d+ ms", "N ms").strip();
  }

  @Test
  void everyPackageOfCoreHasItsFloor() throws IOException {
    String floors = between(page(CORE), "\n## Floors\n", "\n## ").get(0);
    Path root = Documents.TOP.resolve("trustconnect-core/src/main/java/dev/trustconnect");

    try (Stream<Path> rooms = Files.walk(root)) {
      assertThat(rooms.filter(file -> file.endsWith("package-info.java")).map(Path::getParent))
          .filteredOn(room -> !room.equals(root))
          .extracting(room -> root.relativize(room).toString().replace('/', '.'))
          .isNotEmpty()
          .allSatisfy(room -> assertThat(floors).contains("`" + room + "`"));
    }
    assertThat(between(floors, "\n\\| \\d \\| `", "`"))
        .filteredOn(room -> !room.equals("dev.trustconnect"))
        .isNotEmpty()
        .allSatisfy(room -> assertThat(root.resolve(room.replace('.', '/'))).isDirectory());
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
          Map.entry("micrometer-core", "Micrometer"),
          Map.entry("micrometer-registry-prometheus", "micrometer-registry-prometheus"),
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
          Map.entry("netty-nio-client", "AWS SDK 2"),
          Map.entry("feign-okhttp", "Feign"),
          Map.entry("grpc-okhttp", "gRPC"),
          Map.entry("postgresql", "PostgreSQL's driver"),
          Map.entry("kafka-clients", "Kafka's clients"),
          Map.entry("ktor-client-okhttp-jvm", "Ktor"),
          Map.entry("grpc-netty-shaded", "gRPC"),
          Map.entry("grpc-stub", "gRPC"),
          Map.entry("grpc-protobuf", "gRPC"),
          Map.entry("java-spiffe-core", "java-spiffe"),
          Map.entry("grpc-netty-linux", "java-spiffe"),
          Map.entry("azure-core-http-okhttp", "azure-core-http-okhttp"),
          Map.entry("langchain4j-http-client", "langchain4j-http-client"),
          Map.entry("langchain4j-open-ai", "langchain4j"),
          Map.entry("openai-java-core", "openai-java-core"),
          Map.entry("spring-context", "Spring"),
          Map.entry("spring-web", "spring-web"),
          Map.entry("spring-boot-autoconfigure", "spring-boot-autoconfigure"),
          Map.entry("spring-boot-http-client", "spring-boot-http-client"),
          Map.entry("spring-boot-health", "spring-boot-health"),
          Map.entry("spring-boot-restclient", "spring-boot-restclient"),
          Map.entry("spring-boot-webclient", "spring-boot-webclient"),
          Map.entry("spring-webflux", "spring-webflux"),
          Map.entry("reactor-netty-http", "reactor-netty-http"),
          Map.entry("spring-ai-openai", "spring-ai-openai"),
          Map.entry("spring-ai-mcp", "spring-ai-mcp"),
          Map.entry("spring-ai-mcp-annotations", "Spring AI's configuration of MCP clients"),
          Map.entry(
              "spring-ai-autoconfigure-mcp-client-httpclient",
              "Spring AI's configuration of MCP clients"),
          Map.entry("spring-ai-google-genai", "spring-ai-google-genai"),
          Map.entry("mcp-core", "MCP SDK"),
          Map.entry("spring-ai-anthropic", "spring-ai-anthropic"),
          Map.entry("langchain4j-anthropic", "langchain4j"),
          Map.entry("langchain4j-http-client-jdk", "langchain4j"),
          Map.entry("assertj-core", "AssertJ"),
          Map.entry("jetty-http2-server", "Jetty"),
          Map.entry("jetty-alpn-java-server", "Jetty"),
          Map.entry("jetty-client", "Jetty"),
          Map.entry("archunit", "ArchUnit"),
          Map.entry("json-schema-validator", "json-schema-validator"),
          Map.entry("surefire-report-parser", "surefire-report-parser"),
          Map.entry("error_prone_annotations", "Error Prone's annotations"));

  @Test
  void everyDependencyHasItsLine() throws IOException {
    String managed =
        between(page("pom.xml"), "<dependencyManagement>", "</dependencyManagement>").get(0);
    String section = page(CORE);
    section = section.substring(section.indexOf("\n## What it depends on\n"));

    for (String artifact : between(managed, "<artifactId>", "</artifactId>")) {
      if (!artifact.startsWith("trustconnect-")) {
        assertThat(CALLED).as("what the page calls it").containsKey(artifact);
        assertThat(section).contains(CALLED.get(artifact));
      }
    }
  }

  @Test
  void everyProfileIsNamed() throws IOException {
    String pages = String.join("\n", Documents.all().values());
    List<String> profiles = new ArrayList<>();
    for (String pom : List.of("pom.xml", "trustconnect-core/pom.xml")) {
      profiles.addAll(
          between(page(pom), "<profile>", "</profile>").stream()
              .filter(profile -> !profile.contains("<activation>"))
              .map(profile -> between(profile, "<id>", "</id>").get(0))
              .toList());
    }

    assertThat(profiles)
        .isNotEmpty()
        .allSatisfy(profile -> assertThat(pages).contains("-P" + profile));
  }
}
