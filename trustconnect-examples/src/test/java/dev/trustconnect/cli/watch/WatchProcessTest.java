package dev.trustconnect.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trustconnect.testing.Harm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Type;

/** The command as a process that receives signals. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class WatchProcessTest {
  @TempDir private Path folder;
  private WatchLab lab;

  @BeforeEach
  void open() throws Exception {
    lab = new WatchLab(folder);
  }

  @AfterEach
  void close() throws Exception {
    lab.close();
  }

  private WatchProcess start() throws Exception {
    return WatchProcess.start(
        folder,
        lab.arguments(
            "--list",
            lab.list().toString(),
            "--confirm-after",
            "1s",
            "--listen",
            "off",
            "--state",
            folder.resolve("state").toString()));
  }

  @Test
  void sigtermEndsItWithZeroAndFreesTheState() throws Exception {
    for (String signal : List.of("TERM", "INT")) {
      try (WatchProcess watch = start()) {
        watch.await("trustconnect.watch.started");
        watch.signal(signal);
        assertThat(watch.status()).as(watch.err()).isZero();
        assertThat(watch.err()).contains("SIG" + signal + ": the watch ends");
      }
    }
  }

  /** Each run has events, and is killed in the middle of things. */
  @Test
  void killedAtAnyMomentItRepeatsNothingAndLosesAtMostOneEvent() throws Exception {
    List<String> ids = new ArrayList<>();
    int refusals = 0;
    lab.lab.internet.harm(Harm.dropRrsigs(WatchLab.HOST, Type.A));
    int runs = 3;
    for (int run = 0; run < runs; run++) {
      try (WatchProcess watch = start()) {
        watch.await(run == 0 ? "trustconnect.endpoint.refused" : "trustconnect.watch.started");
        watch.signal("KILL");
        assertThat(watch.status()).isNotZero();
        for (JsonNode event : watch.rest()) {
          ids.add(event.path("id").asText());
          refusals += event.path("type").asText().equals("trustconnect.endpoint.refused") ? 1 : 0;
        }
      }
    }
    assertThat(refusals).as("reported in the first run, known in the others").isEqualTo(1);
    assertThat(new HashSet<>(ids)).as("%s", ids).hasSameSizeAs(ids);
    List<Long> numbers =
        ids.stream().map(id -> Long.parseLong(id.substring(id.lastIndexOf('-') + 1))).toList();
    assertThat(numbers).isSorted();
    assertThat(numbers.get(numbers.size() - 1) - numbers.get(0) + 1 - numbers.size())
        .as("at most one lost in each kill: %s", ids)
        .isBetween(0L, (long) runs);
  }
}
