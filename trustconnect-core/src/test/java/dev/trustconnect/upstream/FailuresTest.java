package dev.trustconnect.upstream;

import static dev.trustconnect.finding.Reason.UPSTREAM_GARBAGE;
import static dev.trustconnect.finding.Reason.UPSTREAM_PIN;
import static dev.trustconnect.finding.Reason.UPSTREAM_TIMEOUT;
import static dev.trustconnect.finding.Reason.UPSTREAM_TLS;
import static dev.trustconnect.finding.Reason.UPSTREAM_UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.upstream.transport.ExchangeException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpTimeoutException;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What clients throw, and what it is to us. */
class FailuresTest {

  static List<Arguments> failures() {
    return List.of(
        thrown(
            "a name that isn't in the certificate",
            tls(new CertificateException("no")),
            UPSTREAM_TLS),
        thrown(
            "a certificate that can't be read",
            tls(new CertificateException(new IOException("DER"))),
            UPSTREAM_TLS),
        thrown("an alert", new SSLException("Received fatal alert: internal_error"), UPSTREAM_TLS),
        thrown("another pin", tls(new PinMismatchException("sha256/…")), UPSTREAM_PIN),
        thrown("a reset in the handshake", tls(new SocketException("reset")), UPSTREAM_UNREACHABLE),
        thrown("an end in the handshake", tls(new EOFException()), UPSTREAM_UNREACHABLE),
        thrown(
            "a line cut while TLS writes",
            new IOException("in transit", tls(new IOException("Broken pipe"))),
            UPSTREAM_UNREACHABLE),
        thrown("no handshake in time", tls(new SocketTimeoutException()), UPSTREAM_TIMEOUT),
        thrown("no answer in time", new HttpTimeoutException("late"), UPSTREAM_TIMEOUT),
        thrown("noise for HTTP", new ProtocolException("noise"), UPSTREAM_GARBAGE),
        thrown("nobody there", new ConnectException("refused"), UPSTREAM_UNREACHABLE));
  }

  private static Arguments thrown(String what, Throwable thrown, Reason reason) {
    return arguments(named(what, thrown), reason);
  }

  private static SSLException tls(Throwable cause) {
    SSLException tls = new SSLHandshakeException("no handshake");
    tls.initCause(cause);
    return tls;
  }

  @ParameterizedTest
  @MethodSource("failures")
  void hasItsReason(Throwable thrown, Reason reason) {
    ExchangeException failure = Failures.of("doh.example", new CompletionException(thrown));

    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(failure).hasMessageStartingWith("doh.example: ");
  }
}
