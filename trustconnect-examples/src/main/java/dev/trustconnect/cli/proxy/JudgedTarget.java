package dev.trustconnect.cli.proxy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.gate.TlsKit;
import dev.trustconnect.policy.PolicyBook;
import dev.trustconnect.resolve.Resolution;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/**
 * Judges servers in handshakes of our own, on a connection beside the one that a tunnel gets.
 * Thread-safe.
 *
 * <p>A handshake counts for a minute for the same host, port, address and policies: a program that
 * opens many tunnels would double its connections otherwise.
 */
final class JudgedTarget {
  private static final Duration KEPT = Duration.ofMinutes(1);

  /** How long a server may be silent in the handshake before another address is tried. */
  private static final int SILENT_MILLIS = 8_000;

  private final TrustConnect trust;
  private final Cache<Judged, Boolean> judged =
      Caffeine.newBuilder().maximumSize(4_096).expireAfterWrite(KEPT).build();
  private int users;
  private boolean isRetired;

  private record Judged(String host, InetSocketAddress address, PolicyBook policies) {}

  /**
   * Targets that are judged by {@code trust}.
   *
   * @param trust is closed after {@link #retire}
   */
  JudgedTarget(TrustConnect trust) {
    this.trust = trust;
  }

  /** It is in use until {@link #leave}. */
  synchronized void enter() {
    users++;
  }

  /** The opposite of {@link #enter}. */
  synchronized void leave() {
    users--;
    closeIfUnused();
  }

  /** There will be no new users. */
  synchronized void retire() {
    isRetired = true;
    closeIfUnused();
  }

  private void closeIfUnused() {
    if (isRetired && users == 0) {
      trust.close();
    }
  }

  /** Where a host leads; fails with the refusal of its name. */
  CompletableFuture<Resolution> resolve(String host) {
    return trust.names().resolveAsync(host);
  }

  /** Whether the server there was judged within the last minute, and by the policies in force. */
  boolean isJudged(String host, InetSocketAddress address) {
    return judged.getIfPresent(new Judged(host, address, trust.policies())) != null;
  }

  /**
   * Judges the server at the far end of a connection, which is closed. Blocks.
   *
   * @param connected to {@code address}, directly
   * @throws IOException the refusal, or what went wrong
   */
  void judge(String host, InetSocketAddress address, Socket connected) throws IOException {
    Judged key = new Judged(host, address, trust.policies());
    connected.setSoTimeout(SILENT_MILLIS);
    TlsKit kit = trust.tls();
    CertificateRequests requests = new CertificateRequests();
    try (SSLSocket probe =
        (SSLSocket)
            context(kit, requests)
                .getSocketFactory()
                .createSocket(connected, host, address.getPort(), true)) {
      probe.startHandshake();
      boolean unused = kit.hostnameVerifier().verify(host, probe.getSession());
    } catch (IOException failed) {
      if (TrustRefusal.in(failed).isPresent() || !requests.cameFromAJudgedServer()) {
        throw failed;
      }
      // TLS 1.2: a server that insists on a client certificate ends our handshake, after it has
      // shown its own and proven that it holds the key (RFC 5246 §7.3). The program may have one.
    }
    judged.put(key, true);
  }

  /** A context for one handshake: a resumed session would show no certificate. */
  private static SSLContext context(TlsKit kit, CertificateRequests requests) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {requests}, new TrustManager[] {kit.trustManager()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no TLS", e);
    }
  }
}
