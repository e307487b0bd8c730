package dev.trustconnect.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.lock.Change.Weight;
import dev.trustconnect.remark.Severity;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.watch.WatchEvent.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Floods that are one event, and silence that hides nothing. */
class EngineTest {
  private static final Duration ROUND = Duration.ofMinutes(30);
  private static final Part GOOD = new Part("SECURE", "", Map.of(), Map.of(), "");
  private static final Part EXPIRED =
      new Part("", "path.expired", Map.of("path.expired", Severity.CRITICAL), Map.of(), "");

  private final Map<Endpoint, Sight> shown = new HashMap<>();
  private final List<Endpoint> endpoints = new ArrayList<>();
  private final Set<Endpoint> settled = new HashSet<>();
  private Sim sim;

  private final Eye eye =
      new Eye() {
        @Override
        public Sight look(Endpoint endpoint, boolean handshake) {
          return PlantsTest.seen(shown.get(endpoint), handshake);
        }

        @Override
        public void settled(Endpoint endpoint, Sight sight) {
          settled.add(endpoint);
        }
      };

  private static Sight sight(Part names, Part tls, int address) {
    Instant end = SignedWorld.NOW.plus(Duration.ofDays(60));
    return new Sight(
        new Sight.OfNames(names, Map.of(), "example.test", "", end, 3_600, "192.0.2." + address),
        new Sight.OfTls(tls, Map.of(), "Authority", SignedWorld.NOW, end),
        "",
        false,
        null);
  }

  private static Sight good(int address) {
    return sight(GOOD, Part.NOTHING, address);
  }

  private static Sight unreachable(int address) {
    return new Sight(good(address).names(), null, "192.0.2.1: no answer", false, null);
  }

  private void watch(int count) {
    for (int i = 0; i < count; i++) {
      Endpoint endpoint = Endpoint.parse("h" + i + ".example.test");
      endpoints.add(endpoint);
      shown.put(endpoint, good(i));
    }
    sim = Sim.of(eye, endpoints);
    sim.pass(Duration.ofHours(6));
    assertThat(sim.alerts()).isEmpty();
  }

  private void show(int from, int to, Sight sight) {
    endpoints.subList(from, to).forEach(endpoint -> shown.put(endpoint, sight));
  }

  @Test
  void thirtyOnePercentThatDoNotAnswerAreOneEventAndUpIsZeroForAll() {
    watch(100);
    show(0, 31, unreachable(1));
    sim.pass(Duration.ofHours(3));
    assertThat(sim.kinds()).containsExactly(Kind.WATCH_BLIND);
    WatchSnapshot blind = sim.engine.snapshot(0);
    assertThat(blind.blind()).hasValueSatisfying(why -> assertThat(why).contains("of 100"));
    assertThat(blind.endpoints()).noneMatch(WatchedEndpoint::isUp);
    assertThat(blind.endpoints()).allMatch(one -> one.notAfter().isPresent());

    for (int i = 0; i < 31; i++) {
      shown.put(endpoints.get(i), good(i));
    }
    sim.pass(Duration.ofHours(3));
    assertThat(sim.kinds()).containsExactly(Kind.WATCH_BLIND, Kind.WATCH_SEES_AGAIN);
    assertThat(sim.engine.snapshot(0).endpoints()).allMatch(WatchedEndpoint::isUp);
  }

