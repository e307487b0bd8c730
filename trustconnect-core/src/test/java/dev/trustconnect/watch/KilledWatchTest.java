package dev.trustconnect.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.jvm.ChildJvm;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed, as by kill -9, again and again while its events are given. */
@Timeout(240)
class KilledWatchTest {
  private static final int EVENTS = 400;
  private static final int KILLS = 6;

  @TempDir private Path folder;

  private final List<String> received = new ArrayList<>();

  /** Runs until {@code lines} were received; then the process is killed. Whether it had ended. */
  private boolean run(int lines) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                String.join(File.pathSeparator, ChildJvm.classPath()),
                WatchVictim.class.getName(),
                folder.toString(),
                Integer.toString(EVENTS))
            .redirectErrorStream(true)
            .start();
    List<String> other = new ArrayList<>();
    boolean hasEnded = false;
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      int count = 0;
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.equals("> end")) {
          hasEnded = true;
        } else if (line.startsWith("> ")) {
          received.add(line);
          count++;
        } else {
          other.add(line);
        }
        if (count == lines) {
          process.toHandle().destroyForcibly(); // leaves open what it has printed already
        }
      }
    }
    process.waitFor();
    assertThat(other).noneMatch(line -> line.contains("Exception"));
    return hasEnded;
  }

  @Test
  void eachKillLosesAtMostOneEventAndNoneIsRepeated() throws Exception {
    Random random = new Random(9);
    int kills = 0;
    for (int i = 0; i < KILLS; i++) {
      kills += run(1 + random.nextInt(40)) ? 0 : 1;
    }
    assertThat(run(-1)).as("the last one ends").isTrue();

    assertThat(kills).isGreaterThanOrEqualTo(1);
    assertThat(new HashSet<>(received)).as("none is repeated").hasSize(received.size());
    assertThat(received.size()).isBetween(EVENTS - kills, EVENTS);
  }
}
