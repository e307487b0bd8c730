package dev.trustconnect.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.testing.house.ModuleUnderTest;
import dev.trustconnect.testing.house.PublicApiRules;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.nio.file.Files;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PublicApiTest extends PublicApiRules {
  @Override
  protected Set<String> internalPackages() {
    return Set.of(
        "dev.trustconnect.audit.syslog",
        "dev.trustconnect.audit.trail",
        "dev.trustconnect.dnssec.keys",
        "dev.trustconnect.file",
        "dev.trustconnect.hash",
        "dev.trustconnect.identity.alias",
        "dev.trustconnect.judge",
        "dev.trustconnect.jvm",
        "dev.trustconnect.message",
        "dev.trustconnect.peer",
        "dev.trustconnect.refusal",
        "dev.trustconnect.scope",
        "dev.trustconnect.text",
        "dev.trustconnect.yaml");
  }

  @Override
  protected Set<String> innerDoors() {
    return Set.of(
        "dev.trustconnect.TrustConnect$Builder: dnsExchanges",
        "dev.trustconnect.gate.Exchange: forAdapter",
        "dev.trustconnect.gate.Gates: new",
        "dev.trustconnect.gate.RequestGate: forAdapter",
        "dev.trustconnect.server.ServerKit: new",
        "dev.trustconnect.policy.EndpointPolicy: requirement",
        "dev.trustconnect.resolve.TrustedResolver: resolve",
        "dev.trustconnect.resolve.TrustedResolver: resolveAsync",
        "dev.trustconnect.resolve.TrustedResolver: rulesFor",
        "dev.trustconnect.resolve.TrustedResolver$Builder: audit",
        "dev.trustconnect.resolve.TrustedResolver$Builder: upstreams",
        "dev.trustconnect.resolve.UntrustedNameException: new",
        "dev.trustconnect.path.VerifiedPath: find",
        "dev.trustconnect.upstream.DohUpstream: jdkTransport",
        "dev.trustconnect.upstream.DohUpstream: open",
        "dev.trustconnect.upstream.DohUpstream: preferredTransport",
        "dev.trustconnect.upstream.DohUpstream: withTransport",
        "dev.trustconnect.upstream.DohUpstream$Builder: transport");
  }

  /** Names and answers are values of ours; only the validator by itself is fed messages. */
  @Test
  void dnsjavaIsShownOnlyWhereMessagesAreFed() throws IOException {
    assertThat(typesThatShow("org.xbill.")).containsExactly("dev.trustconnect.dnssec.Validation");
  }

  @Test
  void dependenciesOfUsersDoNotIncludeDnsjava() throws IOException {
    Set<String> transitive = new TreeSet<>();
    try (InputStream in =
        Files.newInputStream(ModuleUnderTest.file("target/classes/module-info.class"))) {
      ModuleDescriptor.read(in).requires().stream()
          .filter(required -> required.modifiers().contains(Requires.Modifier.TRANSITIVE))
          .map(Requires::name)
          .forEach(transitive::add);
    }
    assertThat(transitive).containsExactly("java.net.http", "org.jspecify");
  }
}
