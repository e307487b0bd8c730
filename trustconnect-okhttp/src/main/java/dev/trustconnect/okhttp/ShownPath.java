package dev.trustconnect.okhttp;

import dev.trustconnect.gate.Evidence;
import okhttp3.Handshake;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Shows the verified path in a response's handshake where OkHttp can't find it: it only knows the
 * roots there were when its client was built, and looks for an issuer of every certificate.
 */
final class ShownPath {
  private ShownPath() {}

  /** {@code response} with a handshake that holds the path of {@code evidence}. */
  static Response in(Response response, @Nullable Evidence evidence) {
    Handshake handshake = response.handshake();
    if (evidence == null || handshake == null || !handshake.peerCertificates().isEmpty()) {
      return response;
    }
    Handshake whole =
        Handshake.get(
            handshake.tlsVersion(),
            handshake.cipherSuite(),
            evidence.path().certificates(),
            handshake.localCertificates());
    return response.newBuilder().handshake(whole).build();
  }
}
