package dev.trustconnect.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that make a handshake last or cost: the call ends in time, and nothing was sent. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HostilePeersTest {
  private static final Duration SHORT = Duration.ofMillis(1_500);
  private static final Duration PLENTY = Duration.ofSeconds(30);
  private static final String API = "api.example.test";
  private static final byte[] SERVER_HELLO = {
    0x16, 0x03, 0x03, 0x40, 0x00, 0x02, 0x00, 0x3f, (byte) 0xfc, 0x03, 0x03
  };

  private final TestInternet internet = TestInternet.usual();
  private final TrustConnect trust =
      internet.trust().policy(TestInternet.policy(API).credentials("x-api-key").build()).build();

  @AfterEach
  void close() {
    trust.close();
  }

  /** What a peer does to a ClientHello. */
  private enum Manner {
    /** Nothing at all. */
    SILENT,
    /** Begins an answer of 16 KiB and says no more. */
    HALF,
    /** A byte of such an answer now and then, so that no read ever times out. */
    DRIPPING,
    /** Something that isn't TLS. */
    PLAIN,
    /** Hangs up. */
    CLOSING
  }

  private OkHttpClient client(Duration patience) {
    return TrustConnectOkHttp.install(trust, new OkHttpClient.Builder().callTimeout(patience))
        .build();
  }

  @ParameterizedTest
  @EnumSource
  void handshakeThatNeverEndsEndsWithTheCall(Manner manner) throws Exception {
    try (RawPeer peer = new RawPeer(manner)) {
      Throwable failed =
          catchThrowable(() -> OkHttpLab.body(client(SHORT), OkHttpLab.withKey(peer.url())));

      assertThat(failed).isInstanceOf(IOException.class);
      assertThat(peer.heard()).as("a ClientHello and no more").doesNotContain("sk-secret");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void chainOfAHundredIsRefused(String version) {
    TestCa issuer = internet.ca();
    for (int i = 0; i < 99; i++) {
      issuer = issuer.intermediate("Level " + i);
    }
    refused(issuer.server(API), version, null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void mazeOfCrossSignaturesIsRefused(String version) {
    List<TestCa> twins =
        List.of(TestCa.create("Twin"), TestCa.create("Twin"), TestCa.create("Twin"));
    TestCa.Identity server = twins.get(0).server(API);
    List<X509Certificate> chain = new ArrayList<>(server.chain());
    for (TestCa signed : twins) {
      for (TestCa by : twins) {
        chain.add(signed.crossSigned(by));
      }
    }
    refused(new TestCa.Identity(server.key(), chain), version, Reason.PATH_SIGNATURE_INVALID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void namesTimesConstraintsAreRefused(String version) {
    String[] many = new String[600];
    for (int i = 0; i < many.length; i++) {
      many[i] = "n" + i + ".example.test";
    }
    many[0] = API;
    TestCa constrained = internet.ca().odd().authority("Constrained", -1).onlyFor(many).issuing();
    refused(constrained.server(many), version, Reason.PATH_TOO_LONG);
  }

  /** Refused for {@code reason}, or by the runtime itself if it is null. */
  private void refused(TestCa.Identity identity, String version, Reason reason) {
    try (TlsPeer peer = TlsPeer.builder(identity).protocols(version).start()) {
      Throwable failed =
          catchThrowable(
              () -> OkHttpLab.body(client(PLENTY), OkHttpLab.withKey(peer.url(API, "/"))));

      assertThat(failed).isInstanceOf(IOException.class);
      assertThat(TrustRefusal.in(failed).map(TrustRefusal::reason).orElse(null)).isEqualTo(reason);
      assertThat(peer.requestBytes()).isZero();
    }
  }

  /** Speaks no TLS, whatever it is asked. */
  private static final class RawPeer implements AutoCloseable {
    private final Manner manner;
    private final ServerSocket server;
    private final Queue<String> heard = new ConcurrentLinkedQueue<>();

    RawPeer(Manner manner) throws IOException {
      this.manner = manner;
      this.server = new ServerSocket(0, 5, InetAddress.getByAddress(new byte[] {127, 0, 1, 10}));
      Thread accepting = new Thread(this::accept, "raw-peer");
      accepting.setDaemon(true);
      accepting.start();
    }

    String url() {
      return "https://" + API + ":" + server.getLocalPort() + "/";
    }

    String heard() {
      return String.join("", heard);
    }

    private void accept() {
      while (!server.isClosed()) {
        try (Socket socket = server.accept()) {
          answer(socket.getInputStream(), socket.getOutputStream());
        } catch (IOException e) {
          // The client has given up, or the test is over.
        }
      }
    }

    private void answer(InputStream in, OutputStream out) throws IOException {
      byte[] hello = new byte[4_096];
      heard.add(new String(hello, 0, in.read(hello), StandardCharsets.US_ASCII));
      switch (manner) {
        case CLOSING -> {}
        case PLAIN -> out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        case SILENT -> listen(in);
        case HALF -> {
          out.write(SERVER_HELLO);
          listen(in);
        }
        case DRIPPING -> {
          out.write(SERVER_HELLO);
          while (true) {
            out.write(0);
            out.flush();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20)); // the peer's pace
          }
        }
      }
    }

    private void listen(InputStream in) throws IOException {
      byte[] more = new byte[4_096];
      for (int read = in.read(more); read >= 0; read = in.read(more)) {
        heard.add(new String(more, 0, read, StandardCharsets.US_ASCII));
      }
    }

    @Override
    public void close() {
      try {
        server.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
