package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditEvent;
import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.audit.AuditEvent.Outcome;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.testing.DirectSockets;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xbill.DNS.Type;

/** Each gate writes a refusal to the audit log once, in the words of the exception. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class AuditedRefusalsTest {
  private static final String HOST = "api.example.test";
  private static final String OTHER = "other.example.test";

  private final TestInternet internet = TestInternet.usual();
  private final TestCa.Identity identity = internet.ca().server(HOST, OTHER);
  private final TlsPeer peer = TlsPeer.builder(identity).http1Only().start();
  private final TlsPeer other =
      TlsPeer.builder(identity).address("127.0.1.11").port(peer.port()).http1Only().start();
  private final List<AuditEvent> events = new CopyOnWriteArrayList<>();
  private final TrustConnect trust =
      internet
          .trust()
          .policies(TestInternet.policy(HOST).build(), TestInternet.policy(OTHER).build())
          .audit(events::add)
          .build();

  @AfterEach
  void close() {
    trust.close();
    peer.close();
    other.close();
  }

  private interface Act {
    void on(AuditedRefusalsTest world) throws Exception;
  }

  private enum Refused {
    NO_SUCH_NAME(Gate.NAME, Reason.NAME_NOT_A_HOST, "a name", w -> w.trust.names().resolve("a b")),
    SOCKET_OUTSIDE_THE_KIT(
        Gate.HANDSHAKE,
        Reason.GATE_HOST_OUTSIDE_KIT,
        OTHER,
        w -> w.trust.tls().only(HOST).socketFactory().createSocket(OTHER, w.other.port())),
    SOCKET_OVER_ANOTHER_OUTSIDE_THE_KIT(
        Gate.HANDSHAKE,
        Reason.GATE_HOST_OUTSIDE_KIT,
        OTHER,
        w -> over(w.trust.tls().only(HOST), w.other, OTHER)),
    HANDSHAKE_OUTSIDE_THE_KIT(
        Gate.HANDSHAKE,
        Reason.GATE_HOST_OUTSIDE_KIT,
        OTHER,
        w -> byContext(w.trust.tls().only(HOST), w.other, OTHER).startHandshake()),
    SESSION_OUTSIDE_THE_KIT(
        Gate.CONNECTION,
        Reason.GATE_HOST_OUTSIDE_KIT,
        OTHER,
        w -> {
          SSLSocket tls = over(w.trust.tls(), w.other, OTHER);
          tls.startHandshake();
          w.trust.tls().only(HOST).hostnameVerifier().verify(OTHER, tls.getSession());
        }),
    SOCKET_TO_ANOTHER_ADDRESS(
        Gate.HANDSHAKE, Reason.ADDRESS_NOT_PROVEN, HOST, w -> over(w.trust.tls(), w.other, HOST)),
    SOCKET_TO_AN_ADDRESS_IN_PLACE_OF_A_NAME(
        Gate.HANDSHAKE,
        Reason.ADDRESS_LITERAL,
        "127.0.1.10",
        w ->
            w.trust
                .tls()
                .socketFactory()
                .createSocket(InetAddress.getByName("127.0.1.10"), w.peer.port())),
    SOCKET_FROM_SOMEWHERE_TO_AN_ADDRESS(
        Gate.HANDSHAKE,
        Reason.ADDRESS_LITERAL,
        "127.0.1.10",
        w ->
            w.trust
                .tls()
                .socketFactory()
                .createSocket(
                    InetAddress.getByName("127.0.1.10"),
                    w.peer.port(),
                    InetAddress.getByName("127.0.1.200"),
                    0)),
    CHAIN_WITHOUT_A_CONNECTION(
        Gate.HANDSHAKE,
        Reason.GATE_HOST_NOT_KNOWN,
        "a handshake",
        w ->
            w.trust
                .tls()
                .trustManager()
                .checkServerTrusted(w.identity.chain().toArray(X509Certificate[]::new), "UNKNOWN")),
    CHAIN_OF_A_PLAIN_SOCKET(
        Gate.HANDSHAKE,
        Reason.GATE_HOST_NOT_KNOWN,
        "a handshake",
        w ->
            w.trust
                .tls()
                .trustManager()
                .checkServerTrusted(
                    w.identity.chain().toArray(X509Certificate[]::new), "UNKNOWN", new Socket())),
    NAME_THAT_TURNED_BOGUS_BEFORE_THE_HANDSHAKE(
        Gate.NAME,
        Reason.SIGNATURE_INVALID,
        HOST,
        w -> {
          SSLSocket tls = byContext(w.trust.tls(), w.peer, HOST);
          w.internet.change(world -> world.harm(Harm.flipSignatureByte(HOST, Type.A)));
          w.internet.now(w.internet.now().plus(Duration.ofHours(2)));
          tls.startHandshake();
        });

    private final Gate gate;
    private final Reason reason;
    private final String subject;

    @SuppressWarnings("ImmutableEnumChecker") // keeps nothing
    private final Act act;

    Refused(Gate gate, Reason reason, String subject, Act act) {
      this.gate = gate;
      this.reason = reason;
      this.subject = subject;
      this.act = act;
    }
  }

  private static SSLSocket over(TlsKit kit, TlsPeer to, String host) throws IOException {
    Socket plain = DirectSockets.to(to);
    return (SSLSocket) kit.socketFactory().createSocket(plain, host, to.port(), true);
  }

  private static SSLSocket byContext(TlsKit kit, TlsPeer to, String host) throws IOException {
    Socket plain = DirectSockets.to(to);
    return (SSLSocket) kit.context().getSocketFactory().createSocket(plain, host, to.port(), true);
  }

  @ParameterizedTest
  @EnumSource(Refused.class)
  void refusalIsAuditedOnceWithTheSameText(Refused refused) {
    TrustRefusal thrown = TrustRefusal.in(catchThrowable(() -> refused.act.on(this))).orElseThrow();
    trust.close(); // the trail is at its end

    assertThat(thrown.reason()).isEqualTo(refused.reason);
    assertThat(thrown.refused()).startsWith(refused.subject);
    assertThat(thrown.seen()).isNotEmpty();
    assertThat(thrown.wanted()).isNotEmpty();
    assertThat(events)
        .filteredOn(AuditEvent.Judged.class::isInstance)
        .map(AuditEvent.Judged.class::cast)
        .filteredOn(event -> event.outcome() == Outcome.REFUSED)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.gate()).isEqualTo(refused.gate);
              assertThat(event.reason()).contains(refused.reason);
              assertThat(event.subject()).isEqualTo(thrown.refused());
              assertThat(event.message())
                  .isEqualTo(thrown.refusal().toString())
                  .isEqualTo(thrown.getMessage());
            });
  }

  @Test
  void kitNamesItsHostsInOrder() {
    Throwable thrown =
        catchThrowable(
            () ->
                trust
                    .tls()
                    .only(OTHER, HOST)
                    .socketFactory()
                    .createSocket("third.example.test", peer.port()));

    assertThat(((TrustRefusal) thrown).wanted())
        .isEqualTo("connections of this client only to api.example.test or other.example.test");
  }

  @Test
  void clientCertificatesAreNotChecked() {
    X509Certificate[] chain = identity.chain().toArray(X509Certificate[]::new);
    var manager = trust.tls().trustManager();

    assertThat(catchThrowable(() -> manager.checkClientTrusted(chain, "RSA")))
        .hasMessage("this trust manager checks servers only");
    assertThat(catchThrowable(() -> manager.checkClientTrusted(chain, "RSA", new Socket())))
        .hasMessage("this trust manager checks servers only");
    assertThat(
            catchThrowable(
                () ->
                    manager.checkClientTrusted(
                        chain, "RSA", trust.tls().context().createSSLEngine())))
        .hasMessage("this trust manager checks servers only");
  }
}
