package dev.trustconnect.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.lock.Change.Kind;
import dev.trustconnect.lock.Change.Weight;
import dev.trustconnect.pin.SpkiPin;
import dev.trustconnect.survey.Handshake.Demand.Need;
import dev.trustconnect.testing.TestCa;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each change of a handshake or an answer: exactly its kind, and nothing for the healthy twin. */
class TlsDriftTest {
  private static final TestCa ROOT = TestCa.create("Root One,O=Authority One");
  private static final TestCa OTHER_ROOT = TestCa.create("Root Two,O=Authority Two");

  private final Scene dns = Scene.in(Scene.world());
  private final Scene healthy = dns.serving(ROOT, ROOT.server(Scene.HOST));
  private final TrustLock lock = healthy.locked();

  @Test
  void anotherCertificateOfTheSameAuthorityIsNormal() {
    assertThat(dns.serving(ROOT, ROOT.server(Scene.HOST)).since(lock)).isEmpty();
  }

  @Test
  void anotherIntermediateOfTheSameAuthorityIsNormal() {
    TestCa one = ROOT.intermediate("R1,O=Authority One");
    TestCa two = ROOT.intermediate("R2,O=Authority One");
    TrustLock known = dns.serving(ROOT, one.server(Scene.HOST)).locked();
    assertThat(known.toText()).contains("authorities: [\"Authority One\"]").doesNotContain("R1");
    assertThat(dns.serving(ROOT, two.server(Scene.HOST)).since(known)).isEmpty();
  }

  @Test
  void anotherOrganisationUnderTheSameRootIsAnAlert() {
    TestCa reseller = ROOT.intermediate("R3,O=Another Organisation");
    assertThat(dns.serving(ROOT, reseller.server(Scene.HOST)).since(lock))
        .containsExactly(Kind.AUTHORITY_NEW);
  }

  @Test
  void anotherRootIsAnAlertAndSoIsItsAuthority() {
    assertThat(dns.serving(OTHER_ROOT, OTHER_ROOT.server(Scene.HOST)).since(lock))
        .containsExactly(Kind.AUTHORITY_NEW, Kind.ROOT_NEW);
    TestCa sameName = TestCa.create("Root One,O=Authority One");
    assertThat(dns.serving(sameName, sameName.server(Scene.HOST)).since(lock))
        .containsExactly(Kind.ROOT_NEW);
    assertThat(Kind.AUTHORITY_NEW.weight()).isEqualTo(Weight.ALERT);
    assertThat(Kind.ROOT_NEW.weight()).isEqualTo(Weight.ALERT);
  }

  @Test
  void aSecondAuthorityIsNormalOnceItIsLocked() {
    Scene other = dns.serving(OTHER_ROOT, OTHER_ROOT.server(Scene.HOST));
    TrustLock both = lock.merge(other.locked());
    assertThat(other.since(both)).isEmpty();
    assertThat(healthy.since(both)).isEmpty();
  }

  @Test
  void aNewKeyIsAnAlertIfTheKeyWasKept() {
    TestCa.Identity first =
        ROOT.odd(Scene.HOST).keyOf(OTHER_ROOT.keys()).from(day(0)).to(day(90)).identity();
    TestCa.Identity renewed =
        ROOT.odd(Scene.HOST).keyOf(OTHER_ROOT.keys()).from(day(60)).to(day(150)).identity();
    Scene before = dns.at(day(1)).serving(ROOT, first);
    LockState state = LockState.empty().afterLooks(before.locked(), List.of(before.look()));
    TrustLock kept =
        TrustLock.empty()
            .with(dns.at(day(61)).serving(ROOT, renewed).look().locked(state).orElseThrow());
    String key = SpkiPin.of(renewed.certificate()).toString();
    assertThat(kept.toText()).contains("keys: {reused: [\"" + key + "\"]}");
    assertThat(dns.at(day(61)).serving(ROOT, renewed).since(kept)).isEmpty();
    assertThat(healthy.since(kept)).containsExactly(Kind.KEY_NOT_REUSED);
    assertThat(Kind.KEY_NOT_REUSED.weight()).isEqualTo(Weight.ALERT);
  }

