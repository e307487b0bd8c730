package dev.trustconnect.upstream;

import dev.trustconnect.finding.Reason;
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

/** Gives each way a transport can fail its reason, whatever it is wrapped in. */
final class Failures {
  private static final int SHOWN_CHARACTERS = 200;

  private Failures() {}

  /** The failure of {@code label} that {@code thrown} or one of its causes tells. */
  static ExchangeException of(String label, Throwable thrown) {
    List<Throwable> causes = causes(thrown);
    ExchangeException typed = first(causes, ExchangeException.class);
    if (typed != null) {
      return typed;
    }
    PinMismatchException pin = first(causes, PinMismatchException.class);
    if (pin != null) {
      // Not cut: the text is ours, and shows every key that could be pinned.
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
    // A line cut during the handshake says nothing about the server's certificate: unreachable.
    SSLException tls = first(causes, SSLException.class);
    if (tls != null && !isOfTheLine(causes.subList(causes.indexOf(tls), causes.size()))) {
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

  /** Whether the server says that it didn't process the request (RFC 9113 §8.7). */
  static boolean isNotProcessed(@Nullable Throwable thrown) {
    return thrown != null && first(causes(thrown), NotProcessedException.class) != null;
  }

  /** Whether the line gave in, whatever TLS makes of it: "Broken pipe" has no type of its own. */
  private static boolean isOfTheLine(List<Throwable> causes) {
    return causes.stream()
        .anyMatch(cause -> cause instanceof IOException && !(cause instanceof SSLException));
  }

  /** Text from outside, short and on one line. */
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
      Reason reason, String label, Throwable telling, Throwable thrown) {
    String text =
        telling.getMessage() == null ? telling.getClass().getSimpleName() : telling.getMessage();
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
