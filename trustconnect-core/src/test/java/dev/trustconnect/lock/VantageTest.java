package dev.trustconnect.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.lock.Change.Kind;
import dev.trustconnect.name.HostName;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.survey.SurveyPlan;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestCa;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The same alert everywhere is about the network from which one looks. */
class VantageTest {
  private static final TestCa ROOT = TestCa.create("Root,O=Authority");
  private static final TestCa PROXY = TestCa.create("Proxy Root,O=Proxy Maker");

  private static final SignedWorld WORLD =
      SignedWorld.builder()
          .zone(
              "example.test",
              zone -> {
                for (int i = 0; i < 9; i++) {
                  zone.record("h" + i + " A 127.0.1." + (10 + i));
                }
              })
          .build();

  private static Scene scene(int i) {
    return Scene.in(
        WORLD,
        SurveyPlan.standard().passive(),
        Endpoint.of(HostName.parse("h" + i + ".example.test")));
  }

  private static Scene served(int i, TestCa root) {
    Scene scene = scene(i);
    return scene.serving(root, root.server(scene.dns().endpoint().host().ascii()));
  }

  /** {@code intercepted} of {@code all} endpoints have the proxy's certificates. */
  private static Drift drift(int all, int intercepted) {
    TrustLock lock = TrustLock.empty();
    List<Look> looks = new ArrayList<>();
    for (int i = 0; i < all; i++) {
      lock = lock.with(served(i, ROOT).look().locked(LockState.empty()).orElseThrow());
      looks.add(served(i, i < intercepted ? PROXY : ROOT).look());
    }
    return lock.compare(looks, LockState.empty());
  }

  @Test
  void manyEndpointsWithTheSameAlertBlameTheNetwork() {
    Vantage vantage = drift(9, 7).vantage().orElseThrow();
    assertThat(vantage.affected()).isEqualTo(7);
    assertThat(vantage.sentence()).startsWith("7 of 9 endpoints show").contains("network");
    assertThat(drift(9, 7).changes())
        .filteredOn(change -> change.kind() == Kind.AUTHORITY_NEW)
        .allSatisfy(change -> assertThat(change.after()).isEqualTo("[\"Proxy Maker\"]"));
  }

  @Test
  void fewEndpointsWithTheSameAlertDoNot() {
    assertThat(drift(5, 1).vantage()).isEmpty();
    assertThat(drift(5, 1).alerts()).hasSize(2);
    assertThat(drift(5, 2).vantage()).isPresent();
    assertThat(drift(4, 4).vantage()).isEmpty();
  }

  /** An owner of some endpoints could otherwise keep an alert about another one from being told. */
  @Test
  void whatTheNetworkDoesNotExplainIsStillAnAlert() {
    TestCa stranger = TestCa.create("Third Root,O=Stranger");
    TrustLock lock = TrustLock.empty();
    List<Look> looks = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      lock = lock.with(served(i, ROOT).look().locked(LockState.empty()).orElseThrow());
      looks.add(served(i, i < 2 ? PROXY : i == 2 ? stranger : ROOT).look());
    }
    Drift drift = lock.compare(looks, LockState.empty());
    assertThat(drift.vantage().orElseThrow().affected()).isEqualTo(2);
    assertThat(drift.unexplainedAlerts())
        .extracting(Change::kind)
        .containsExactly(Kind.AUTHORITY_NEW, Kind.ROOT_NEW);
    assertThat(drift.unexplainedAlerts())
        .extracting(change -> change.endpoint().host().ascii())
        .containsOnly("h2.example.test");
    assertThat(drift(9, 7).unexplainedAlerts()).isEmpty();
    assertThat(drift(5, 1).unexplainedAlerts()).hasSize(2);
  }

  /** DoH is authenticated: the network can't change what names answer. */
  @Test
  void sameAlertAboutManyNamesIsNotTheNetwork() {
    TrustLock lock = TrustLock.empty();
    List<Look> looks = new ArrayList<>();
    SignedWorld plain =
        SignedWorld.builder()
            .zone(
                "example.test",
                zone -> {
                  zone.unsigned();
                  for (int i = 0; i < 5; i++) {
                    zone.record("h" + i + " A 127.0.1." + (10 + i));
                  }
                })
            .build();
    for (int i = 0; i < 5; i++) {
      Endpoint endpoint = scene(i).dns().endpoint();
      lock = lock.with(scene(i).look().locked(LockState.empty()).orElseThrow());
      looks.add(Scene.in(plain, SurveyPlan.standard().passive(), endpoint).look());
    }
    Drift drift = lock.compare(looks, LockState.empty());
    assertThat(drift.alerts()).extracting(Change::kind).containsOnly(Kind.SIGNATURES_GONE);
    assertThat(drift.vantage()).isEmpty();
  }
}