  private static Instant day(int day) {
    return Instant.parse("2026-06-01T12:00:00Z").plusSeconds(day * 86_400L);
  }

  @Test
  void anOlderProtocolIsANoticeAndANewerOneNormal() {
    TrustLock older = healthy.protocol("TLSv1.2").locked();
    assertThat(healthy.since(older)).isEmpty();
    assertThat(healthy.protocol("TLSv1.2").since(lock)).containsExactly(Kind.PROTOCOL_OLDER);
    assertThat(Kind.PROTOCOL_OLDER.weight()).isEqualTo(Weight.NOTICE);
  }

  @Test
  void aClientCertificateThatIsAskedForIsANoticeAndOneThatIsNotRequiredAnyMoreAnAlert() {
    TrustLock required = healthy.demand(Need.REQUIRED).locked();
    assertThat(required.toText()).contains("clientCertificate: required");
    assertThat(healthy.demand(Need.REQUIRED).since(required)).isEmpty();
    assertThat(healthy.demand(Need.REQUIRED).since(lock))
        .containsExactly(Kind.CLIENT_CERTIFICATE_ASKED);
    assertThat(healthy.demand(Need.OPTIONAL).since(lock))
        .containsExactly(Kind.CLIENT_CERTIFICATE_ASKED);
    assertThat(healthy.since(required)).containsExactly(Kind.CLIENT_CERTIFICATE_DROPPED);
    assertThat(healthy.demand(Need.OPTIONAL).since(required))
        .containsExactly(Kind.CLIENT_CERTIFICATE_DROPPED);
    assertThat(Kind.CLIENT_CERTIFICATE_ASKED.weight()).isEqualTo(Weight.NOTICE);
    assertThat(Kind.CLIENT_CERTIFICATE_DROPPED.weight()).isEqualTo(Weight.ALERT);
  }

  @Test
  void anotherKindOfAnswerIsANotice() {
    TrustLock answered = healthy.answering(401, "application/json", "nginx").locked();
    assertThat(answered.toText()).contains("status: 4xx\n      type: application/json\n");
    assertThat(healthy.answering(404, "application/json", "nginx").since(answered)).isEmpty();
    assertThat(healthy.answering(200, "application/json", "nginx").since(answered))
        .containsExactly(Kind.ANSWER_CHANGED);
    assertThat(healthy.answering(401, "text/html", "nginx").since(answered))
        .containsExactly(Kind.ANSWER_CHANGED);
    assertThat(healthy.answering(401, "application/json", "openresty").since(answered))
        .containsExactly(Kind.ANSWER_CHANGED);
    assertThat(Kind.ANSWER_CHANGED.weight()).isEqualTo(Weight.NOTICE);
  }

  @Test
  void anotherKindOfAnswerFromElsewhereIsAnAlert() {
    TrustLock answered = healthy.answering(401, "application/json", "nginx").locked();
    Scene parked = healthy.addresses("203.0.113.9").answering(200, "application/json", "nginx");
    assertThat(parked.since(answered)).containsExactly(Kind.NETWORK_NEW, Kind.ANSWER_ELSEWHERE);
    assertThat(Kind.ANSWER_ELSEWHERE.weight()).isEqualTo(Weight.ALERT);
  }

  @Test
  void anAnswerThatFailsIsNotJudged() {
    TrustLock answered = healthy.answering(401, "application/json", "nginx").locked();
    Drift drift = answered.compare(List.of(healthy.answering(0, "", "").look()), LockState.empty());
    assertThat(drift.changes()).isEmpty();
    assertThat(drift.notJudged()).extracting(NotJudged::part).containsExactly("http");
  }

  @Test
  void severalHandshakesAreSeenTogether() {
    Scene both = dns.serving(ROOT, ROOT.server(Scene.HOST), ROOT.server(Scene.HOST));
    assertThat(both.since(lock)).isEmpty();
    assertThat(both.look().tls().orElseThrow().leaves()).hasSize(2);
    assertThat(both.locked().endpoints()).hasSameElementsAs(Set.copyOf(lock.endpoints()));
  }
}
