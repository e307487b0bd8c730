package dev.trustconnect.upstream;

import dev.trustconnect.upstream.transport.NotProcessedException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Recognises, among the failures of the JDK's HTTP client, requests that the server didn't process.
 */
final class JdkRefusals {
  // The client gives these failures no type or error code, only a text. If a JDK words them
  // differently, the request counts as one whose connection was cut and is sent again only once;
  // the contract tests would notice.
  private static final List<String> NOT_PROCESSED =
      List.of(
          "RST_STREAM: Stream not processed", // JDK 17
          "GOAWAY received", // JDK 17
          "request not processed by peer"); // JDK 25, for both, after its own retries have failed

  private JdkRefusals() {}

  /**
   * {@code failure}, wrapped in a {@link NotProcessedException} if the server didn't process the
   * request.
   *
   * <p>JDK 17 ends every stream of a connection at a GOAWAY, even those the server would still
   * answer. Sending a DNS question twice is harmless.
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
