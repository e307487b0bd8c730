package dev.trustconnect.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.testing.SignedWorld;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * A year of ordinary life makes no event, and each planted change makes one within one interval.
 * {@code -Dtrustconnect.watch.endpoints=1000 -Dtrustconnect.watch.days=365} is the whole of it.
 */
class WatchYearTest {
  private static final int ENDPOINTS = Integer.getInteger("trustconnect.watch.endpoints", 40);
  private static final int DAYS = Integer.getInteger("trustconnect.watch.days", 80);

  private final List<HealthyYear> healthy = HealthyYear.all(DAYS);
  private final Map<Endpoint, HealthyYear> years = new HashMap<>();
  private final Map<Endpoint, Planted> planted = new HashMap<>();
  private Sim sim;
  private int looks;

  /** A change on a day at noon, which is put right after two days. */
  private record Planted(Plants.Plant plant, Instant at) {
    Sight at(Instant now) {
      boolean shows = !now.isBefore(at) && now.isBefore(at.plus(Duration.ofDays(2)));
      return shows ? plant.after() : plant.before();
    }
  }

  private Sight look(Endpoint endpoint, boolean handshake) {
    HealthyYear year = years.get(endpoint);
    if (year == null) {
      Planted change = Objects.requireNonNull(planted.get(endpoint));
      return PlantsTest.seen(change.at(sim.time()), handshake);
    }
    looks++; // either server answers, as a load balancer likes
    return year.at(sim.day(), handshake, (looks & 0xff) * 7 % 3);
  }

  @Test
  void ordinaryRotationIsSilentAndEachPlantedChangeIsReported() {
    List<Endpoint> endpoints = new ArrayList<>();
    for (int i = 0; i < ENDPOINTS; i++) {
      Endpoint endpoint = Endpoint.parse("h" + i + ".example.test");
      endpoints.add(endpoint);
      years.put(endpoint, healthy.get(i % healthy.size()));
    }
    List<Plants.Plant> plants = Plants.all();
    assertThat(plants).hasSizeGreaterThanOrEqualTo(20);
    for (int i = 0; i < plants.size(); i++) {
      Endpoint endpoint = Endpoint.parse("planted" + i + ".example.test");
      endpoints.add(endpoint);
      Duration day = Duration.ofHours(12 + 24L * (1 + i * (DAYS - 4L) / plants.size()));
      planted.put(
          endpoint, new Planted(at(plants.get(i), "192.0.2." + i), SignedWorld.NOW.plus(day)));
    }
    sim = Sim.of(this::look, endpoints);
    sim.pass(Duration.ofDays(DAYS).minusSeconds(1));

    assertThat(sim.alerts())
        .as("events of healthy endpoints")
        .allMatch(event -> event.subject().startsWith("planted"));
    planted.forEach(this::isReportedInTime);
    WatchSnapshot end = sim.engine.snapshot(0);
    assertThat(end.blind()).isEmpty();
    assertThat(end.endpoints()).allMatch(WatchedEndpoint::isUp);
    System.out.printf(
        "%d endpoints, %d days: %,d looks, %d events, slowest report %s%n",
        endpoints.size(), DAYS, end.looks(), end.events(), slowest);
  }

  /** At an address of its own: those that share one wait for each other's handshakes. */
  private static Plants.Plant at(Plants.Plant plant, String address) {
    return new Plants.Plant(plant.code(), at(plant.before(), address), at(plant.after(), address));
  }

  private static Sight at(Sight sight, String address) {
    Sight.OfNames names = sight.names();
    return names == null || names.address() == null
        ? sight
        : new Sight(
            new Sight.OfNames(
                names.part(),
                names.sentences(),
                names.zone(),
                names.aliasOwner(),
                names.signatureEnd(),
                names.ttlSeconds(),
                address),
            sight.tls(),
            sight.silence(),
            sight.noUpstream(),
            null);
  }

  private Duration slowest = Duration.ZERO;

  private void isReportedInTime(Endpoint endpoint, Planted change) {
    List<WatchEvent> events =
        sim.alerts().stream().filter(event -> event.subject().equals(endpoint.toString())).toList();
    assertThat(events).as(change.plant().code()).hasSizeBetween(1, 2);
    assertThat(events.get(0).toJson()).contains("\"" + change.plant().code() + "\"");
    Duration took = Duration.between(change.at(), events.get(0).time());
    boolean isDown = !change.plant().after().silence().isEmpty();
    assertThat(took).isBetween(Duration.ZERO, Duration.ofMinutes(isDown ? 45 : 20));
    slowest = isDown || slowest.compareTo(took) > 0 ? slowest : took;
  }
}
