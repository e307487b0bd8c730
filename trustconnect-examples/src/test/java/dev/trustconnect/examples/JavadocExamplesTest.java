package dev.trustconnect.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.config.PolicyFile;
import dev.trustconnect.testing.TestCa;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples in the Javadoc of all modules, the test kit's included, compile. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JavadocExamplesTest {
  private static final Pattern BLOCK =
      Pattern.compile("<pre>(.*?)</pre>|\\{@snippet(.*?)\\n *\\* *}", Pattern.DOTALL);
  private static final Pattern CODE = Pattern.compile("\\{@code\\n(.*)}\\s*", Pattern.DOTALL);

  @TempDir private Path folder;

  /** What stands in a comment between two tags, without the stars at the left. */
  private record Example(String file, String text) {
    @Override
    public String toString() {
      return file;
    }
  }

  private static List<Example> all() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(".."))) {
      return files
          .filter(
              file ->
                  file.toString()
                      .matches("\\.\\./trustconnect-\\w+/src/(main|test)/java/.*\\.java"))
          .filter(file -> !file.endsWith("JavadocExamplesTest.java"))
          .sorted()
          .flatMap(JavadocExamplesTest::in)
          .toList();
    }
  }

  private static Stream<Example> in(Path file) {
    try {
      return BLOCK
          .matcher(Files.readString(file))
          .results()
          .map(
              block ->
                  new Example(
                      file.getFileName().toString(),
                      (block.group(1) == null ? block.group(2) : block.group(1))
                          .replaceAll("(?m)^ *\\* ?", "")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Example> inJava() throws IOException {
    return all().stream().filter(example -> CODE.matcher(example.text()).matches());
  }

  @ParameterizedTest
  @MethodSource("inJava")
  void exampleCompiles(Example example) {
    assertThat(complaints(wrapped(code(example)))).isEmpty();
  }

  private static String code(Example example) {
    return CODE.matcher(example.text()).replaceFirst("$1");
  }

  /** So that an example that doesn't compile is seen. */
  @Test
  void whatDoesNotCompileIsReported() {
    assertThat(complaints(wrapped("LoopbackDoh doh = LoopbackDoh.start(world::answer);")))
        .contains("world");
  }

  @Test
  void everyExampleIsKnown() throws IOException {
    assertThat(inJava().map(Example::file))
        .containsExactlyInAnyOrder(
            "Rules.java",
            "Watcher.java",
            "TrustConnectMetrics.java",
            "LoopbackDoh.java",
            "TestInternet.java",
            "TestInternetExtension.java",
            "TrustedAnthropic.java",
            "TrustedLangchain4j.java",
            "TrustedRequestFactory.java");
    assertThat(all().stream().filter(example -> !CODE.matcher(example.text()).matches()))
        .as("not Java: the policy file's, and two tables")
        .extracting(Example::file)
        .containsExactlyInAnyOrder("PolicyFile.java", "LookupTask.java", "Memory.java");
  }

  @Test
  void policyFileOfTheJavadocCanBeRead() throws IOException {
    Example example =
        all().stream().filter(e -> e.file().equals("PolicyFile.java")).findFirst().orElseThrow();
    for (String pem : List.of("company-ca.pem", "api-ca.pem")) {
      TestCa.create(pem).writePem(folder.resolve(pem));
    }
    Path file = Files.writeString(folder.resolve("policy.yaml"), example.text());

    assertThat(PolicyFile.read(file).policies().policies()).hasSize(1);
  }

  /** A method around it, with the imports that a reader's editor adds. */
  private static String wrapped(String example) {
    return """
    import static org.assertj.core.api.Assertions.assertThat;
    import static org.assertj.core.api.Assertions.assertThatThrownBy;
    import com.anthropic.client.AnthropicClient;
    import com.anthropic.client.okhttp.AnthropicOkHttpClient;
    import dev.langchain4j.model.chat.ChatModel;
    import dev.langchain4j.model.openai.OpenAiChatModel;
    import dev.trustconnect.TrustConnect;
    import dev.trustconnect.resolve.UntrustedNameException;
    import dev.trustconnect.okhttp.anthropic.TrustedAnthropic;
    import dev.trustconnect.okhttp.langchain4j.TrustedLangchain4j;
    import dev.trustconnect.micrometer.TrustConnectMetrics;
    import io.micrometer.core.instrument.MeterRegistry;
    import dev.trustconnect.upstream.DohUpstream;
    import dev.trustconnect.remark.Rules;
    import dev.trustconnect.remark.Severity;
    import dev.trustconnect.spring.TrustedRequestFactory;
    import dev.trustconnect.survey.Endpoint;
    import dev.trustconnect.survey.Survey;
    import dev.trustconnect.survey.SurveyPlan;
    import dev.trustconnect.watch.WatchSchedule;
    import dev.trustconnect.watch.Watcher;
    import java.util.List;
    import dev.trustconnect.testing.LoopbackDoh;
    import dev.trustconnect.testing.SignedWorld;
    import dev.trustconnect.testing.TestInternet;
    import dev.trustconnect.testing.TestInternetExtension;
    import dev.trustconnect.testing.TlsPeer;
    import dev.trustconnect.upstream.transport.DnsExchange;
    import dev.trustconnect.watch.WatchSchedule;
    import dev.trustconnect.watch.Watcher;
    import java.time.Duration;
    import java.util.List;
    import org.junit.jupiter.api.extension.RegisterExtension;
    import org.springframework.web.client.RestClient;
    import org.xbill.DNS.Name;
    import org.xbill.DNS.Type;
    class Example {
      static void run(TrustConnect trust, MeterRegistry registry, String key) throws Exception {
    """
        + example
        + "\n  }\n}\n";
  }

  private String complaints(String source) {
    return SnippetCompiler.complaints(folder, source);
  }
}
