package dev.trustconnect.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.lock.LockState;
import dev.trustconnect.lock.TrustLock;
import dev.trustconnect.name.HostName;
import dev.trustconnect.resolve.AddressRules;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.survey.SurveyPlan;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import dev.trustconnect.watch.WatchEvent.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Without a lock, the first look is what later ones are compared with, also after a restart. */
class LearningTest {
  private static final String HOST = "api.example.test";

  private static SignedWorld world(String alias) {
    return SignedWorld.builder()
        .zone("example.test", zone -> zone.record("api CNAME " + alias))
        .zone("cdn.test", zone -> zone.record("e1 A 127.0.1.10"))
        .zone("evil.test", zone -> zone.record("e1 A 127.0.1.10"))
        .build();
  }

  private static Sim watch(TrustConnect trust, WatchState state, int port) {
    Eye eye =
        new SurveyingEye(
            (endpoint, plan) -> trust.surveyor().survey(endpoint, plan),
            new Judging(host -> Optional.empty()),
            SurveyPlan.standard().oneHandshake(),
            TrustLock.empty(),
            LockState.empty(),
            state);
    Sim sim = new Sim(WatchSchedule.standard(), eye, state);
    sim.engine.start(List.of(new Endpoint(HostName.parse(HOST), port)));
    return sim;
  }

  private static TrustConnect trust(TestInternet internet, TestInternet authority) {
    return internet
        .trust()
        .roots(dev.trustconnect.path.TrustRoots.of(authority.ca().certificate()))
        .addressRules(AddressRules.PUBLIC_ONLY.allowing(TestInternet.PUBLIC))
        .build();
  }

  @Test
  void anAliasThatLeadsElsewhereIsReportedAlsoIfItChangedDuringARestart() {
    try (TestInternet before = new TestInternet(world("e1.cdn.test."));
        TestInternet after = new TestInternet(world("e1.evil.test."));
        TlsPeer server = TlsPeer.builder(before.ca().server(HOST)).address("127.0.1.10").start();
        TrustConnect usual = trust(before, before);
        TrustConnect hijacked = trust(after, before)) {
      WatchState state = WatchState.inMemory();
      Sim first = watch(usual, state, server.port());
      assertThat(first.engine.snapshot(0).isLearning()).isTrue();
      first.pass(Duration.ofHours(1));
      assertThat(first.alerts()).isEmpty();
      assertThat(first.engine.snapshot(0).isLearning()).isFalse();
      assertThat(first.engine.snapshot(0).endpoints().get(0).aliasOwner()).contains("cdn.test");

      Sim second = watch(hijacked, state, server.port());
      second.pass(Duration.ofHours(1));
      assertThat(second.kinds()).containsExactly(Kind.ENDPOINT_CHANGED);
      assertThat(second.alerts().get(0).details().drift()).containsKey("drift.alias-new");
      assertThat(server.requests()).isEmpty();
    }
  }
}
