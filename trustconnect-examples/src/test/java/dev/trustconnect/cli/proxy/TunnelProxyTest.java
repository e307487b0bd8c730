package dev.trustconnect.cli.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.testing.TestInternet;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the proxy's own sockets do. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TunnelProxyTest {
  private final TestInternet internet = TestInternet.usual();
  private final BlockingQueue<String> notes = new LinkedBlockingQueue<>();
  private final BlockingQueue<TunnelEvent> events = new LinkedBlockingQueue<>();
  private final TunnelProxy.Listener listener =
      new TunnelProxy.Listener() {
        @Override
        public void happened(TunnelEvent event) {
          events.add(event);
        }

        @Override
        public void noted(String message) {
          notes.add(message);
        }
      };

  private TunnelProxy start(TunnelProxy.Entrance entrance) throws IOException {
    TrustConnect trust =
        internet.trust().policy(TestInternet.policy("api.example.test").build()).build();
    return new TunnelProxy(trust, 0, Set.of(443), TunnelProxy.Limits.USUAL, listener, entrance);
  }

  private static String answerTo(TunnelProxy proxy, byte[] request) throws IOException {
    try (Socket client = new Socket()) {
      client.connect(new InetSocketAddress("127.0.0.1", proxy.port()));
      client.getOutputStream().write(request);
      return new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private TunnelEvent onlyEvent() throws InterruptedException {
    TunnelEvent event = events.take();
    assertThat(events).isEmpty();
    return event;
  }

  @Test
  void failedAcceptIsRetried() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    TunnelProxy.Entrance failingTwice =
        listening -> {
          if (asked.incrementAndGet() <= 2) {
            throw new IOException("Too many open files");
          }
          return listening.accept();
        };
    try (TunnelProxy proxy = start(failingTwice)) {
      assertThat(answerTo(proxy, ascii("CONNECT a.test:22 HTTP/1.1\r\n\r\n")))
          .startsWith("HTTP/1.1 403 proxy.port\r\n");

      assertThat(notes.take()).isEqualTo("no client can be accepted for now: Too many open files");
      assertThat(notes.take()).isEqualTo("clients are accepted again");
      assertThat(asked.get())
          .as("two failures, the client, and that there is no other")
          .isEqualTo(4);
    }
  }

  @Test
  void proxyThatLosesItsListenerDoesNotEndAsIfItWereClosed() throws Exception {
    TunnelProxy.Entrance losing =
        listening -> {
          listening.close();
          throw new ClosedChannelException();
        };
    try (TunnelProxy proxy = start(losing);
        Socket client = new Socket()) {
      client.connect(new InetSocketAddress("127.0.0.1", proxy.port()));

      assertThatThrownBy(proxy::awaitEnd)
          .isInstanceOf(IOException.class)
          .hasMessage("the proxy ended by itself");
    }
  }

  /** An error in one client's service isn't the end of the others'. */
  @Test
  void defectIsReportedAndTheProxyGoesOn() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    TunnelProxy.Entrance defective =
        listening -> {
          if (asked.incrementAndGet() == 1) {
            throw new IllegalStateException("a test's");
          }
          return listening.accept();
        };
    try (TunnelProxy proxy = start(defective)) {
      assertThat(answerTo(proxy, ascii("CONNECT a.test:22 HTTP/1.1\r\n\r\n")))
          .startsWith("HTTP/1.1 403 proxy.port\r\n");
      assertThat(notes.take()).contains("a defect of this program", "a test's");
    }
  }

  /** Without files left, the first use of a class fails, and so does each later one. */
  @Test
  void proxyThatMissesAClassEndsAndSaysWhy() throws Exception {
    NoClassDefFoundError missing = new NoClassDefFoundError("dev/trustconnect/cli/proxy/Visit");
    TunnelProxy.Entrance withoutAClass =
        listening -> {
          throw missing;
        };
    try (TunnelProxy proxy = start(withoutAClass);
        Socket client = new Socket()) {
      client.connect(new InetSocketAddress("127.0.0.1", proxy.port()));

      assertThatThrownBy(proxy::awaitEnd).hasMessage("the proxy ended by itself").hasCause(missing);
      assertThat(notes)
          .containsExactly(
              "a class can't be loaded, and the proxy ends: "
                  + missing
                  + "; if this process may"
                  + " open few files (ulimit -n), allow more");
    }
  }

  @Test
  void otherProtocolsAreAnsweredInTheirOwnWay() throws Exception {
    try (TunnelProxy proxy = start(ServerSocketChannel::accept)) {
      assertThat(answerTo(proxy, Hellos.with(Hellos.serverName("a.test"))))
          .as("a fatal alert: handshake_failure")
          .isEqualTo("\u0015\u0003\u0003\0\u0002\u0002(");
      assertThat(onlyEvent().reason()).isEqualTo("proxy.tls-to-proxy");

      assertThat(answerTo(proxy, new byte[] {5, 1, 0})).isEqualTo("\u0005\u00ff");
      assertThat(onlyEvent().reason()).isEqualTo("proxy.socks");

      assertThat(answerTo(proxy, new byte[] {4, 1, 1, (byte) 0xbb, 127, 0, 1, 10, 0}))
          .isEqualTo("\0[\0\0\0\0\0\0");
      assertThat(onlyEvent().reason()).isEqualTo("proxy.socks");

      assertThat(answerTo(proxy, ascii("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n")))
          .startsWith("HTTP/1.1 405 proxy.not-connect\r\n")
          .contains("\r\nAllow: CONNECT\r\n", "this proxy only opens tunnels");
      assertThat(onlyEvent().reason()).isEqualTo("proxy.not-connect");

      assertThat(answerTo(proxy, new byte[] {(byte) 0x80, 0x2e, 1, 0, 2}))
          .startsWith("HTTP/1.1 400 proxy.malformed-request\r\n");
      assertThat(onlyEvent().reason()).isEqualTo("proxy.malformed-request");
    }
  }

  @Test
  void everyEventNamesItsClient() throws Exception {
    try (TunnelProxy proxy = start(ServerSocketChannel::accept)) {
      String unused = answerTo(proxy, ascii("CONNECT [::1]:443 HTTP/1.1\r\n\r\n"));

      TunnelEvent event = onlyEvent();
      assertThat(event.reason()).isEqualTo("address.literal");
      assertThat(event.client()).matches("127\\.0\\.0\\.1:\\d+");
      assertThat(event.target()).isEqualTo("[::1]:443");
    }
  }

  @Test
  void upstreamThatCannotBeReachedIs502() throws Exception {
    internet.down(true);
    try (TunnelProxy proxy = start(ServerSocketChannel::accept)) {
      assertThat(answerTo(proxy, ascii("CONNECT api.example.test:443 HTTP/1.1\r\n\r\n")))
          .startsWith("HTTP/1.1 502 upstream.unreachable\r\n");
    }
  }

  @Test
  void serverThatCannotBeReachedIs502() throws Exception {
    try (TunnelProxy proxy = start(ServerSocketChannel::accept)) {
      assertThat(answerTo(proxy, ascii("CONNECT api.example.test:443 HTTP/1.1\r\n\r\n")))
          .as("nothing listens there")
          .startsWith("HTTP/1.1 502 proxy.server-unreachable\r\n");
    }
  }
}
