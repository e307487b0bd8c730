package dev.trustconnect.cli.audit;

import dev.trustconnect.testing.SignedWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Serves 1,000 endpoints in 100 signed zones for a measurement of {@code trustconnect audit}, whose
 * arguments it writes to a file. Ends with its standard input.
 */
final class AuditCrowd {
  private static final int ZONES = 100;
  private static final int HOSTS = 10;

  private AuditCrowd() {}

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

  /**
   * Serves until standard input ends.
   *
   * @param arguments the file to write, which has one argument per line
   */
  public static void main(String... arguments) throws IOException {
    try (AuditLab lab = new AuditLab(world())) {
      Path list =
          lab.list(
              IntStream.range(0, ZONES * HOSTS)
                  .mapToObj(i -> lab.endpoint("h" + i % HOSTS + ".zone" + i / HOSTS + ".test"))
                  .toArray(String[]::new));
      Path policy =
          lab.write(
              "policy.yaml",
              List.of(
                  "version: 1",
                  "upstreams: [{url: \"" + lab.doh.url() + "\", roots: doh.pem}]",
                  "roots: ca.pem"));
      Files.write(Path.of(arguments[0]), List.of(lab.arguments(policy, "--list", list.toString())));
      System.out.println("ready");
      while (System.in.read() >= 0) {
        // it only matters when that ends
      }
      System.out.println(
          lab.peer.connections() + " connections, " + lab.doh.questions().size() + " questions");
    }
  }
}
