package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.testing.DirectSockets;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * A session that was begun at one server of a farm and is resumed at another: every check reads the
 * peer from the connection, never from the session.
 */
@Timeout(60)
class ResumedPeersTest {
  private static final String HOST = "api.example.test";
  private static final String X = "127.0.1.10";
  private static final String Y = "127.0.1.12";
  private static final Duration BEYOND_TTL = Duration.ofHours(2);

  private final TestInternet internet = TestInternet.usual();
  private TrustConnect trust;

  @BeforeEach
  void begin() {
    trust = internet.trust().policy(TestInternet.policy(HOST).build()).build();
  }

  @AfterEach
  void end() {
    trust.close();
  }

  /** Two servers at one port that share their sessions. */
  private final class Farm implements AutoCloseable {
    final ResumingServer x;
    final ResumingServer y;

    Farm(String version) throws Exception {
      TestCa.Identity identity = internet.ca().server(HOST);
      x = new ResumingServer(identity, version);
      y = x.twin(Y);
    }

    int port() {
      return x.port();
    }

    @Override
    public void close() throws IOException {
      try (x;
          y) {
        assertThat(x.port()).isEqualTo(y.port());
      }
    }
  }

  private void moveTo(String... addresses) {
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
    internet.now(internet.now().plus(BEYOND_TTL));
  }

  private static Record address(Name owner, String address) {
    try {
      return new ARecord(owner, 1, 3600, InetAddress.getByName(address));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Asks for something, which also lets TLS 1.3 tickets arrive. */
  private static SSLSocket answered(SSLSocket tls) throws IOException {
    tls.startHandshake();
    tls.getOutputStream()
        .write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    assertThat(tls.getInputStream().read()).isEqualTo('H');
    return tls;
  }

  private SSLSocket led(int port) throws IOException {
    return answered((SSLSocket) trust.tls().socketFactory().createSocket(HOST, port));
  }

  /** One of a factory that doesn't resolve the name. */
  private static SSLSocket at(String address, int port, SSLSocketFactory factory)
      throws IOException {
    return (SSLSocket) factory.createSocket(DirectSockets.to(address, port), HOST, port, true);
  }

  private SSLSocketFactory context() {
    return trust.tls().context().getSocketFactory();
  }

  /** What a client builds that takes no more than our trust manager. */
  private SSLSocketFactory foreign() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {trust.tls().trustManager()}, null);
    return context.getSocketFactory();
  }

  private static void resumed(SSLSession second, SSLSession first) {
    assertThat(second.getCreationTime()).as("resumed").isEqualTo(first.getCreationTime());
  }

  private static Evidence evidence(SSLSession session) {
    return Evidence.of(session).orElseThrow();
  }

  private static String peer(Evidence evidence) {
    return evidence.peer().map(InetAddress::getHostAddress).orElse(null);
  }

  private static Finding bound(Evidence evidence) {
    return evidence.findings().stream()
        .filter(finding -> finding.check() == Check.ADDRESS_BOUND)
        .findFirst()
        .orElseThrow();
  }

  private Evidence check(SSLSocket socket) throws UntrustedConnectionException {
    return trust.requestGate().checkConnection(HOST, socket.getPort(), socket);
  }

