package dev.trustconnect.upstream;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Recognises requests that a server didn't process among the failures of the JDK's HTTP client. */
final class JdkRefusals {
  // The client gives these failures no type and no error code: the text is all there is. If a JDK
  // words them differently, such a request counts as one whose connection was cut, which is sent
  // again once; the contract tests notice.
  private static final List<String> NOT_PROCESSED =
      List.of(
          "RST_STREAM: Stream not processed", // JDK 17
          "GOAWAY received", // JDK 17
          "request not processed by peer"); // JDK 25, of both, once its own attempts have failed

  private JdkRefusals() {}

  /**
   * {@code failure}, as a {@link NotProcessedException} if it is one.
   *
   * <p>JDK 17 ends every stream of a connection at a GOAWAY, also those that the server would have
   * answered. A DNS question does no harm when it is asked twice.
   */
  static Throwable typed(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = next(cause)) {
      String text = cause.getMessage();
      if (cause instanceof IOException
          && text != null
          && NOT_PROCESSED.stream().anyMatch(text::endsWith)) {
        return new NotProcessedException(cause);
      }
    }
    return failure;
  }

  private static @Nullable Throwable next(Throwable cause) {
    return cause.getCause() == cause ? null : cause.getCause();
  }
}
