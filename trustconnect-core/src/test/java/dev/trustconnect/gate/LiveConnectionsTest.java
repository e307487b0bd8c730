package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditEvent;
import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.audit.AuditEvent.Outcome;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.resolve.UntrustedNameException;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Connections there are already, when something has changed that they were judged by. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LiveConnectionsTest {
  private static final String HOST = "api.example.test";
  private static final Duration UNTIL_THE_ANSWER_ENDS = Duration.ofMinutes(6);

  private final TestInternet internet = TestInternet.usual();
  private final TlsPeer peer = TlsPeer.builder(internet.ca().server(HOST)).http1Only().start();
  private final List<AuditEvent> events = new CopyOnWriteArrayList<>();
  private final TrustConnect trust =
      internet.trust().policy(policy().build()).audit(events::add).build();

  @AfterEach
  void close() {
    trust.close();
    peer.close();
  }

  private static EndpointPolicy.Builder policy() {
    return TestInternet.policy(HOST);
  }

  private static EndpointPolicy pinnedElsewhere() {
    return policy()
        .pins(TestInternet.SPARE_PIN, TestInternet.OTHER_SPARE_PIN)
        .pinsExpire(LocalDate.of(2030, 1, 1))
        .build();
  }

  private SSLSocket connected() throws IOException {
    SSLSocket socket = (SSLSocket) trust.tls().socketFactory().createSocket(HOST, peer.port());
    socket.startHandshake();
    return socket;
  }

  private static boolean isAlive(SSLSocket socket) {
    try {
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: api\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      return socket.getInputStream().read() == 'H';
    } catch (IOException closed) {
      return false;
    }
  }

  private Evidence check(SSLSession session) throws UntrustedConnectionException {
    return trust.requestGate().checkConnection(HOST, peer.port(), session);
  }

  private UntrustedConnectionException refusal(String host, SSLSession session) {
    Throwable thrown =
        catchThrowable(() -> trust.requestGate().checkConnection(host, peer.port(), session));
    assertThat(thrown).isInstanceOf(UntrustedConnectionException.class);
    return (UntrustedConnectionException) thrown;
  }

  private void moveHostTo(String... addresses) {
    internet.change(
        world ->
            world.harm(
                Harm.resign(
                    HOST,
                    Type.A,
                    records ->
                        Arrays.stream(addresses)
                            .map(each -> address(records.get(0).getName(), each))
                            .toList())));
  }

  private static Record address(Name owner, String address) {
    try {
      return new ARecord(owner, 1, 3600, InetAddress.getByName(address));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private void letTheAnswerEnd() {
    internet.now(internet.now().plus(UNTIL_THE_ANSWER_ENDS));
  }

  private List<AuditEvent.Judged> judgedByTheConnectionGate() {
    return judged().filter(event -> event.gate() == Gate.CONNECTION).toList();
  }

  private Stream<AuditEvent.Judged> judged() {
    trust.close(); // the trail is at its end
    return events.stream()
        .filter(AuditEvent.Judged.class::isInstance)
        .map(AuditEvent.Judged.class::cast);
  }

  // Is it judged again?

  @Test
  void connectionIsNotCheckedAgainWhileNothingChanges() throws IOException {
    try (SSLSocket socket = connected()) {
      Evidence evidence = Evidence.of(socket.getSession()).orElseThrow();

      assertThat(check(socket.getSession())).isSameAs(evidence);
      assertThat(check(socket.getSession())).isSameAs(evidence);
      assertThat(judgedByTheConnectionGate()).isEmpty();
    }
  }

  @Test
  void newPoliciesGiveNewEvidenceOnce() throws IOException {
    try (SSLSocket socket = connected()) {
      Evidence before = Evidence.of(socket.getSession()).orElseThrow();
      EndpointPolicy next = policy().credentials("x-new").build();
      trust.replacePolicies(next);

      Evidence after = check(socket.getSession());

      assertThat(after).isNotSameAs(before).isSameAs(check(socket.getSession()));
      assertThat(Evidence.of(socket.getSession())).containsSame(after);
      assertThat(after.policyFingerprint()).isEqualTo(next.fingerprint());
      assertThat(after.path().certificates()).isEqualTo(before.path().certificates());
      assertThat(after.peer()).isEqualTo(before.peer());
      assertThat(isAlive(socket)).isTrue();
      assertThat(judgedByTheConnectionGate())
          .singleElement()
          .satisfies(
              event -> {
                assertThat(event.outcome()).isEqualTo(Outcome.ALLOWED);
                assertThat(event.subject()).isEqualTo(HOST + ":" + peer.port());
              });
    }
  }

  @Test
  void policiesThatRefuseItCloseItAndEndItsSession() throws IOException {
    try (SSLSocket socket = connected()) {
      trust.replacePolicies(pinnedElsewhere());

      assertThat(isAlive(socket)).isFalse();
      assertThat(socket.getSession().isValid()).isFalse();
      UntrustedConnectionException refused = refusal(HOST, socket.getSession());
      assertThat(refused.reason()).isEqualTo(Reason.PIN_NOT_IN_PATH);
      assertThat(refused.refused()).isEqualTo(HOST + ":" + peer.port());
    }
  }

  /** The resolver has let it pass, under a policy that is gone. */
  @Test
  void addressThatNoPolicyAllowsAnyMoreIsRefused() throws IOException {
    try (SSLSocket socket = connected()) {
      trust.replacePolicies(EndpointPolicy.forHost(HOST).build());

      assertThat(isAlive(socket)).isFalse();
      UntrustedConnectionException refused = refusal(HOST, socket.getSession());
      assertThat(refused.reason()).isEqualTo(Reason.ADDRESS_SPECIAL_PURPOSE);
      assertThat(refused.seen()).startsWith("127.0.1.10 in 127.0.0.0/8");
    }
  }

  @Test
  void expiredAnswerIsLookedUpAgain() throws IOException {
    try (SSLSocket socket = connected()) {
      Evidence before = Evidence.of(socket.getSession()).orElseThrow();
      letTheAnswerEnd();

      Evidence after = check(socket.getSession());

      assertThat(after.validUntil()).isAfter(internet.now()).isAfter(before.validUntil());
      assertThat(after).isSameAs(check(socket.getSession()));
    }
  }

  @Test
  void connectionIsRefusedOnceItsNameHasOtherAddresses() throws IOException {
    try (SSLSocket socket = connected()) {
      moveHostTo("127.0.1.99");
      assertThat(check(socket.getSession())).as("the answer holds still").isNotNull();
      letTheAnswerEnd();
      internet.now(internet.now().plus(Duration.ofHours(1)));

      assertThat(refusal(HOST, socket.getSession()).reason()).isEqualTo(Reason.ADDRESS_NOT_PROVEN);
      assertThat(socket.getSession().isValid()).isFalse();
    }
  }

  /** The clock was put right, which empties the caches; the evidence itself hasn't expired. */
  @Test
  void connectionToAnOldAddressStaysRefused() throws IOException {
    try (SSLSocket socket = connected()) {
      moveHostTo("127.0.1.99");
      internet.now(internet.now().minusSeconds(60));
      assertThat(trust.names().resolve(HOST).addresses())
          .containsExactly(InetAddress.getByName("127.0.1.99"));

      assertThat(refusal(HOST, socket.getSession()).reason()).isEqualTo(Reason.ADDRESS_NOT_PROVEN);
      assertThat(refusal(HOST, socket.getSession()).reason()).isEqualTo(Reason.ADDRESS_NOT_PROVEN);
    }
  }

  /** As after a change of addresses that was taken back. */
  @Test
  void connectionToAnAddressThatCameBackIsCheckedAgainOnce() throws IOException {
    try (SSLSocket socket = connected()) {
      ((JudgedSocket) socket).setOutdated(true);

      Evidence after = check(socket.getSession());

      assertThat(check(socket.getSession())).isSameAs(after);
      assertThat(judgedByTheConnectionGate()).hasSize(1);
    }
  }

  @Test
  void connectionIsRefusedOnceItsNameIsBogus() throws IOException {
    try (SSLSocket socket = connected()) {
      internet.change(world -> world.harm(Harm.flipSignatureByte(HOST, Type.A)));
      internet.now(internet.now().plus(Duration.ofHours(2)));

      assertThat(refusal(HOST, socket.getSession()).reason()).isEqualTo(Reason.SIGNATURE_INVALID);
      assertThat(judged().filter(event -> event.outcome() == AuditEvent.Outcome.REFUSED))
          .as("once, by the gate that found it")
          .extracting(AuditEvent.Judged::reason, AuditEvent.Judged::gate)
          .containsExactly(tuple(Optional.of(Reason.SIGNATURE_INVALID), Gate.NAME));
    }
  }

  // Whose connection is it?

  @Test
  void connectionThatNoGateHasSeenIsRefused() throws IOException {
    try (SSLSocket foreign =
        (SSLSocket)
            internet
                .ca()
                .clientContext()
                .getSocketFactory()
                .createSocket(peer.address(), peer.port())) {
      foreign.startHandshake();

      assertThat(refusal(HOST, foreign.getSession()).seen())
          .isEqualTo("a connection that no gate has checked");
    }
    assertThat(refusal(HOST, null).seen()).isEqualTo("a connection without TLS");
    assertThat(refusal(HOST, null).reason()).isEqualTo(Reason.GATE_NO_EVIDENCE);
    assertThat(judgedByTheConnectionGate())
        .extracting(AuditEvent.Judged::reason)
        .containsOnly(Optional.of(Reason.GATE_NO_EVIDENCE))
        .hasSize(3);
  }

  @Test
  void connectionOfAnotherHostIsRefused() throws IOException {
    try (SSLSocket socket = connected()) {
      UntrustedConnectionException refused = refusal("other.example.test", socket.getSession());
      assertThat(refused.reason()).isEqualTo(Reason.GATE_OTHER_HOST);
      assertThat(refused.seen()).isEqualTo("a connection that was checked for " + HOST);
      assertThat(refusal("127.0.1.10", socket.getSession()).reason())
          .isEqualTo(Reason.ADDRESS_LITERAL);
    }
  }

  // Is it led to still? Asked before a pooled connection is used.

  private int era(boolean drains) throws UntrustedNameException {
    return trust.requestGate().era(HOST, drains);
  }

  @Test
  void epochStaysWhileTheNameHasTheAddress() throws IOException {
    assertThat(era(false)).as("of a host nobody has asked for").isZero();
    try (SSLSocket socket = connected()) {
      assertThat(era(false)).isZero();
      letTheAnswerEnd();
      assertThat(era(false)).isZero();
      assertThat(isAlive(socket)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void epochEndsWhenTheNameHasOtherAddresses(boolean drains) throws IOException {
    try (SSLSocket socket = connected()) {
      moveHostTo("127.0.1.99");
      internet.now(internet.now().plus(Duration.ofHours(2)));

      assertThat(era(drains)).isEqualTo(1);
      assertThat(era(drains)).as("told once").isEqualTo(1);
      assertThat(isAlive(socket)).isEqualTo(drains);

      moveHostTo("127.0.1.98");
      internet.now(internet.now().plus(Duration.ofHours(2)));
      assertThat(era(drains)).as("its address is outdated already").isEqualTo(1);
    }
  }

  @Test
  void epochEndsWhenTheNameIsBogusAndStaysEndedWhenItHeals() throws IOException {
    try (SSLSocket socket = connected()) {
      internet.change(world -> world.harm(Harm.dropRrsigs(HOST, Type.A)));
      internet.now(internet.now().plus(Duration.ofHours(2)));
      assertThat(catchThrowable(() -> trust.names().resolve(HOST)))
          .isInstanceOf(UntrustedNameException.class);
      internet.change(SignedWorld::healthy);
      internet.now(internet.now().plus(Duration.ofHours(2)));

      assertThat(era(true)).isEqualTo(1);
      assertThat(isAlive(socket)).isTrue();
    }
  }

  @Test
  void connectionToAnOldAddressEndsWithTheReason() throws IOException {
    try (SSLSocket socket = connected()) {
      moveHostTo("127.0.1.99");
      internet.now(internet.now().plus(Duration.ofHours(2)));

      assertThat(era(false)).isEqualTo(1);

      TrustRefusal refused =
          TrustRefusal.in(catchThrowable(() -> socket.getOutputStream().write('G'))).orElseThrow();
      assertThat(refused.reason()).isEqualTo(Reason.ADDRESS_NOT_PROVEN);
      assertThat(refused.refused()).isEqualTo(HOST + ":" + peer.port());
      assertThat(refused.seen())
          .isEqualTo("a connection to 127.0.1.10, which the name no longer resolves to");
      assertThat(judgedByTheConnectionGate())
          .singleElement()
          .extracting(AuditEvent.Judged::message)
          .isEqualTo(refused.refusal().toString());
    }
  }

  @Test
  void addressHasNoEpoch() {
    assertThat(catchThrowable(() -> trust.requestGate().era("127.0.1.10", false)))
        .isInstanceOf(UntrustedNameException.class)
        .hasMessageStartingWith("refused 127.0.1.10 [address.literal]");
    assertThat(judged())
        .singleElement()
        .extracting(AuditEvent.Judged::gate)
        .isEqualTo(Gate.EXCHANGE);
  }

  @Test
  void connectionOfAnotherHostIsNotOutdated() throws IOException {
    trust.replacePolicies(policy().build(), TestInternet.policy("other.example.test").build());
    try (TlsPeer neighbour =
            TlsPeer.builder(internet.ca().server("other.example.test"))
                .address("127.0.1.11")
                .http1Only()
                .start();
        SSLSocket other =
            (SSLSocket)
                trust.tls().socketFactory().createSocket("other.example.test", neighbour.port());
        SSLSocket socket = connected()) {
      other.startHandshake();
      moveHostTo("127.0.1.99");
      internet.now(internet.now().plus(Duration.ofHours(2)));

      assertThat(era(false)).isEqualTo(1);
      assertThat(isAlive(other)).isTrue();
      assertThat(isAlive(socket)).isFalse();
    }
  }

  @Test
  void nameThatIsRefusedNowEndsItsConnections() throws IOException {
    try (SSLSocket socket = connected()) {
      internet.change(world -> world.harm(Harm.flipSignatureByte(HOST, Type.A)));
      internet.now(internet.now().plus(Duration.ofHours(2)));

      assertThat(TrustRefusal.in(catchThrowable(() -> era(false))).map(TrustRefusal::reason))
          .contains(Reason.SIGNATURE_INVALID);
      assertThat(isAlive(socket)).isFalse();
    }
  }

  @Test
  void failedLookupSendsNothingAndClosesNothing() throws IOException {
    try (TrustConnect fresh =
            internet.trust().policy(policy().build()).serveStale(Duration.ZERO).build();
        SSLSocket socket =
            (SSLSocket) fresh.tls().socketFactory().createSocket(HOST, peer.port())) {
      socket.startHandshake();
      internet.down(true);
      internet.now(internet.now().plus(Duration.ofHours(2)));

      assertThat(TrustRefusal.in(catchThrowable(() -> fresh.requestGate().era(HOST, false))))
          .map(TrustRefusal::reason)
          .contains(Reason.UPSTREAM_UNREACHABLE);
      assertThat(isAlive(socket)).isTrue();
    }
  }

  // Where does it connect?

  @Test
  void addressThatAnswersIsUsedAfterOneThatDoesNot() throws IOException {
    moveHostTo("127.0.1.97", "127.0.1.10");

    try (SSLSocket socket = connected()) {
      assertThat(socket.getInetAddress().getHostAddress()).isEqualTo("127.0.1.10");
    }
  }

  @Test
  void everyAddressThatDoesntAnswerIsInTheFailure() {
    moveHostTo("127.0.1.97", "127.0.1.98");

    Throwable thrown = catchThrowable(this::connected);

    assertThat(thrown).isInstanceOf(java.net.ConnectException.class);
    assertThat(thrown.getSuppressed()).hasSize(1);
  }

  @Test
  void connectionUsesTheGivenLocalAddress() throws IOException {
    InetAddress local = InetAddress.getByName("127.0.1.200");
    try (SSLSocket socket =
        (SSLSocket) trust.tls().socketFactory().createSocket(HOST, peer.port(), local, 0)) {
      assertThat(socket.getLocalAddress()).isEqualTo(local);
    }
  }
}
