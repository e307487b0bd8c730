package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditEvent;
import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.testing.DirectSockets;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A socket of the kit is used like one of JSSE, also by clients that never call startHandshake. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class JudgedSocketTest {
  private static final String HOST = "api.example.test";

  private final TestInternet internet = TestInternet.usual();
  private final TlsPeer peer = TlsPeer.start(internet.ca().server(HOST));
  private final TrustConnect trust =
      internet.trust().policy(TestInternet.policy(HOST).build()).build();

  @AfterEach
  void close() {
    trust.close();
    peer.close();
  }

  private JudgedSocket socketTo(TlsPeer peer) throws IOException {
    return (JudgedSocket) trust.tls().socketFactory().createSocket(HOST, peer.port());
  }

  @Test
  void askingForTheSessionMakesTheHandshakeAndItsChecks() throws IOException {
    try (JudgedSocket socket = socketTo(peer)) {
      SSLSession session = socket.getSession();

      assertThat(socket.isEstablished()).isTrue();
      assertThat(session).isInstanceOf(JudgedSession.class);
      assertThat(session.isValid()).isTrue();
      assertThat(Evidence.of(session).orElseThrow().peer()).isPresent();
    }
  }

  @Test
  void sessionIsInvalidIfTheHandshakeIsRefused() throws IOException {
    try (TlsPeer other = TlsPeer.start(internet.ca().server("other.example.test"));
        JudgedSocket socket = socketTo(other)) {
      SSLSession session = socket.getSession();

      assertThat(session).isNotInstanceOf(JudgedSession.class);
      assertThat(session.isValid()).isFalse();
      assertThat(socket.isEstablished()).isFalse();
    }
  }

  @Test
  void bytesAreThoseOfTheConnection() throws IOException {
    try (JudgedSocket socket = socketTo(peer)) {
      OutputStream out = socket.getOutputStream();
      String request = "GET / HTTP/1.1\r\nHost: " + HOST + "\r\nConnection: close\r\n\r\n";
      for (byte one : request.getBytes(StandardCharsets.US_ASCII)) {
        out.write(one);
      }
      out.flush();
      InputStream in = socket.getInputStream();
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      answer.write(in.read());
      assertThat(in.available()).as("of the record that has been read").isPositive();
      for (int one = in.read(); one >= 0; one = in.read()) {
        answer.write(one);
      }

      assertThat(answer.toString(StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 200")
          .endsWith("hello from 127.0.1.10");
    }
  }

  @Test
  void acceptedConnectionIsAuditedOnce() throws IOException {
    try (JudgedSocket socket = socketTo(peer)) {
      socket.startHandshake();
    }
    trust.close(); // the trail is at its end

    assertThat(internet.events())
        .filteredOn(
            event -> event instanceof AuditEvent.Judged judged && judged.gate() == Gate.HANDSHAKE)
        .hasSize(1);
  }

  @Test
  void reportedAddressIsAuditedOnce() throws IOException {
    trust.replacePolicies(TestInternet.policy(HOST).reportOnly().build());
    try (TlsPeer elsewhere =
            TlsPeer.builder(internet.ca().server(HOST)).address("127.0.1.66").start();
        SSLSocket socket =
            (SSLSocket)
                trust
                    .tls()
                    .socketFactory()
                    .createSocket(DirectSockets.to(elsewhere), HOST, elsewhere.port(), true)) {
      socket.startHandshake();
    }
    trust.close(); // the trail is at its end

    assertThat(internet.events())
        .filteredOn(
            event -> event instanceof AuditEvent.Judged judged && judged.gate() == Gate.HANDSHAKE)
        .hasSize(1);
  }

  @Test
  void closingAStreamClosesTheSocket() throws IOException {
    try (JudgedSocket one = socketTo(peer);
        JudgedSocket other = socketTo(peer)) {
      one.startHandshake();
      other.startHandshake();

      one.getInputStream().close();
      other.getOutputStream().close();

      assertThat(one.isClosed()).isTrue();
      assertThat(other.isClosed()).isTrue();
    }
  }

  @Test
  void socketIsClosedOnceTheClientClosesIt() throws IOException {
    JudgedSocket socket = socketTo(peer);
    socket.startHandshake();
    assertThat(socket.isClosed()).isFalse();

    socket.close();

    assertThat(socket.isClosed()).isTrue();
  }
}
