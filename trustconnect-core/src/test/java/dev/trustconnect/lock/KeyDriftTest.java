package dev.trustconnect.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.lock.Change.Kind;
import dev.trustconnect.lock.Change.Weight;
import dev.trustconnect.testing.TestCa;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** New keys, which need a memory to be judged: renewals are silent, interceptions aren't. */
class KeyDriftTest {
  private static final TestCa ROOT = TestCa.create("Root,O=Authority");
  private static final int LIFETIME = 90;

  private final Scene dns = Scene.in(Scene.world());
  private final TestCa.Identity old = issued(0);
  private final TrustLock lock = scene(1, old).locked();
  private LockState state = LockState.empty();

  private static Instant day(int day) {
    return Instant.parse("2026-06-01T12:00:00Z").plusSeconds(day * 86_400L);
  }

  private static TestCa.Identity issued(int day) {
    return ROOT.odd(Scene.HOST).from(day(day)).to(day(day + LIFETIME)).identity();
  }

  private Scene scene(int day, TestCa.Identity... served) {
    return dns.at(day(day)).serving(ROOT, served);
  }

  /** Looks, and remembers. */
  private List<Kind> look(Scene scene) {
    List<Kind> found = scene.since(lock, state);
    state = state.afterLooks(lock, List.of(scene.look()));
    return found;
  }

  @Test
  void aRenewalInTheSecondHalfOfTheLifetimeIsSilent() {
    assertThat(look(scene(1, old))).isEmpty();
    TestCa.Identity renewed = issued(LIFETIME / 2);
    assertThat(look(scene(50, renewed))).containsExactly(Kind.KEY_RENEWED);
    assertThat(look(scene(51, renewed))).isEmpty();
    assertThat(Kind.KEY_RENEWED.weight()).isEqualTo(Weight.SILENT);
  }

  @Test
  void anEarlyKeyIsANoticeAfterThreeLooksWithoutTheOldOne() {
    assertThat(look(scene(1, old))).isEmpty();
    TestCa.Identity early = issued(LIFETIME / 2 - 1);
    assertThat(look(scene(46, early))).containsExactly(Kind.KEY_BESIDE);
    assertThat(look(scene(47, early))).containsExactly(Kind.KEY_BESIDE);
    assertThat(look(scene(48, early))).containsExactly(Kind.KEY_EARLY);
    assertThat(look(scene(49, early))).isEmpty();
    assertThat(Kind.KEY_BESIDE.weight()).isEqualTo(Weight.SILENT);
    assertThat(Kind.KEY_EARLY.weight()).isEqualTo(Weight.NOTICE);
  }

  @Test
  void anEarlyKeyStaysSilentIfTheOldOneComesBack() {
    assertThat(look(scene(1, old))).isEmpty();
    TestCa.Identity early = issued(10);
    assertThat(look(scene(11, early))).containsExactly(Kind.KEY_BESIDE);
    assertThat(look(scene(12, early))).containsExactly(Kind.KEY_BESIDE);
    assertThat(look(scene(13, old))).isEmpty();
    for (int day = 14; day < 20; day++) {
      assertThat(look(scene(day, early))).isEmpty();
    }
  }

  @Test
  void severalKeysAtOnceAreSilent() {
    assertThat(look(scene(1, old))).isEmpty();
    TestCa.Identity second = issued(10);
    assertThat(look(scene(11, old, second))).containsExactly(Kind.KEY_BESIDE);
    assertThat(look(scene(12, second))).isEmpty();
  }

  /** It was there at the last look already, and wasn't chosen then. */
  @Test
  void aKeyFromBeforeTheLastLookIsSilent() {
    assertThat(look(scene(20, old))).isEmpty();
    TestCa.Identity parallel = issued(10);
    for (int day = 21; day < 26; day++) {
      assertThat(look(scene(day, parallel))).doesNotContain(Kind.KEY_EARLY);
    }
  }