  @Test
  void twentyNinePercentThatDoNotAnswerAreARootCauseAndTheOthersStayUp() {
    watch(100);
    show(0, 29, unreachable(1));
    sim.pass(Duration.ofHours(3));
    assertThat(sim.kinds()).startsWith(Kind.ROOT_CAUSE_OPENED);
    assertThat(sim.alerts()).hasSizeLessThanOrEqualTo(2);
    assertThat(sim.alerts().get(0).details().affected()).isBetween(5, 29);
    assertThat(sim.engine.snapshot(0).blind()).isEmpty();
    assertThat(sim.engine.snapshot(0).endpoints()).filteredOn(WatchedEndpoint::isUp).hasSize(71);
    for (int i = 0; i < 29; i++) {
      shown.put(endpoints.get(i), good(i));
    }
    sim.pass(Duration.ofHours(3));
    assertThat(sim.kinds()).endsWith(Kind.ROOT_CAUSE_CLOSED);
    assertThat(sim.alerts()).hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void anEndpointThatIsRefusedWhileTheWatchIsBlindIsStillReported() {
    watch(100);
    show(0, 31, unreachable(1));
    sim.pass(Duration.ofHours(1));
    assertThat(sim.kinds()).containsExactly(Kind.WATCH_BLIND);
    shown.put(endpoints.get(50), sight(GOOD, EXPIRED, 50));
    sim.pass(ROUND);
    assertThat(sim.kinds()).containsExactly(Kind.WATCH_BLIND, Kind.ENDPOINT_REFUSED);
  }

  @Test
  void noUpstreamIsOneEvent() {
    watch(40);
    show(0, 40, new Sight(null, null, "no upstream answers [upstream.timeout]", true, null));
    sim.pass(Duration.ofHours(5));
    assertThat(sim.kinds()).containsExactly(Kind.WATCH_BLIND);
    assertThat(sim.alerts().get(0).summary()).contains("no upstream answers");
  }

  private static Sight defect() {
    return Sight.defect(new IllegalStateException("a rule failed"));
  }

  @Test
  void defectInEveryLookIsOneEventThatSaysSo() {
    watch(40);
    show(0, 40, defect());
    sim.pass(Duration.ofHours(5));
    assertThat(sim.kinds()).containsExactly(Kind.WATCH_BLIND);
    assertThat(sim.alerts().get(0).summary())
        .contains("a defect of this program: the last 10 looks failed")
        .doesNotContain("upstream");
  }

  @Test
  void defectAtOneEndpointIsReportedAsSuchAndTheOthersStayUp() {
    watch(40);
    show(0, 1, defect());
    sim.pass(Duration.ofHours(3));
    assertThat(sim.kinds()).containsExactly(Kind.ENDPOINT_CHANGED);
    assertThat(sim.alerts().get(0).summary())
        .startsWith(endpoints.get(0) + " [internal-error]: looking failed, which is a defect")
        .contains("java.lang.IllegalStateException: a rule failed");
    assertThat(sim.engine.snapshot(0).endpoints()).filteredOn(WatchedEndpoint::isUp).hasSize(39);
    assertThat(sim.engine.snapshot(0).blind()).isEmpty();

    shown.put(endpoints.get(0), good(0));
    sim.pass(Duration.ofHours(3));
    assertThat(sim.kinds()).containsExactly(Kind.ENDPOINT_CHANGED, Kind.ENDPOINT_RECOVERED);
    assertThat(sim.alerts().get(1).summary()).contains("internal-error is over");
    assertThat(sim.engine.snapshot(0).endpoints()).allMatch(WatchedEndpoint::isUp);
  }

  @Test
  void defectAtManyEndpointsIsNotTakenForEndpointsThatDoNotAnswer() {
    watch(40);
    show(0, 15, defect());
    sim.pass(Duration.ofHours(5));
    assertThat(sim.kinds()).containsExactly(Kind.WATCH_BLIND);
    assertThat(sim.alerts().get(0).summary())
        .containsPattern(
            "0 of 40 endpoints don't answer, and 1\\d can't be looked at for a defect");
    assertThat(sim.events)
        .filteredOn(event -> event.kind() == Kind.WATCH_HEARTBEAT)
        .allMatch(event -> event.summary().contains(" 0 don't answer, "));
  }

  @Test
  void endpointIsLookedAtAgainAfterADefectInTheEngineItself() {
    Set<Endpoint> learned = new HashSet<>();
    Endpoint only = Endpoint.parse("h0.example.test");
    Eye failing =
        new Eye() {
          @Override
          public Sight look(Endpoint endpoint, boolean handshake) {
            return PlantsTest.seen(good(0), handshake);
          }

          @Override
          public void settled(Endpoint endpoint, Sight sight) {
            if (learned.add(endpoint)) {
              throw new IllegalStateException("can't be learned");
            }
          }
        };
    Sim failed = Sim.of(failing, List.of(only));

    assertThatThrownBy(() -> failed.pass(Duration.ofHours(1))).hasMessage("can't be learned");
    long before = failed.engine.snapshot(0).looks();
    failed.pass(Duration.ofHours(6));

    assertThat(failed.engine.snapshot(0).looks()).isGreaterThan(before);
    assertThat(failed.engine.snapshot(0).endpoints()).allMatch(WatchedEndpoint::isUp);
  }

  @Test
  void aClockThatIsAYearAheadAndBackMakesNoFlood() {
    watch(100);
    // A year later all certificates have expired: that is what each look shows while it is set.
    sim.setClock(Duration.ofDays(365));
    for (int i = 0; i < 100; i++) {
      shown.put(endpoints.get(i), sight(GOOD, EXPIRED, i));
    }
    sim.pass(Duration.ofHours(2));
    assertThat(sim.kinds()).containsExactly(Kind.WATCH_BLIND);
    assertThat(sim.alerts().get(0).summary()).contains("clock was set ahead");

    sim.setClock(Duration.ZERO);
    for (int i = 0; i < 100; i++) {
      shown.put(endpoints.get(i), good(i));
    }
    sim.pass(Duration.ofHours(2));
    assertThat(sim.kinds()).containsExactly(Kind.WATCH_BLIND, Kind.WATCH_SEES_AGAIN);
  }

  @Test
  void aClockThatIsSetRightIsNoEvent() {
    watch(20);
    sim.setClock(Duration.ofHours(-5));
    sim.pass(Duration.ofHours(2));
    assertThat(sim.alerts()).isEmpty();
    shown.put(endpoints.get(3), sight(GOOD, EXPIRED, 3));
    sim.pass(ROUND);
    assertThat(sim.kinds()).containsExactly(Kind.ENDPOINT_REFUSED);
  }

  @Test
  void settingTheClockAgainAndAgainDoesNotSilenceTheWatch() {
    watch(20);
    shown.put(endpoints.get(3), sight(GOOD, EXPIRED, 3));
    for (int i = 1; i < 40; i++) {
      sim.setClock(Duration.ofDays(i));
      sim.pass(Duration.ofMinutes(3));
    }
    assertThat(sim.kinds()).contains(Kind.WATCH_BLIND);
  }

  @Test
  void aSharedBrokenLinkIsOneEventAndALaterVictimHasItsOwn() {
    watch(50);
    Part broken =
        new Part(
            "BOGUS",
            "dnssec.signature-expired",
            Map.of("dnssec.signature-expired", Severity.CRITICAL),
            Map.of(),
            "broken link de. DNSKEY [dnssec.signature-expired]");
    show(0, 20, sight(broken, Part.NOTHING, 1));
    sim.pass(Duration.ofHours(1));
    assertThat(sim.kinds()).startsWith(Kind.ROOT_CAUSE_OPENED);
    assertThat(sim.kinds()).isSubsetOf(Kind.ROOT_CAUSE_OPENED, Kind.ROOT_CAUSE_GREW);
    int soFar = sim.alerts().size();
    assertThat(soFar).isLessThanOrEqualTo(2);
    assertThat(sim.alerts().get(soFar - 1).details().affected()).isEqualTo(20);
    assertThat(sim.engine.snapshot(0).openRootCauses()).isEqualTo(1);

    // An attacker whose forgery looks like the open root cause doesn't hide in it.
    shown.put(endpoints.get(30), sight(broken, Part.NOTHING, 30));
    sim.pass(ROUND);
    assertThat(sim.kinds()).hasSize(soFar + 1).endsWith(Kind.ENDPOINT_REFUSED);

    for (int i = 0; i < 50; i++) {
      shown.put(endpoints.get(i), good(i));
    }
    sim.pass(Duration.ofHours(1));
    assertThat(sim.kinds())
        .hasSize(soFar + 3)
        .contains(Kind.ROOT_CAUSE_CLOSED, Kind.ENDPOINT_RECOVERED);
    assertThat(sim.engine.snapshot(0).openRootCauses()).isZero();
  }

  @Test
  void aHostileTextIsBoundedAndStaysOnOneLine() {
    watch(1);
    String hostile = "x\n\u001b[31m\",\"type\":\"forged\u2028" + "y".repeat(100_000);
    Part moved = new Part("SECURE", "", Map.of(), Map.of("drift.alias-new", Weight.ALERT), "");
    Sight usual = good(0);
    shown.put(
        endpoints.get(0),
        new Sight(
            new Sight.OfNames(
                moved,
                Map.of("drift.alias-new", hostile),
                "example.test",
                "",
                null,
                60,
                "192.0.2.1"),
            usual.tls(),
            "",
            false,
            null));
    sim.pass(ROUND);
    WatchEvent event = sim.alerts().get(0);
    assertThat(event.summary().length()).isLessThanOrEqualTo(501);
    assertThat(event.toJson())
        .hasSizeLessThan(2_000)
        .matches("[\\x20-\\x7e]+")
        .doesNotContain("\"type\":\"forged");
  }

  @Test
  void whatWasLearnedIsOnlyWhatAgreesWithWhatIsConfirmed() {
    watch(2);
    settled.clear();
    shown.put(endpoints.get(0), sight(GOOD, EXPIRED, 0));
    Sim once = sim;
    once.pass(Duration.ofMinutes(1));
    assertThat(settled).doesNotContain(endpoints.get(0));
  }

  @Test
  void afterARestartNothingIsReportedAgainAndWhatHappenedMeanwhileIs() {
    watch(3);
    WatchState state = WatchState.inMemory();
    Sim first = new Sim(WatchSchedule.standard(), eye, state);
    first.engine.start(endpoints);
    first.pass(Duration.ofHours(1));
    shown.put(endpoints.get(0), sight(GOOD, EXPIRED, 0));
    first.pass(Duration.ofHours(1));
    assertThat(first.kinds()).containsExactly(Kind.ENDPOINT_REFUSED);

    shown.put(endpoints.get(1), sight(GOOD, EXPIRED, 1));
    Sim second = new Sim(WatchSchedule.standard(), eye, state);
    second.engine.start(endpoints);
    second.pass(Duration.ofHours(1));
    assertThat(second.alerts())
        .singleElement()
        .satisfies(event -> assertThat(event.subject()).isEqualTo(endpoints.get(1).toString()));
    assertThat(second.alerts().get(0).id()).isNotEqualTo(first.alerts().get(0).id());
  }

  @Test
  void anAddressGetsOneHandshakeInTenSeconds() {
    List<Instant> handshakes = new ArrayList<>();
    Eye counting =
        (endpoint, handshake) -> {
          if (handshake) {
            handshakes.add(sim.time());
          }
          return PlantsTest.seen(good(1), handshake); // all at one address
        };
    for (int i = 0; i < 60; i++) {
      endpoints.add(Endpoint.parse("h" + i + ".example.test"));
    }
    sim = new Sim(WatchSchedule.standard(), counting, WatchState.inMemory());
    sim.engine.start(endpoints);
    sim.pass(Duration.ofHours(2));
    assertThat(handshakes).hasSizeBetween(60 * 7, 60 * 9);
    for (int i = 1; i < handshakes.size(); i++) {
      assertThat(Duration.between(handshakes.get(i - 1), handshakes.get(i)))
          .isGreaterThanOrEqualTo(Duration.ofSeconds(10));
    }
  }

  @Test
  void waitingForAHandshakeMakesNoExtraLook() {
    Map<Endpoint, Instant> last = new HashMap<>();
    List<Duration> pauses = new ArrayList<>();
    Eye counting =
        (endpoint, handshake) -> {
          Instant before = last.put(endpoint, sim.time());
          if (before != null && !handshake) {
            pauses.add(Duration.between(before, sim.time()));
          }
          boolean hasMoved = sim.time().isAfter(SignedWorld.NOW.plus(Duration.ofHours(3)));
          return PlantsTest.seen(good(hasMoved ? 2 : 1), handshake); // all at one address
        };
    for (int i = 0; i < 200; i++) {
      endpoints.add(Endpoint.parse("h" + i + ".example.test"));
    }
    sim = Sim.of(counting, endpoints);
    sim.pass(Duration.ofHours(6));
    assertThat(pauses)
        .hasSizeGreaterThan(200 * 60)
        .allMatch(pause -> pause.compareTo(Duration.ofSeconds(270)) >= 0); // 5 min less 10 %
  }

  @Test
  void aSecondLookDoesNotQueueBehindAllThatWaitForTheSameAddress() {
    List<Instant> bad = new ArrayList<>();
    Eye oneBad =
        (endpoint, handshake) -> {
          boolean hasMoved = sim.time().isAfter(SignedWorld.NOW.plus(Duration.ofHours(3)));
          boolean isBad = hasMoved && endpoint.equals(endpoints.get(0));
          if (isBad && handshake) {
            bad.add(sim.time());
          }
          int address = hasMoved ? 2 : 1;
          return PlantsTest.seen(isBad ? sight(GOOD, EXPIRED, address) : good(address), handshake);
        };
    for (int i = 0; i < 300; i++) {
      endpoints.add(Endpoint.parse("h" + i + ".example.test"));
    }
    sim = Sim.of(oneBad, endpoints);
    sim.pass(Duration.ofHours(6));
    assertThat(sim.kinds()).containsExactly(Kind.ENDPOINT_REFUSED);
    assertThat(Duration.between(bad.get(0), sim.alerts().get(0).time()))
        .isLessThan(Duration.ofMinutes(2)); // the queue is 50 minutes long
  }

  /** A name could otherwise keep the places of addresses that it has left. */
  @Test
  void namesThatAlternateBetweenAddressesDoNotDelayTheHandshakesOfOthers() {
    Map<Endpoint, Instant> last = new HashMap<>();
    List<Duration> pauses = new ArrayList<>();
    Map<Endpoint, Integer> looks = new HashMap<>();
    Eye alternating =
        (endpoint, handshake) -> {
          if (handshake) {
            Instant before = last.put(endpoint, sim.time());
            pauses.add(Duration.between(before == null ? SignedWorld.NOW : before, sim.time()));
          }
          boolean isBystander = endpoint.equals(endpoints.get(0));
          int look = looks.merge(endpoint, 1, Integer::sum);
          return PlantsTest.seen(good(isBystander ? 1 : 1 + look % 2), handshake);
        };
    for (int i = 0; i < 100; i++) {
      endpoints.add(Endpoint.parse("h" + i + ".example.test"));
    }
    sim = Sim.of(alternating, endpoints);
    sim.pass(Duration.ofHours(6));
    assertThat(last).hasSize(100);
    assertThat(pauses).allMatch(pause -> pause.compareTo(Duration.ofMinutes(30)) < 0);
  }

  @Test
  void aRemovedEndpointLeavesItsRootCauseAndTheCounts() {
    watch(10);
    show(0, 5, unreachable(1));
    sim.pass(Duration.ofHours(1));
    assertThat(sim.kinds()).containsExactly(Kind.WATCH_BLIND);
    sim.engine.replace(endpoints.subList(5, 10));
    sim.pass(Duration.ofHours(1));
    assertThat(sim.kinds()).containsExactly(Kind.WATCH_BLIND, Kind.WATCH_SEES_AGAIN);
    assertThat(sim.engine.snapshot(0).endpoints()).hasSize(5).allMatch(WatchedEndpoint::isUp);
  }
}
