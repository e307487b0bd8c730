package dev.trustconnect.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.spring.BootApplication.Bean;
import dev.trustconnect.testing.contract.IdentityContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;

/** Client certificates of the clients that Spring Boot configures: where an SSL bundle was used. */
class SpringBootIdentitiesTest extends IdentityContract {
  @TempDir private Path folder;

  static Stream<Row> rows() {
    return Stream.of(
        Row.whole(
            "RestClient.Builder",
            (trust, base) ->
                started(
                    trust,
                    context -> {
                      RestClient client = context.getBean(RestClient.Builder.class).build();
                      return url -> client.get().uri(url).retrieve().body(String.class);
                    })),
        Row.whole(
            "RestTemplateBuilder",
            (trust, base) ->
                started(
                    trust,
                    context -> {
                      RestTemplate template = BootApplication.restTemplate(context);
                      return url -> template.getForObject(url, String.class);
                    })),
        new Row(
            "WebClient.Builder",
            false,
            true,
            (trust, base) ->
                started(
                    trust,
                    context -> {
                      WebClient client = context.getBean(WebClient.Builder.class).build();
                      return url ->
                          client.get().uri(url).retrieve().bodyToMono(String.class).block();
                    })));
  }

  private interface Get {
    String get(String url);
  }

  private interface Made {
    Get in(ConfigurableApplicationContext context) throws Exception;
  }

  private static Caller started(TrustConnect trust, Made made) throws Exception {
    List<Bean<?>> beans = List.of(new Bean<>(TrustConnect.class, trust));
    ConfigurableApplicationContext context = BootApplication.start(beans);
    Get client = made.in(context);
    return new Caller() {
      @Override
      public Reply call(String url) {
        return Reply.of(Objects.requireNonNull(client.get(url)));
      }

      @Override
      public void close() {
        context.close();
      }
    };
  }

  @AfterEach
  void forget() {
    KeptAnalyses.takeLast().ifPresent(last -> {});
  }

  private String policyFile(String pem) throws Exception {
    Files.writeString(folder.resolve("client.pem"), pem);
    corp.writePem(folder.resolve("corp.pem"));
    Path file =
        Files.writeString(
            folder.resolve("policies.yaml"),
            """
            version: 1
            upstreams: [QUAD9]
            identities:
              payments: {pem: client.pem}
            endpoints:
              - host: api.example.test
                identity: payments
                roots: corp.pem
            """);
    return "trustconnect.policy-file=file:" + file;
  }

  @Test
  void identityOfThePolicyFileIsRead() throws Exception {
    try (ConfigurableApplicationContext context =
        BootApplication.start(policyFile(payments.pem()))) {
      TrustConnect trust = context.getBean(TrustConnect.class);
      assertThat(trust.policies().policies())
          .singleElement()
          .satisfies(policy -> assertThat(policy.identity()).contains("payments"));
    }
  }

  @Test
  void fileWithoutAKeyEndsTheStartWithItsNameAndTheRemedy() throws Exception {
    FailureAnalysis analysis = BootApplication.refused(policyFile(corp.pem()));

    assertThat(analysis.getDescription()).contains("client.pem").contains("no private key");
    assertThat(analysis.getAction()).contains("under identities in the policy file");
  }

  @Test
  void identityThatIsNowhereEndsTheStartWithItsNameAndTheFiles() throws Exception {
    String property = policyFile(payments.pem());
    Path file = folder.resolve("policies.yaml");
    Files.writeString(file, Files.readString(file).replace("identity: pay", "identity: play"));

    FailureAnalysis analysis = BootApplication.refused(property);

    assertThat(analysis.getDescription()).contains("policies.yaml").contains("'playments'");
  }
}
