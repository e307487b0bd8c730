package dev.trustconnect.upstream;

import java.security.cert.CertificateException;

/** The verified path of a DoH server contains none of its pinned keys. */
final class PinMismatchException extends CertificateException {
  private static final long serialVersionUID = 1L;

  PinMismatchException(String message) {
    super(message);
  }
}
