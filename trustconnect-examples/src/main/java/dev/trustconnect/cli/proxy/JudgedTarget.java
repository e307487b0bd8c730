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
 * Checks servers with our own handshakes, on a separate connection from the tunnel's. Thread-safe.
 *
 * <p>A handshake is valid for a minute for the same host, port, address and policies: otherwise a
 * program that opens many tunnels would double its connections.
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
   * Checks servers with {@code trust}.
   *
   * @param trust closed after {@link #retire}, with the last user
   */
  JudgedTarget(TrustConnect trust) {
    this.trust = trust;
  }

  /** Adds a user, until {@link #leave}. */
  synchronized void enter() {
    users++;
  }

  /** Removes a user that {@link #enter} added. */
  synchronized void leave() {
    users--;
    closeIfUnused();
  }

  /** Closes {@code trust} after the last user has left. */
  synchronized void retire() {
    isRetired = true;
    closeIfUnused();
  }

  private void closeIfUnused() {
    if (isRetired && users == 0) {
      trust.close();
    }
  }

  /** Resolves a host; fails with the refusal of its name. */
  CompletableFuture<Resolution> resolve(String host) {
    return trust.names().resolveAsync(host);
  }

  /** Whether the server was checked within the last minute under the current policies. */
  boolean isJudged(String host, InetSocketAddress address) {
    return judged.getIfPresent(new Judged(host, address, trust.policies())) != null;
  }

  /**
   * Checks the server at the other end of a connection, and closes the connection. Blocks.
   *
   * @param connected a direct connection to {@code address}
   * @throws IOException the refusal, or the failure
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
      // TLS 1.2: a server that requires a client certificate ends our handshake after it has sent
      // its own and proven that it has the key (RFC 5246 §7.3). The program may have a certificate.
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
