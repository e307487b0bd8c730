package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditEvent;
import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.audit.AuditEvent.Outcome;
import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.TestInternet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

/** Connections for {@code http:} URLs: refused and closed, or reported with their address. */
class CleartextTest {
  private static final String HOST = "api.example.test";

  private final TestInternet internet = TestInternet.usual();
  private final List<AuditEvent> events = new CopyOnWriteArrayList<>();
  private final TrustConnect trust =
      internet.trust().policy(TestInternet.policy(HOST).build()).audit(events::add).build();
  private ServerSocket server;
  private Socket socket;

  @BeforeEach
  void connect() throws IOException {
    server = new ServerSocket(0, 9, InetAddress.getByName("127.0.1.10"));
    socket = new Socket(server.getInetAddress(), server.getLocalPort());
  }

  @AfterEach
  void close() throws IOException {
    trust.close();
    socket.close();
    server.close();
  }

  private void check(String host, @Nullable Socket connected) throws UntrustedConnectionException {
    trust.requestGate().checkCleartext(host, 80, connected);
  }

  private UntrustedConnectionException refusal(String host, @Nullable Socket connected) {
    Throwable thrown = catchThrowable(() -> check(host, connected));
    assertThat(thrown).isInstanceOf(UntrustedConnectionException.class);
    return (UntrustedConnectionException) thrown;
  }

  private void onlyReport() {
    trust.replacePolicies(TestInternet.policy(HOST).reportOnly().build());
  }

  /** The only event of the request gate. */
  private AuditEvent.Judged judged() {
    trust.close(); // the trail is at its end
    List<AuditEvent.Judged> judged =
        events.stream()
            .filter(AuditEvent.Judged.class::isInstance)
            .map(AuditEvent.Judged.class::cast)
            .filter(event -> event.gate() == Gate.EXCHANGE)
            .toList();
    assertThat(judged).hasSize(1);
    return judged.get(0);
  }

  @Test
  void cleartextIsRefusedAndItsConnectionClosed() {
    internet.down(true); // no name needs to be resolved for this

    UntrustedConnectionException refused = refusal(HOST, socket);

    assertThat(refused.reason()).isEqualTo(Reason.REQUEST_CLEARTEXT);
    assertThat(refused.refused()).isEqualTo(HOST + ":80");
    assertThat(socket.isClosed()).isTrue();
    assertThat(judged().outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(judged().reason()).contains(Reason.REQUEST_CLEARTEXT);
    assertThat(judged().subject()).isEqualTo(HOST + ":80");
  }

  @Test
  void cleartextOnAHiddenConnectionIsRefused() {
    assertThat(refusal(HOST, null).reason()).isEqualTo(Reason.REQUEST_CLEARTEXT);
  }

  @Test
  void reportOnlyPolicyAllowsCleartextAndReportsTheProvenAddress() throws Exception {
    onlyReport();

    check(HOST, socket);

    assertThat(socket.isClosed()).isFalse();
    assertThat(judged().outcome()).isEqualTo(Outcome.REPORTED);
    assertThat(judged().reason()).contains(Reason.REQUEST_CLEARTEXT);
    assertThat(judged().findings())
        .contains(new Finding.Satisfied(Check.ADDRESS_BOUND, "127.0.1.10"));
  }

  @Test
  void reportOnlyPolicyReportsAnotherAddressToo() throws Exception {
    onlyReport();
    try (ServerSocket stranger = new ServerSocket(0, 9, InetAddress.getByName("127.0.1.66"));
        Socket elsewhere = new Socket(stranger.getInetAddress(), stranger.getLocalPort())) {
      check(HOST, elsewhere);
    }

    assertThat(judged().findings())
        .filteredOn(finding -> finding.check() == Check.ADDRESS_BOUND)
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(((Finding.Violated) finding).reason())
                  .isEqualTo(Reason.ADDRESS_NOT_PROVEN);
              assertThat(((Finding.Violated) finding).seen())
                  .isEqualTo("a connection to 127.0.1.66");
            });
  }

  @Test
  void reportOnlyPolicySaysThatAHiddenConnectionsAddressIsNotSeen() throws Exception {
    onlyReport();

    check(HOST, null);

    assertThat(judged().findings())
        .filteredOn(finding -> finding.check() == Check.ADDRESS_BOUND)
        .extracting(finding -> ((Finding.NotEvaluated) finding).reason())
        .containsExactly(Reason.ADDRESS_NOT_SEEN);
  }

  @Test
  void reportOnlyPolicyRefusesABogusName() {
    onlyReport();
    internet.change(world -> world.harm(Harm.flipSignatureByte(HOST, Type.A)));

    assertThat(refusal(HOST, socket).reason()).isEqualTo(Reason.SIGNATURE_INVALID);
    assertThat(socket.isClosed()).isTrue();
  }

  @Test
  void addressInPlaceOfANameIsRefused() {
    UntrustedConnectionException refused = refusal("127.0.1.10", socket);

    assertThat(refused.reason()).isEqualTo(Reason.ADDRESS_LITERAL);
    assertThat(refused.refused()).isEqualTo("127.0.1.10:80");
    assertThat(socket.isClosed()).isTrue();
    assertThat(judged().subject()).isEqualTo("127.0.1.10:80");
  }
}
