package dev.trustconnect.upstream;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.upstream.transport.ExchangeException;
import dev.trustconnect.upstream.transport.NotProcessedException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.net.http.HttpTimeoutException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Maps a transport's exceptions to reasons, however deeply the cause is wrapped. */
final class Failures {
  private static final int SHOWN_CHARACTERS = 200;

  private Failures() {}

  /** The failure of upstream {@code label} that {@code thrown} or one of its causes stands for. */
  static ExchangeException of(String label, Throwable thrown) {
    List<Throwable> causes = causes(thrown);
    ExchangeException typed = first(causes, ExchangeException.class);
    if (typed != null) {
      return typed;
    }
    PinMismatchException pin = first(causes, PinMismatchException.class);
    if (pin != null) {
      // Not shortened: the text is ours and lists every key that could be pinned.
      return new ExchangeException(Reason.UPSTREAM_PIN, label + ": " + pin.getMessage(), thrown);
    }
    NotProcessedException refused = first(causes, NotProcessedException.class);
    if (refused != null) {
      return failure(Reason.UPSTREAM_UNREACHABLE, label, refused, thrown);
    }
    GeneralSecurityException security = first(causes, GeneralSecurityException.class);
    if (security != null) {
      return failure(Reason.UPSTREAM_TLS, label, security, thrown);
    }
    // A connection cut during the handshake says nothing about the server's certificate:
    // unreachable.
    SSLException tls = first(causes, SSLException.class);
    if (tls != null && !isConnectionFailure(causes.subList(causes.indexOf(tls), causes.size()))) {
      return failure(Reason.UPSTREAM_TLS, label, tls, thrown);
    }
    if (first(causes, HttpTimeoutException.class) != null
        || first(causes, InterruptedIOException.class) != null) {
      return failure(Reason.UPSTREAM_TIMEOUT, label, last(causes), thrown);
    }
    ProtocolException protocol = first(causes, ProtocolException.class);
    if (protocol != null) {
      return failure(Reason.UPSTREAM_GARBAGE, label, protocol, thrown);
    }
    return failure(Reason.UPSTREAM_UNREACHABLE, label, last(causes), thrown);
  }

  /** Whether the server reported that it didn't process the request (RFC 9113 §8.7). */
  static boolean isNotProcessed(@Nullable Throwable thrown) {
    return thrown != null && first(causes(thrown), NotProcessedException.class) != null;
  }

  /**
   * Whether the connection failed below TLS, which JSSE wraps in an SSLException: "Broken pipe" has
   * no type.
   */
  private static boolean isConnectionFailure(List<Throwable> causes) {
    return causes.stream()
        .anyMatch(cause -> cause instanceof IOException && !(cause instanceof SSLException));
  }

  /** Untrusted text on one line, without control characters and cut to 200 characters. */
  static String shown(@Nullable String text) {
    if (text == null) {
      return "nothing said";
    }
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(SHOWN_CHARACTERS)
        .forEach(c -> shown.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
    return shown.toString();
  }

  private static ExchangeException failure(
      Reason reason, String label, Throwable cause, Throwable thrown) {
    String text =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return new ExchangeException(reason, label + ": " + shown(text), thrown);
  }

  private static List<Throwable> causes(Throwable thrown) {
    List<Throwable> causes = new ArrayList<>();
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Throwable t = thrown; t != null && seen.add(t); t = t.getCause()) {
      causes.add(t);
    }
    return causes;
  }

  private static <T extends Throwable> @Nullable T first(List<Throwable> causes, Class<T> kind) {
    return causes.stream().filter(kind::isInstance).map(kind::cast).findFirst().orElse(null);
  }

  private static Throwable last(List<Throwable> causes) {
    return causes.get(causes.size() - 1);
  }
}
