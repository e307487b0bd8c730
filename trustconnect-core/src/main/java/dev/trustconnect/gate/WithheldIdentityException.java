package dev.trustconnect.gate;

import dev.trustconnect.finding.Reason;
import java.io.IOException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says that the server of a failed connection had asked for a client certificate and got none, and
 * why. Never thrown: an exception that ends such a connection before the server has answered has it
 * among its {@linkplain Throwable#getSuppressed() suppressed} ones, because a server that requires
 * a certificate reports that only as a TLS alert or by closing the connection. This cause is likely
 * but not certain, so this isn't a {@link dev.trustconnect.finding.TrustRefusal}.
 *
 * <p>Sockets of a {@link TlsKit} add it; engines can't. OkHttp's exception lacks it if an HTTP/2
 * connection in TLS 1.3 ends before its first call.
 */
public final class WithheldIdentityException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /**
   * Without a stack trace: it is kept until its connection fails, and says nothing about a place.
   */
  WithheldIdentityException(String subject, IdentityAnswer.Withheld withheld) {
    super(
        subject
            + " got no client certificate ["
            + withheld.reason().code()
            + "]: "
            + withheld.why());
    this.reason = withheld.reason();
    setStackTrace(new StackTraceElement[0]);
  }

  /** Why the server got none, as in the audit log. */
  public Reason reason() {
    return reason;
  }

  /**
   * Finds it in an HTTP client's exception, its causes and their suppressed exceptions. Empty if
   * there is none or {@code thrown} is null.
   */
  public static Optional<WithheldIdentityException> in(@Nullable Throwable thrown) {
    return Optional.ofNullable(in(thrown, Collections.newSetFromMap(new IdentityHashMap<>())));
  }

  private static @Nullable WithheldIdentityException in(
      @Nullable Throwable thrown, Set<Throwable> seen) {
    for (Throwable t = thrown; t != null && seen.add(t); t = t.getCause()) {
      if (t instanceof WithheldIdentityException found) {
        return found;
      }
      for (Throwable suppressed : t.getSuppressed()) {
        WithheldIdentityException found = in(suppressed, seen);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }
}
