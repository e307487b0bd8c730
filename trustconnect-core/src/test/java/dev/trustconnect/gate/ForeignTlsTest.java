package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditEvent;
import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.audit.AuditEvent.Outcome;
import dev.trustconnect.audit.AuditSink;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.testing.DirectSockets;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sockets that a client makes itself, under TLS of its own or of the kit. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ForeignTlsTest {
  private static final String HOST = "api.example.test";
  private static final String TWIN = "twin.example.test"; // at the same address

  private final TestInternet internet = TestInternet.usual();
  private final TestCa.Identity identity = internet.ca().server(HOST, TWIN);
  private final TlsPeer peer = TlsPeer.start(identity);
  private final TlsPeer rogue =
      TlsPeer.builder(identity).address("127.0.1.66").port(peer.port()).start();
  private final List<AuditEvent> events = new CopyOnWriteArrayList<>();
  private final TrustConnect trust =
      internet
          .trust()
          .policies(TestInternet.policy(HOST).build(), TestInternet.policy(TWIN).build())
          .audit(events::add)
          .build();

  @AfterEach
  void close() {
    trust.close();
    peer.close();
    rogue.close();
  }

  /** The handshake of a client that takes no more from {@code kit} than its trust manager. */
  private void shaken(TlsKit kit, Socket connected, String host) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {kit.trustManager()}, null);
    try (SSLSocket tls =
        (SSLSocket)
            context.getSocketFactory().createSocket(connected, host, connected.getPort(), true)) {
      tls.startHandshake();
    }
  }

  private static Reason reason(Throwable thrown) {
    return TrustRefusal.in(thrown).orElseThrow().reason();
  }

  private static Socket foreign(TlsPeer to) throws IOException {
    return new Socket(to.address(), to.port());
  }

  /** What the gates of handshakes said, but for what they allowed. */
  private List<AuditEvent.Judged> judged() {
    trust.close(); // the trail is at its end
    return events.stream()
        .filter(AuditEvent.Judged.class::isInstance)
        .map(AuditEvent.Judged.class::cast)
        .filter(event -> event.gate() == Gate.HANDSHAKE && event.outcome() != Outcome.ALLOWED)
        .toList();
  }

  @Test
  void foreignTlsOverAnUnknownRouteIsRefusedAndAudited() {
    Throwable thrown = catchThrowable(() -> shaken(trust.tls(), foreign(peer), HOST));

    assertThat(reason(thrown)).isEqualTo(Reason.GATE_SOCKET_NOT_OURS);
    assertThat(judged())
        .extracting(AuditEvent.Judged::outcome, AuditEvent.Judged::reason)
        .containsExactly(tuple(Outcome.REFUSED, Optional.of(Reason.GATE_SOCKET_NOT_OURS)));
  }

  @Test
  void wrongAddressIsReportedBeforeAnUnknownRoute() {
    Throwable thrown = catchThrowable(() -> shaken(trust.tls(), foreign(rogue), HOST));

    assertThat(reason(thrown)).isEqualTo(Reason.ADDRESS_NOT_PROVEN);
  }

  @Test
  void trustManagerOfAKitForOneHostRefusesAnother() throws Exception {
    TlsKit only = trust.tls().only(HOST);
    shaken(only, DirectSockets.to(peer.address(), peer.port()), HOST);

    Throwable thrown =
        catchThrowable(() -> shaken(only, DirectSockets.to(peer.address(), peer.port()), TWIN));

    assertThat(reason(thrown)).isEqualTo(Reason.GATE_HOST_OUTSIDE_KIT);
  }

  /** The route stays unknown, whatever the policy that was in force when it connected. */
  @Test
  void unknownRouteThatWasOnlyReportedIsRefusedByALaterPolicy() throws Exception {
    trust.replacePolicies(TestInternet.policy(HOST).reportOnly().build());
    try (SSLSocket tls =
        (SSLSocket)
            trust.tls().socketFactory().createSocket(foreign(peer), HOST, peer.port(), true)) {
      tls.startHandshake();
      assertThat(trust.requestGate().checkConnection(HOST, peer.port(), tls)).isNotNull();

      trust.replacePolicies(TestInternet.policy(HOST).build());

      Throwable thrown =
          catchThrowable(() -> trust.requestGate().checkConnection(HOST, peer.port(), tls));
      assertThat(reason(thrown)).isEqualTo(Reason.GATE_SOCKET_NOT_OURS);
    }
  }

  /** A resumed handshake doesn't call the trust manager, so the connection's check looks again. */
  @Test
  void foreignTlsThatWasOnlyReportedIsRefusedByALaterPolicy() throws Exception {
    trust.replacePolicies(TestInternet.policy(HOST).reportOnly().build());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {trust.tls().trustManager()}, null);
    try (SSLSocket tls =
        (SSLSocket)
            context.getSocketFactory().createSocket(foreign(peer), HOST, peer.port(), true)) {
      tls.startHandshake();
      assertThat(trust.requestGate().checkConnection(HOST, peer.port(), tls)).isNotNull();

      trust.replacePolicies(TestInternet.policy(HOST).build());

      Throwable thrown =
          catchThrowable(() -> trust.requestGate().checkConnection(HOST, peer.port(), tls));
      assertThat(reason(thrown)).isEqualTo(Reason.GATE_SOCKET_NOT_OURS);
    }
  }

  /** The log of refusals isn't filled with what was allowed. */
  @Test
  void sinkThatWantsNoAllowedEventsGetsNone() throws Exception {
    List<AuditEvent> few = new CopyOnWriteArrayList<>();
    AuditSink sink =
        new AuditSink() {
          @Override
          public void accept(AuditEvent event) {
            few.add(event);
          }

          @Override
          public boolean wantsAllowed() {
            return false;
          }
        };
    try (TrustConnect quiet =
        internet.trust().policy(TestInternet.policy(HOST).build()).audit(sink).build()) {
      assertThat(quiet.names().resolve(HOST).addresses()).isNotEmpty();
    }
    assertThat(few).isEmpty();
  }

  @Test
  void socketThatIsReplacedIsEndedAndAuditedIfItsAddressIsWrong() throws Exception {
    Socket misdirected = KnownSocket.to(null, false);
    misdirected.connect(new InetSocketAddress(rogue.address(), rogue.port()));
    try (Socket led =
        trust
            .tls()
            .reconnecting()
            .socketFactory()
            .createSocket(misdirected, HOST, rogue.port(), true)) {
      assertThat(led.getInetAddress().getHostAddress()).isEqualTo(peer.address());
      assertThat(misdirected.isOutputShutdown()).isTrue();
    }
    assertThat(judged())
        .extracting(AuditEvent.Judged::outcome, AuditEvent.Judged::reason)
        .containsExactly(tuple(Outcome.REFUSED, Optional.of(Reason.ADDRESS_NOT_PROVEN)));
  }

  /** The address is right, so there is nothing to report; only the route wasn't known. */
  @Test
  void socketOfAnUnknownRouteToAProvenAddressIsReplaced() throws Exception {
    try (Socket unknown = foreign(peer);
        Socket led =
            trust
                .tls()
                .reconnecting()
                .socketFactory()
                .createSocket(unknown, HOST, peer.port(), true)) {
      assertThat(led.getInetAddress().getHostAddress()).isEqualTo(peer.address());
      assertThat(unknown.isOutputShutdown()).isTrue();
    }
    assertThat(judged()).isEmpty();
  }
}
