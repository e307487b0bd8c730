package dev.trustconnect.examples.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trustconnect.examples.Jdk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Kafka's clients don't give by themselves, the resolver of the whole JVM does (JEP 418). */
class JvmWideRecipeTest {
  private static final long PATIENCE_SECONDS = 120;

  @Test
  void kafkaReachesProvenAddressesOnceTheJvmsNamesAreOurs(@TempDir Path folder) throws Exception {
    Optional<Jdk> jdk = Jdk.of(25);
    assumeTrue(jdk.isPresent(), "no JDK 25");
    Path out = folder.resolve("out.txt");
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

    Process process =
        new ProcessBuilder(
                List.of(
                    jdk.get().tool("java"),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-Dsun.net.inetaddr.ttl=0",
                    "-Dsun.net.inetaddr.negative.ttl=0",
                    "-cp",
                    path,
                    JvmWideKafka.class.getName()))
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    try {
      boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(ended).as("it ends: %s", Files.readString(out)).isTrue();
    } finally {
      process.destroyForcibly();
    }

    assertThat(Files.readAllLines(out))
        .contains(
            "true name: the broker has requests",
            "poisoned name: no client",
            "connections to the rogue: 0");
  }
}
