package dev.trustconnect.examples.proxy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.gate.TlsKit;
import dev.trustconnect.policy.PolicyBook;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLSocket;

/**
 * Connects to a proven address whose certificate was judged in a handshake of our own, on a
 * connection beside the one that is handed out. Thread-safe.
 *
 * <p>A handshake counts for a minute for the same host, port, address and policies: a program that
 * opens many tunnels would double its connections else, and pins can't be checked more often than a
 * server is asked.
 */
final class JudgedTarget {
  private static final int CONNECT_MILLIS = 10_000;
  private static final int HANDSHAKE_MILLIS = 10_000;
  private static final Duration KEPT = Duration.ofMinutes(1);

  private final TrustConnect trust;
  private final Cache<Judged, Boolean> judged =
      Caffeine.newBuilder().maximumSize(4_096).expireAfterWrite(KEPT).build();

  private record Judged(String host, int port, InetAddress address, PolicyBook policies) {}

  JudgedTarget(TrustConnect trust) {
    this.trust = trust;
  }

  /**
   * A connection to the first proven address that answers. Blocks.
   *
   * @throws IOException the refusal, or what went wrong at the last address
   */
  Socket connect(String host, int port) throws IOException {
    IOException last = new IOException("no address");
    for (InetAddress address : trust.names().resolveNow(host).addresses()) {
      Socket tunnel = new Socket(Proxy.NO_PROXY);
      try {
        judge(host, port, address);
        tunnel.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
        tunnel.setTcpNoDelay(true);
        return tunnel;
      } catch (IOException failed) {
        tunnel.close();
        if (TrustRefusal.in(failed).isPresent()) {
          throw failed; // another address of a refused host is no way around a gate
        }
        last = failed;
      }
    }
    throw last;
  }

  private void judge(String host, int port, InetAddress address) throws IOException {
    Judged key = new Judged(host, port, address, trust.policies());
    if (judged.getIfPresent(key) != null) {
      return;
    }
    TlsKit kit = trust.tls();
    Socket plain = new Socket(Proxy.NO_PROXY);
    try (plain) {
      plain.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
      plain.setSoTimeout(HANDSHAKE_MILLIS);
      try (SSLSocket probe =
          (SSLSocket) kit.socketFactory().createSocket(plain, host, port, true)) {
        probe.startHandshake();
        boolean unused = kit.hostnameVerifier().verify(host, probe.getSession());
      }
    }
    judged.put(key, true);
  }
}
