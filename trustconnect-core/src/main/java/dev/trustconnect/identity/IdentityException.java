package dev.trustconnect.identity;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A client identity can't be used. The message is one sentence that names the file, if there is
 * one, the problem and the fix. Contains no key and no password.
 */
public final class IdentityException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  IdentityException(String message) {
    this(message, null);
  }

  IdentityException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
