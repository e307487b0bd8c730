package dev.trustconnect.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.watch.WatchEvent.Kind;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each harm that real surveys see is reported once, within one interval, and so is its end. */
class PlantsTest {
  private static final Endpoint ENDPOINT = Endpoint.parse("api.example.test");

  @TestFactory
  Stream<DynamicTest> eachHarmIsReportedOnceAndSoIsItsEnd() {
    List<Plants.Plant> plants = Plants.all();
    assertThat(plants).hasSizeGreaterThanOrEqualTo(20);
    return plants.stream()
        .map(plant -> DynamicTest.dynamicTest(plant.code(), () -> isReported(plant)));
  }

  private static void isReported(Plants.Plant plant) {
    AtomicReference<Sight> shown = new AtomicReference<>(plant.before());
    Sim sim = Sim.of((endpoint, handshake) -> seen(shown.get(), handshake), List.of(ENDPOINT));
    sim.pass(Duration.ofDays(1));
    assertThat(sim.alerts()).isEmpty();

    shown.set(plant.after());
    sim.pass(Duration.ofMinutes(plant.after().silence().isEmpty() ? 18 : 45));
    assertThat(sim.alerts()).hasSize(1);
    WatchEvent event = sim.alerts().get(0);
    assertThat(event.toJson()).contains("\"" + plant.code() + "\"");
    assertThat(event.summary()).as(event.summary()).startsWith("api.example.test:443 ");
    assertThat(event.kind())
        .isIn(Kind.ENDPOINT_CHANGED, Kind.ENDPOINT_REFUSED, Kind.ENDPOINT_EXPIRING);

    sim.pass(Duration.ofDays(2));
    assertThat(sim.alerts()).as("silent while it stays so").hasSize(1);

    shown.set(plant.before());
    sim.pass(Duration.ofHours(2));
    assertThat(sim.alerts()).hasSizeLessThanOrEqualTo(2);
    assertThat(sim.engine.snapshot(0).endpoints().get(0).refusal()).isEmpty();
  }

  static Sight seen(Sight whole, boolean handshake) {
    return handshake
        ? whole
        : new Sight(
            whole.names(),
            null,
            whole.noUpstream() || whole.isDefect() ? whole.silence() : "",
            whole.noUpstream(),
            whole.isDefect(),
            null);
  }
}