  /** Between its issue and its use something else may have changed, so that it looks old. */
  @Test
  void aKeyThatWasKeptForLaterIsAnAlertAtANewNetwork() {
    assertThat(look(scene(1, old))).isEmpty();
    assertThat(look(scene(20, old).addresses("203.0.114.5"))).containsExactly(Kind.NETWORK_NEW);
    LockState before = state;
    Scene intercepted = scene(21, issued(10)).addresses("203.0.113.9");
    assertThat(look(intercepted)).containsExactly(Kind.NETWORK_NEW, Kind.INTERCEPTION);
    assertThat(state.lastChanged(Scene.ENDPOINT)).isEqualTo(before.lastChanged(Scene.ENDPOINT));
  }

  /** As at jabber.ru in 2023: a certificate of the same authority, at another place. */
  @Test
  void anEarlyKeyAtANewNetworkIsAnAlertUntilItIsAccepted() {
    assertThat(look(scene(1, old))).isEmpty();
    Scene intercepted = scene(11, issued(10)).addresses("203.0.113.9");
    assertThat(look(intercepted)).containsExactly(Kind.NETWORK_NEW, Kind.INTERCEPTION);
    assertThat(look(intercepted)).containsExactly(Kind.NETWORK_NEW, Kind.INTERCEPTION);
    assertThat(Kind.INTERCEPTION.weight()).isEqualTo(Weight.ALERT);

    state = state.without(Scene.ENDPOINT);
    assertThat(look(intercepted)).containsExactly(Kind.NETWORK_NEW);
  }

  @Test
  void anEarlyKeyWithAnOlderProtocolIsAnAlert() {
    assertThat(look(scene(1, old))).isEmpty();
    assertThat(look(scene(11, issued(10)).protocol("TLSv1.2")))
        .containsExactly(Kind.INTERCEPTION, Kind.PROTOCOL_OLDER);
  }

  @Test
  void aRenewalAtANewNetworkIsANotice() {
    assertThat(look(scene(1, old))).isEmpty();
    assertThat(look(scene(50, issued(49)).addresses("203.0.113.9")))
        .containsExactly(Kind.NETWORK_NEW, Kind.KEY_RENEWED);
  }

  @Test
  void fewerTimestampsAreANoticeAndWithAnEarlyKeyAnAlert() {
    LockedEndpoint known = lock.endpoints().iterator().next();
    LockedTls tls = known.tls().orElseThrow();
    TrustLock logged =
        TrustLock.empty()
            .with(
                new LockedEndpoint(
                    known.endpoint(),
                    known.name(),
                    Optional.of(
                        new LockedTls(
                            tls.authorities(),
                            tls.roots(),
                            tls.reusedKeys(),
                            tls.protocol(),
                            tls.clientCertificate(),
                            OptionalInt.of(2))),
                    known.http(),
                    ""));
    LockState before = state.afterLooks(lock, List.of(scene(1, old).look()));
    assertThat(scene(2, old).since(logged, before)).containsExactly(Kind.TIMESTAMPS_FEWER);
    assertThat(scene(11, issued(10)).since(logged, before))
        .containsExactly(Kind.INTERCEPTION, Kind.TIMESTAMPS_FEWER);
    assertThat(Kind.TIMESTAMPS_FEWER.weight()).isEqualTo(Weight.NOTICE);
  }

  @Test
  void aNewIntermediateIsSilentAndRemembered() {
    TestCa one = ROOT.intermediate("R1,O=Authority");
    TestCa two = ROOT.intermediate("R2,O=Authority");
    assertThat(look(scene(1, one.odd(Scene.HOST).from(day(0)).to(day(90)).identity()))).isEmpty();
    Scene renewed = scene(50, two.odd(Scene.HOST).from(day(49)).to(day(139)).identity());
    assertThat(look(renewed)).containsExactly(Kind.INTERMEDIATE_NEW, Kind.KEY_RENEWED);
    assertThat(look(renewed)).isEmpty();
    assertThat(Kind.INTERMEDIATE_NEW.weight()).isEqualTo(Weight.SILENT);
  }
}
