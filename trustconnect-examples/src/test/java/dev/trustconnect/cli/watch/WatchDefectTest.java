package dev.trustconnect.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.cli.lab.CommandLab;
import dev.trustconnect.cli.terminal.Style;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.watch.WatchSnapshot;
import dev.trustconnect.watch.WatchedEndpoint;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A defect that ends a look: it isn't taken for an endpoint that doesn't answer. */
class WatchDefectTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Endpoint SICK = Endpoint.parse("api.example.test");
  private static final Endpoint SILENT = Endpoint.parse("twin.example.test");

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Screen screen =
      new Screen(CommandLab.terminal(err, false), false, InstantSource.fixed(NOW));

  private static WatchedEndpoint unseen(Endpoint endpoint) {
    return new WatchedEndpoint(
        endpoint,
        false,
        true,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Map.of());
  }

  @Test
  void stackTraceIsOnStandardErrorOnce() {
    IllegalStateException bug = new IllegalStateException("a rule\u001b failed");

    screen.defect(SICK, bug);
    screen.defect(SILENT, bug);

    String printed = err.toString(StandardCharsets.UTF_8);
    assertThat(printed)
        .startsWith(
            "trustconnect watch: api.example.test:443: a defect of this program, please report it:"
                + "\njava.lang.IllegalStateException: a rule? failed\n    at ")
        .endsWith("; the same stack trace as for api.example.test:443\n");
    assertThat(printed.split("\n    at " + getClass().getName(), -1)).hasSize(2);
  }

  @Test
  void onceSaysWhichEndpointADefectKeptFromBeingSeen() {
    screen.defect(SICK, new IllegalStateException("a rule failed"));
    WatchSnapshot found =
        new WatchSnapshot(
            NOW,
            List.of(unseen(SICK), unseen(SILENT)),
            Optional.empty(),
            true,
            true,
            2,
            0,
            0,
            0,
            Optional.empty());

    OnceReport report = new OnceReport(found, screen.failed());

    assertThat(report.lines(new Style(false, false)))
        .containsExactly(
            "unseen api.example.test:443 internal error",
            "unseen twin.example.test:443 it didn't answer");
    assertThat(report.status()).isEqualTo(OnceReport.NOT_JUDGED);
  }
}
