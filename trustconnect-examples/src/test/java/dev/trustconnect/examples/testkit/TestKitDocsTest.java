package dev.trustconnect.examples.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What TESTING.md shows of the test kit is compiled and run: here, and by {@link
 * TestKitInteropTest} as a project of a user.
 */
class TestKitDocsTest {
  private static final Path TESTING = Path.of("..", "trustconnect-core", "TESTING.md");
  private static final Path PROJECT = Path.of("src", "projects", "test-kit");
  private static final Path HERE =
      Path.of("src", "test", "java", "dev", "trustconnect", "examples", "testkit");

  private static List<String> blocks(String text, String begin, String end) {
    return Pattern.compile(begin + "(.*?)" + end, Pattern.DOTALL)
        .matcher(text)
        .results()
        .map(block -> block.group(1))
        .toList();
  }

  private static String section() throws IOException {
    return blocks(Files.readString(TESTING), "\n## The test kit\n", "(?:\n## |\\z)").get(0);
  }

  private static String projectFile(String kind, String name) throws IOException {
    return Files.readString(PROJECT.resolve(Path.of("src", kind, "java", "com/example/app", name)));
  }

  private static String unindented(String xml) {
    return xml.replaceAll("(?m)^ +", "");
  }

  @Test
  void testThatIsShownHasAtMostFifteenLinesAndIsRun() throws IOException {
    String shown = blocks(section(), "```java\n", "```").get(0);

    assertThat(shown.lines()).hasSizeLessThanOrEqualTo(15);
    assertThat(Files.readString(HERE.resolve("ApiClientTest.java"))).endsWith("\n\n" + shown);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ApiClientTest.java", "HealthyApiClientTest.java", "ApiClient.java"})
  void projectOfAUserHasTheSameFiles(String name) throws IOException {
    String kind = name.endsWith("Test.java") ? "test" : "main";

    assertThat(projectFile(kind, name))
        .isEqualTo(
            Files.readString(HERE.resolve(name))
                .replace("package dev.trustconnect.examples.testkit;", "package com.example.app;"));
  }

  @Test
  void dependenciesThatAreShownAreThoseOfTheProject() throws IOException {
    String shown = blocks(section(), "```xml\n", "```").get(0);

    assertThat(unindented(Files.readString(PROJECT.resolve("pom.xml"))))
        .contains(unindented(shown));
  }

  @Test
  void dependenciesHaveTheVersionsOfThisBuild() throws IOException {
    String root = Files.readString(Path.of("..", "pom.xml"));
    String pom = unindented(Files.readString(PROJECT.resolve("pom.xml")));
    Map<String, String> versions =
        Map.of(
            "okhttp-bom", "okhttp.version",
            "junit-jupiter", "junit.version",
            "bcpkix-jdk18on", "bouncycastle.version",
            "jetty-http2-server", "jetty.version",
            "jetty-alpn-java-server", "jetty.version");

    versions.forEach(
        (artifact, property) ->
            assertThat(pom)
                .contains(
                    "<artifactId>%s</artifactId>\n<version>%s</version>"
                        .formatted(artifact, blocks(root, "<" + property + ">", "</").get(0))));
    String ours = blocks(root, "<version>", "</").get(0);
    assertThat(blocks(pom, "<groupId>dev.trustconnect</groupId>.*?<version>", "</"))
        .hasSize(2)
        .containsOnly(ours);
  }
}
