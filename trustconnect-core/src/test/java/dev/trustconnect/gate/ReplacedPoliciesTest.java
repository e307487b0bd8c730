package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import dev.trustconnect.upstream.transport.DnsExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;

/** Policies that are replaced while a handshake is under way. */
class ReplacedPoliciesTest {
  private static final String HOST = "api.example.test";

  private final TestInternet internet = TestInternet.usual();
  private final TlsPeer peer = TlsPeer.start(internet.ca().server(HOST));
  private final HeldNames names = new HeldNames();

  @AfterEach
  void close() {
    names.release.countDown();
    peer.close();
  }

  private static EndpointPolicy unmatchedPins() {
    return TestInternet.policyWithUnmatchedPins(HOST).build();
  }

  /**
   * The trust manager may wait for a name: no other thread waits for it, and it judges by the new
   * policies.
   */
  @Test
  void hangingHandshakeDelaysNoOthersAndIsCheckedUnderTheNewPolicies() throws Exception {
    try (TrustConnect trust =
            TrustConnect.builder()
                .dnsExchanges(names)
                .anchors(internet.world().anchors())
                .clock(internet::now)
                .resolveTimeout(Duration.ofMinutes(2))
                .roots(dev.trustconnect.path.TrustRoots.of(internet.ca().certificate()))
                .policy(TestInternet.policy(HOST).build())
                .build();
        SSLSocket socket =
            (SSLSocket) trust.tls().socketFactory().createSocket(HOST, peer.port())) {
      internet.now(internet.now().plus(Duration.ofHours(5))); // what was proven is too old by now
      names.hold = true;
      CompletableFuture<Throwable> handshake =
          CompletableFuture.supplyAsync(() -> catchThrowable(socket::startHandshake));
      assertThat(names.held.await(60, TimeUnit.SECONDS)).isTrue();

      trust.replacePolicies(unmatchedPins());

      assertThat(handshake).isNotDone();
      names.release.countDown();
      assertThat(TrustRefusal.in(handshake.get()).map(TrustRefusal::reason))
          .contains(Reason.PIN_NOT_IN_PATH);
    }
  }

  /** The session cache of before is gone, whatever still arrives for it. */
  @Test
  void oldSessionsAreNotResumed() throws IOException {
    try (TrustConnect trust = internet.trust().policy(TestInternet.policy(HOST).build()).build()) {
      try (SSLSocket before = answered(trust)) {
        trust.replacePolicies(TestInternet.policy(HOST).credentials("x-new").build());

        try (SSLSocket after = answered(trust)) {
          assertThat(after.getSession().getSessionContext())
              .isNotSameAs(before.getSession().getSessionContext());
        }
      }
    }
  }

  private SSLSocket answered(TrustConnect trust) throws IOException {
    SSLSocket socket = (SSLSocket) trust.tls().socketFactory().createSocket(HOST, peer.port());
    socket.startHandshake();
    socket
        .getOutputStream()
        .write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    assertThat(socket.getInputStream().read()).isEqualTo('H');
    return socket;
  }

  /** Names that are answered, or from some moment on held back. */
  private final class HeldNames implements DnsExchange {
    private final DnsExchange honest = internet.names();
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private volatile boolean hold;

    @Override
    public CompletableFuture<Message> ask(Name name, int type, Duration timeout) {
      if (!hold) {
        return honest.ask(name, type, timeout);
      }
      held.countDown();
      return CompletableFuture.supplyAsync(
          () -> {
            waitFor(release);
            return honest.ask(name, type, timeout).join();
          },
          task -> new Thread(task).start());
    }

    private static void waitFor(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public String label() {
      return "held names";
    }

    @Override
    public void close() {}
  }
}
