package dev.trustconnect.examples.recipes;

import static dev.trustconnect.examples.recipes.RecipeWorld.API;
import static dev.trustconnect.examples.recipes.RecipeWorld.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.audit.AuditEvent.Outcome;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.TestCa;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.Type;

/**
 * What the recipe for Kafka's clients reaches, measured up to a broker's first request: README's
 * table says no more.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class KafkaRecipeTest {
  private static final String ROGUE = "127.0.1.66";

  private final RecipeWorld world = new RecipeWorld();
  private final TestCa.Identity identity = world.internet.ca().server(API);
  private final SilentServer broker = new SilentServer("127.0.1.10", 0, identity);
  private final SilentServer rogue =
      new SilentServer(ROGUE, broker.port(), world.internet.ca().server(API));
  private final TrustConnect trust = world.trust();

  @AfterEach
  void close() {
    trust.close();
    broker.close();
    rogue.close();
    world.close();
  }

  /** A client that ends with the test's block. */
  private record Open(Admin admin) implements AutoCloseable {
    Throwable failure() {
      return catchThrowable(() -> admin.describeCluster().nodes().get());
    }

    void sendsTo(SilentServer server) {
      server.awaitBytes();
    }

    @Override
    public void close() {
      admin.close(Duration.ZERO);
    }
  }

  private Open open(Map<String, Object> changes) {
    Map<String, Object> settings = new HashMap<>(KafkaRecipe.settings(trust));
    settings.put("bootstrap.servers", API + ":" + broker.port());
    settings.putAll(changes);
    return new Open(Admin.create(settings));
  }

  private void pin(String pin) {
    trust.replacePolicies(world.policiesWithPin(API, pin));
  }

  @Test
  void healthyBrokerGetsRequestsAndIsAudited() {
    try (Open open = open(Map.of())) {
      open.sendsTo(broker);
    }
    trust.close();

    assertThat(world.audited(Gate.NAME, Outcome.ALLOWED, API)).isTrue();
    assertThat(world.audited(Gate.HANDSHAKE, Outcome.ALLOWED, API)).isTrue();
  }

  @Test
  void nameThatIsBogusIsRefusedInTheHandshake() {
    world.internet.harm(Harm.replace(API, Type.A, RecipeWorld.to(ROGUE)));
    world.believe(API, ROGUE);
    try (Open open = open(Map.of())) {
      assertRefused(open.failure(), Reason.SIGNATURE_INVALID);
    }
    assertThat(rogue.bytesReceived()).isZero();
  }

  /** The name is true, the JVM's resolver isn't, and a trusted CA has erred. */
  @Test
  void strangerWithAMisIssuedCertificateGetsRequestsUnlessTheHostIsPinned() {
    world.believe(API, ROGUE);
    pin(TestCa.pin(identity.certificate()));
    try (Open open = open(Map.of())) {
      assertRefused(open.failure(), Reason.PIN_NOT_IN_PATH);
    }
    assertThat(rogue.bytesReceived()).isZero();

    trust.replacePolicies(world.policies());
    try (Open open = open(Map.of())) {
      open.sendsTo(rogue); // what README admits
    }
  }

  @Test
  void pinnedBrokerIsAllowed() {
    pin(TestCa.pin(identity.certificate()));
    try (Open open = open(Map.of())) {
      open.sendsTo(broker);
    }
  }

  @Test
  void boundAddressCantBeRequired() {
    trust.replacePolicies(world.policiesWithBoundAddress(API));
    try (Open open = open(Map.of())) {
      assertRefused(open.failure(), Reason.ADDRESS_NOT_SEEN);
    }
    assertThat(broker.bytesReceived()).isZero();
  }

  @Test
  void settingsCantTurnOffTheCheckOfTheName() {
    world.believe(API, "127.0.1.12");
    try (SilentServer other =
            new SilentServer("127.0.1.12", broker.port(), world.internet.ca().server("else.test"));
        Open open = open(Map.of("ssl.endpoint.identification.algorithm", ""))) {
      assertRefused(open.failure(), Reason.PATH_NAME_MISMATCH);
      assertThat(other.bytesReceived()).isZero();
    }
  }

  @Test
  void withoutATrustConnectThereIsNoClient() {
    assertThatThrownBy(() -> open(Map.of("trustconnect", "none")))
        .isInstanceOf(KafkaException.class);
  }

  /** Why README says that the protocol has to be one with TLS. */
  @Test
  void cleartextIsSentIfTheSettingsSaySo() {
    try (SilentServer cleartext = new SilentServer("127.0.1.10", 0, null);
        Open open =
            open(
                Map.of(
                    "security.protocol",
                    "PLAINTEXT",
                    "bootstrap.servers",
                    API + ":" + cleartext.port()))) {
      open.sendsTo(cleartext); // what README admits
    }
  }
}
