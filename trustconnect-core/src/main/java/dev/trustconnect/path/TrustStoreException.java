package dev.trustconnect.path;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The Java runtime's trust store is empty, missing or broken, and no other roots were given. The
 * message is one sentence that names the file and the fix.
 */
public final class TrustStoreException extends IllegalStateException {
  @Serial private static final long serialVersionUID = 1L;

  private TrustStoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  static TrustStoreException empty(RuntimeTrustStore store) {
    return new TrustStoreException(
        "the Java runtime's trust store "
            + store.place()
            + " is missing, can't be opened or holds no trusted certificate; "
            + remedy(),
        null);
  }

  static TrustStoreException broken(RuntimeTrustStore store, Throwable cause) {
    Throwable deepest = cause;
    for (int i = 0; i < 8 && deepest.getCause() != null; i++) {
      deepest = deepest.getCause();
    }
    return new TrustStoreException(
        "the Java runtime's trust store "
            + store.place()
            + " can't be read: "
            + ShownText.of(String.valueOf(deepest.getMessage()))
            + "; "
            + remedy(),
        cause);
  }

  private static String remedy() {
    return "repair it, or configure other roots";
  }
}