  private static TrustRefusal refusal(Throwable thrown, Reason reason) {
    assertThat(TrustRefusal.in(thrown)).as("%s", thrown).isPresent();
    TrustRefusal refusal = TrustRefusal.in(thrown).orElseThrow();
    assertThat(refusal.reason()).as("%s", refusal).isEqualTo(reason);
    return refusal;
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void hostThatMovedWithinItsFarmIsAcceptedWithEvidenceOfItsNewPeer(String version)
      throws Exception {
    try (Farm farm = new Farm(version);
        SSLSocket first = led(farm.port())) {
      Instant begun = internet.now();
      assertThat(peer(evidence(first.getSession()))).isEqualTo(X);
      moveTo(Y);

      try (SSLSocket second = led(farm.port())) {
        resumed(second.getSession(), first.getSession());
        Evidence evidence = evidence(second.getSession());
        assertThat(peer(evidence)).isEqualTo(Y);
        assertThat(bound(evidence)).isEqualTo(new Finding.Satisfied(Check.ADDRESS_BOUND, Y));
        assertThat(evidence.judgedAt()).isEqualTo(internet.now());
        assertThat(evidence.name().addresses()).extracting(InetAddress::getHostAddress).contains(Y);
        assertThat(trust.tls().hostnameVerifier().verify(HOST, second.getSession())).isTrue();
        assertThat(check(second)).isSameAs(evidence);

        assertThat(peer(evidence(first.getSession()))).as("the other keeps its own").isEqualTo(X);
        assertThat(evidence(first.getSession()).judgedAt()).isEqualTo(begun);
      }
    }
  }

  /** A client may read before it writes, and without asking for the handshake. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void resumedPeerIsCheckedBeforeItsFirstByteIsRead(String version) throws Exception {
    try (Farm farm = new Farm(version);
        SSLSocket first = answered(at(X, farm.port(), context()))) {
      assertThat(peer(evidence(first.getSession()))).isEqualTo(X);
      try (SSLSocket second = at(X, farm.port(), context())) {
        moveTo(Y); // its address was proven when it was made
        refusal(catchThrowable(() -> second.getInputStream().read()), Reason.ADDRESS_NOT_PROVEN);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void peerThatTheNameNoLongerHasIsRefusedDespiteItsSession(String version) throws Exception {
    try (Farm farm = new Farm(version);
        SSLSocket first = led(farm.port())) {
      moveTo(Y);
      try (SSLSocket second = led(farm.port())) {
        resumed(second.getSession(), first.getSession());
        moveTo(X);

        TrustRefusal refused =
            refusal(catchThrowable(() -> check(second)), Reason.ADDRESS_NOT_PROVEN);
        assertThat(refused.seen()).isEqualTo("a connection to " + Y);
        assertThat(catchThrowable(() -> second.getOutputStream().write('G')))
            .isInstanceOf(IOException.class);
        assertThat(peer(check(first))).as("the name leads here again").isEqualTo(X);
      }
    }
  }

  /** Whom a context is given to has bound sockets, too. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void resumedSocketOfTheContextIsComparedWithTheName(String version) throws Exception {
    try (Farm farm = new Farm(version);
        SSLSocket first = answered(at(X, farm.port(), context()))) {
      TrustRefusal refused =
          refusal(catchThrowable(() -> at(Y, farm.port(), context())), Reason.ADDRESS_NOT_PROVEN);
      assertThat(refused.seen()).isEqualTo("a connection to " + Y);
      assertThat(farm.y.requests()).isZero();
      moveTo(X, Y);
      try (SSLSocket second = answered(at(Y, farm.port(), context()))) {
        assertThat(peer(evidence(second.getSession()))).isEqualTo(Y);
        assertThat(peer(evidence(first.getSession()))).isEqualTo(X);
      }
    }
  }

  /** The name moves between the connection and the handshake. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void implicitHandshakeIsComparedWithTheNameBeforeAnythingIsSent(String version) throws Exception {
    moveTo(X, Y);
    try (Farm farm = new Farm(version);
        SSLSocket first = answered(at(X, farm.port(), context()));
        SSLSocket writes = at(Y, farm.port(), context());
        SSLSocket reads = at(Y, farm.port(), context())) {
      assertThat(first.isConnected()).isTrue();
      moveTo(X);
      refusal(
          catchThrowable(() -> writes.getOutputStream().write(new byte[] {'G', 'E', 'T'})),
          Reason.ADDRESS_NOT_PROVEN);
      refusal(catchThrowable(() -> reads.getInputStream().read()), Reason.ADDRESS_NOT_PROVEN);
      assertThat(writes.isClosed()).isTrue();
      assertThat(reads.isClosed()).isTrue();
      assertThat(farm.y.requests()).isZero();
    }
  }

  /** A session alone doesn't know where it is resumed. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void sessionOfASocketThatIsntOursNamesNoPeer(String version) throws Exception {
    SSLSocketFactory foreign = foreign();
    try (Farm farm = new Farm(version);
        SSLSocket first = answered(at(X, farm.port(), foreign));
        SSLSocket second = answered(at(Y, farm.port(), foreign))) {
      resumed(second.getSession(), first.getSession());
      for (SSLSocket socket : new SSLSocket[] {first, second}) {
        assertThat(trust.tls().hostnameVerifier().verify(HOST, socket.getSession())).isTrue();
        Evidence evidence = evidence(socket.getSession());
        assertThat(peer(evidence)).isNull();
        assertThat(bound(evidence)).isInstanceOf(Finding.NotEvaluated.class);
      }

      assertThat(peer(check(first))).as("the gate reads it from the socket").isEqualTo(X);
      assertThat(check(first)).as("and remembers what it found").isSameAs(check(first));
      TrustRefusal refused =
          refusal(catchThrowable(() -> check(second)), Reason.ADDRESS_NOT_PROVEN);
      assertThat(refused.seen()).isEqualTo("a connection to " + Y);
      assertThat(catchThrowable(() -> second.getOutputStream().write('G')))
          .isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void policyThatRequiresTheAddressAcceptsNoSessionForIt(String version) throws Exception {
    trust.replacePolicies(TestInternet.policy(HOST).requireBoundAddress().build());
    SSLSocketFactory foreign = foreign();
    try (Farm farm = new Farm(version);
        SSLSocket ours = led(farm.port());
        SSLSocket first = answered(at(X, farm.port(), foreign));
        SSLSocket second = answered(at(Y, farm.port(), foreign))) {
      assertThat(trust.tls().hostnameVerifier().verify(HOST, ours.getSession())).isTrue();
      assertThat(peer(check(first))).isEqualTo(X);
      refusal(
          catchThrowable(() -> trust.tls().hostnameVerifier().verify(HOST, second.getSession())),
          Reason.ADDRESS_NOT_SEEN);
    }
  }

  /** An engine shows no peer, so a session that a socket began would say too much. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void engineNeverNamesThePeerOfASocket(String version) throws Exception {
    try (Farm farm = new Farm(version);
        SSLSocket first = answered(at(X, farm.port(), context()))) {
      SSLEngine engine = trust.tls().context().createSSLEngine(HOST, farm.port());
      SSLSession session = EngineClient.handshake(engine, Y, farm.port(), version);

      assertThat(peer(evidence(first.getSession()))).isEqualTo(X);
      assertThat(peer(evidence(session))).isNull();
      assertThat(bound(evidence(session))).isInstanceOf(Finding.NotEvaluated.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void engineCannotResumePastAPolicyThatRequiresTheAddress(String version) throws Exception {
    trust.replacePolicies(TestInternet.policy(HOST).requireBoundAddress().build());
    try (Farm farm = new Farm(version);
        SSLSocket first = answered(at(X, farm.port(), context()))) {
      assertThat(first.isConnected()).isTrue();
      SSLEngine engine = trust.tls().context().createSSLEngine(HOST, farm.port());

      refusal(
          catchThrowable(() -> EngineClient.handshake(engine, Y, farm.port(), version)),
          Reason.ADDRESS_NOT_SEEN);
    }
  }
}
