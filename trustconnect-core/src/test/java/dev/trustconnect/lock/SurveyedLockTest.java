package dev.trustconnect.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.lock.Change.Kind;
import dev.trustconnect.name.HostName;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.survey.Survey;
import dev.trustconnect.survey.SurveyPlan;
import dev.trustconnect.testing.HostileCertificate;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Locks of real surveys on loopback. */
class SurveyedLockTest {
  private static final String HOST = "api.example.test";
  private static final SurveyPlan PLAN = SurveyPlan.standard().oneHandshake();

  @TempDir private Path folder;
  private final TestInternet internet = TestInternet.serving(HOST);

  @AfterEach
  void stop() {
    internet.close();
  }

  private Survey survey(int port) {
    try (TrustConnect trust = internet.trust().build()) {
      return trust.surveyor().survey(new Endpoint(HostName.parse(HOST), port), PLAN);
    }
  }

  private TrustLock locked(int port) {
    return TrustLock.empty().with(Look.of(survey(port)).locked(LockState.empty()).orElseThrow());
  }

  @Test
  void hundredSurveysOfAnUnchangedWorldAreTheSameBytes() {
    int port = internet.server(HOST).port();
    Set<String> texts = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      texts.add(locked(port).toText());
    }
    assertThat(texts)
        .singleElement()
        .asString()
        .contains("verdict: SECURE")
        .contains("zone: example.test")
        .contains("networks: [127.0.1.0/24]")
        .contains("authorities: [\"Usual Test CA\"]")
        .contains("protocol: TLSv1.3")
        .contains("clientCertificate: none");
  }

  @Test
  void threeLinesAreATest() throws IOException {
    int port = internet.server(HOST).port();
    Path file = Files.writeString(folder.resolve("trustconnect.lock"), locked(port).toText());
    try (TrustConnect trust = internet.trust().build()) {
      Drift drift = TrustLock.read(file).check(trust.surveyor());
      assertThat(drift.alerts()).isEmpty();
      assertThat(drift.notJudged()).isEmpty();
      assertThat(drift.changes()).isEmpty();
      assertThat(drift.endpoints()).isEqualTo(1);
    }
  }

  @Test
  void anInterceptorWithItsOwnRootIsNamed() {
    TlsPeer server = internet.server(HOST);
    TrustLock lock = locked(server.port());
    server.close();
    try (TlsPeer proxy =
            TlsPeer.builder(TestCa.create("Proxy Root,O=Proxy Maker").server(HOST))
                .address("127.0.1.10")
                .port(server.port())
                .start();
        TrustConnect trust = internet.trust().build()) {
      Drift drift = lock.check(trust.surveyor(), PLAN);
      assertThat(drift.alerts())
          .singleElement()
          .satisfies(
              change -> {
                assertThat(change.kind()).isEqualTo(Kind.AUTHORITY_NEW);
                assertThat(change.after()).isEqualTo("[\"Proxy Maker\"]");
              });
      assertThat(proxy.requests()).isEmpty();
    }
  }

  /** A BMPString has two bytes a character (X.690 §8.23.7): one of eleven bytes can't be read. */
  @Test
  void anInterceptorWhoseNameCannotBeReadIsAnAlertToo() {
    TlsPeer server = internet.server(HOST);
    TrustLock lock = locked(server.port());
    server.close();
    TestCa maker = TestCa.create("Proxy Root,O=Proxy Maker");
    TestCa.Identity odd =
        HostileCertificate.server(maker, HOST).changeSigned(SurveyedLockTest::withBmpO).identity();
    try (TlsPeer proxy = TlsPeer.builder(odd).address("127.0.1.10").port(server.port()).start();
        TrustConnect trust = internet.trust().build()) {
      Drift drift = lock.check(trust.surveyor(), PLAN);
      assertThat(drift.alerts()).extracting(Change::kind).containsExactly(Kind.AUTHORITY_NEW);
      assertThat(proxy.requests()).isEmpty();
    }
  }

  private static byte[] withBmpO(byte[] signed) {
    String latin = new String(signed, StandardCharsets.ISO_8859_1);
    int tag = latin.indexOf("Proxy Maker") - 2;
    byte[] changed = signed.clone();
    changed[tag] = 0x1e;
    return changed;
  }

  @Test
  void anEndpointThatDoesNotAnswerIsNotJudged() {
    TlsPeer server = internet.server(HOST);
    TrustLock lock = locked(server.port());
    server.close();
    Survey survey = survey(server.port());
    Drift drift = lock.compare(List.of(survey), LockState.empty());
    assertThat(drift.changes()).isEmpty();
    assertThat(drift.notJudged()).extracting(NotJudged::part).containsExactly("tls");
    assertThat(Look.of(survey).locked(LockState.empty())).isEmpty();
  }

  @Test
  void anExpiredCertificateIsNotDrift() {
    TlsPeer server = internet.server(HOST);
    TrustLock lock = locked(server.port());
    server.close();
    try (TlsPeer expired =
            TlsPeer.builder(internet.ca().expiredServer(HOST))
                .address("127.0.1.10")
                .port(server.port())
                .start();
        TrustConnect trust = internet.trust().build()) {
      Drift drift = lock.check(trust.surveyor(), PLAN);
      assertThat(drift.changes()).isEmpty();
      assertThat(drift.notJudged())
          .singleElement()
          .satisfies(open -> assertThat(open.why()).contains("path.expired"));
      assertThat(expired.requests()).isEmpty();
    }
  }
}
