package dev.trustconnect.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.config.PolicyFile;
import dev.trustconnect.name.HostName;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.EndpointPolicy.CredentialRule;
import dev.trustconnect.policy.EndpointPolicy.Dnssec;
import dev.trustconnect.policy.PolicyBook;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The policy files that users copy are files that can be read, and mean what they say. */
class ExamplePoliciesTest {
  private static final Path FOLDER =
      Path.of("src/main/resources/dev/trustconnect/examples/policies");

  private static PolicyBook read(String name) throws IOException {
    return PolicyFile.read(FOLDER.resolve(name)).policies();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ai-apis.yaml", "package-registries.yaml"})
  void otherHostsAreRefused(String name) throws IOException {
    assertThat(read(name).policyFor(HostName.parse("elsewhere.example"))).isEmpty();
  }

  /** The one of the recipes and of the example applications. */
  @Test
  void recipesHaveAKeyForOneHostAndPinsForAnother() throws IOException {
    PolicyBook book = PolicyFile.read(Path.of("src/test/resources/policies.yaml")).policies();

    assertThat(book.policyFor(HostName.parse("elsewhere.example"))).isEmpty();
    assertThat(book.policyFor(HostName.parse("api.example.com")).orElseThrow().credentials())
        .contains("x-api-key", "authorization");
    EndpointPolicy gateway = book.policyFor(HostName.parse("gateway.example.com")).orElseThrow();
    assertThat(gateway.pins().orElseThrow().pins()).hasSize(2);
    assertThat(book.policyFor(HostName.parse("files.example.com")).orElseThrow().credentials())
        .isEmpty();
  }

  @Test
  void keysOfAiApisBelongToTheirHosts() throws IOException {
    PolicyBook book = read("ai-apis.yaml");

    EndpointPolicy gateway = book.policyFor(HostName.parse("ai-gateway.example.com")).orElseThrow();
    assertThat(gateway.pins().orElseThrow().pins()).hasSize(2);
    assertThat(book.policyFor(HostName.parse("api.anthropic.com")).orElseThrow().credentials())
        .contains("x-api-key");
    assertThat(book.credentialNames()).contains("openai-organization", "x-gateway-token");
  }

  /** What the files of an unsigned host must hash to is said by the signed one. */
  @Test
  void hashesComeFromTheSignedSide() throws IOException {
    PolicyBook book = read("package-registries.yaml");

    assertThat(book.policyFor(HostName.parse("index.python.example.com")).orElseThrow().dnssec())
        .isEqualTo(Dnssec.REQUIRE_SECURE);
    assertThat(book.policyFor(HostName.parse("files.python.example.com")).orElseThrow().dnssec())
        .isEqualTo(Dnssec.ALLOW_PROVEN_INSECURE);
  }

  @Test
  void tokensOfRegistriesDontFollowRedirects() throws IOException {
    PolicyBook book = read("package-registries.yaml");

    EndpointPolicy npm = book.policyFor(HostName.parse("npm.example.com")).orElseThrow();
    assertThat(npm.credentialRule()).isEqualTo(CredentialRule.STRIP);
    assertThat(book.policyFor(HostName.parse("cdn.models.example.com"))).isPresent();
    assertThat(book.policyFor(HostName.parse("files.python.example.com"))).isPresent();
    EndpointPolicy containers =
        book.policyFor(HostName.parse("containers.example.com")).orElseThrow();
    assertThat(containers.credentialRule()).isEqualTo(CredentialRule.STRIP);
    assertThat(book.policyFor(HostName.parse("eu.blobs.containers.example.com"))).isPresent();
  }
}
