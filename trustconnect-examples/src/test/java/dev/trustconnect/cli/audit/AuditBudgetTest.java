package dev.trustconnect.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trustconnect.cli.lab.CommandLab.Ran;
import dev.trustconnect.testing.SignedWorld;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What many endpoints cost their servers and those of the DNS: counted, never timed. */
class AuditBudgetTest {
  private static final int ZONES = 5;
  private static final int HOSTS = 8;
  private static final int ENDPOINTS = ZONES * HOSTS;

  private static SignedWorld world() {
    SignedWorld.Builder world = SignedWorld.builder();
    for (int zone = 0; zone < ZONES; zone++) {
      world.zone(
          "zone" + zone + ".test",
          plan -> {
            plan.record("@ NS ns.operator.test.");
            for (int host = 0; host < HOSTS; host++) {
              plan.record("h" + host + " A 127.0.1.10");
            }
          });
    }
    return world.zone("operator.test", plan -> plan.record("ns A 192.0.2.54")).build();
  }

  private static String[] endpoints(AuditLab lab) {
    return IntStream.range(0, ENDPOINTS)
        .mapToObj(i -> lab.endpoint("h" + i % HOSTS + ".zone" + i / HOSTS + ".test"))
        .toArray(String[]::new);
  }

  @Test
  void endpointCostsFourteenQuestionsAndThreeConnectionsAtMost() {
    try (AuditLab lab = new AuditLab(world())) {
      Path list = lab.list(endpoints(lab));

      Ran ran =
          lab.audit(
              lab.policyFor("api.example.test"),
              "--format",
              "json",
              "--lines",
              "--list",
              list.toString());

      List<JsonNode> lines = ran.json();
      assertThat(lines).hasSize(ENDPOINTS);
      assertThat(lines)
          .allMatch(line -> line.path("survey").path("questions").asInt() <= 14)
          .allMatch(line -> line.path("survey").path("handshakes").size() == 3);
      assertThat(lab.peer.connections()).isEqualTo(3 * ENDPOINTS);
      assertThat(lab.doh.questions()).hasSizeLessThanOrEqualTo(14 * ENDPOINTS);
    }
  }

  @Test
  void passiveAuditMakesNoConnections() {
    try (AuditLab lab = new AuditLab(world())) {
      Path list = lab.list(endpoints(lab));

      Ran ran =
          lab.audit(lab.policyFor("api.example.test"), "--passive", "--list", list.toString());

      assertThat(ran.out()).contains("\n" + ENDPOINTS + " endpoints: ");
      assertThat(ran.status()).isZero();
      assertThat(lab.peer.connections()).isZero();
    }
  }
}
