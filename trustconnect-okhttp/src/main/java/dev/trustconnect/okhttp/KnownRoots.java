package dev.trustconnect.okhttp;

import dev.trustconnect.gate.TlsKit;
import java.util.Arrays;
import java.util.List;
import okhttp3.Interceptor;

/**
 * Passes to OkHttp the roots of policies that were added after its client was built, so that a
 * {@code CertificatePinner} finds the path. Needs OkHttp 5.4. Thread-safe.
 */
final class KnownRoots {
  private final TlsKit tls;
  private final List<?> known;

  /** Starts with the current roots, which OkHttp has got with its client. */
  KnownRoots(TlsKit tls) {
    this.tls = tls;
    this.known = now();
  }

  private List<?> now() {
    return Arrays.asList(tls.trustManager().getAcceptedIssuers());
  }

  /** The chain with the current roots; unchanged if its TLS settings aren't ours. */
  Interceptor.Chain in(Interceptor.Chain chain) {
    boolean isOurs =
        chain.getX509TrustManagerOrNull() == tls.trustManager()
            && chain.getSslSocketFactoryOrNull() == tls.socketFactory();
    return isOurs && !now().equals(known)
        ? chain.withSslSocketFactory(tls.socketFactory(), tls.trustManager())
        : chain;
  }
}
