package dev.trustconnect.examples.recipes;

import static dev.trustconnect.examples.recipes.RecipeWorld.API;
import static dev.trustconnect.examples.recipes.RecipeWorld.FILES;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.xbill.DNS.Type;

/**
 * A process whose names a {@code TrustConnect} resolves, and whom a client of Kafka reaches there:
 * a broker with a true name, and none with a poisoned one. Needs JDK 18.
 */
final class JvmWideKafka {
  private static final String ROGUE = "127.0.1.66";

  private JvmWideKafka() {}

  /** Runs it. */
  public static void main(String[] arguments) {
    try (TestInternet internet = TestInternet.serving(API, FILES);
        TrustConnect trust =
            internet
                .trust()
                .policies(
                    EndpointPolicy.forHost(API).build(), EndpointPolicy.forHost(FILES).build())
                .build()) {
      internet.harm(Harm.replace(FILES, Type.A, RecipeWorld.to(ROGUE)));
      trust.useForThisJvm();
      TestCa.Identity identity = internet.ca().server(API, FILES);
      try (SilentServer broker = new SilentServer("127.0.1.10", 0, identity);
          SilentServer rogue = new SilentServer(ROGUE, broker.port(), identity)) {
        try (Admin admin = client(trust, API, broker.port())) {
          broker.awaitBytes();
          System.out.println("true name: the broker has requests");
          admin.close(Duration.ZERO);
        }
        try (Admin admin = client(trust, FILES, broker.port())) {
          System.out.println("poisoned name: a client " + admin.metrics().size());
        } catch (KafkaException e) {
          System.out.println("poisoned name: no client");
        }
        System.out.println("connections to the rogue: " + rogue.connections());
      }
    }
  }

  private static Admin client(TrustConnect trust, String host, int port) {
    Map<String, Object> settings = new HashMap<>(KafkaRecipe.settings(trust));
    settings.put("bootstrap.servers", host + ":" + port);
    return Admin.create(settings);
  }
}
