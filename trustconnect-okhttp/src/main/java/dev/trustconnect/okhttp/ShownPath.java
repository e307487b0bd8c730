package dev.trustconnect.okhttp;

import dev.trustconnect.gate.Evidence;
import okhttp3.Handshake;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Puts the verified path into a response's handshake if OkHttp couldn't find it: OkHttp knows only
 * the roots from when its client was built, and looks for an issuer of every certificate.
 */
final class ShownPath {
  private ShownPath() {}

  /** {@code response} with the path of {@code evidence} in its handshake. */
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
