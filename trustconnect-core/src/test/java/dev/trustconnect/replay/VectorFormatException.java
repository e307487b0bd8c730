package dev.trustconnect.replay;

import java.io.IOException;
import java.nio.file.Path;

/** A vector file can't be read; the message starts with {@code file:line}. */
final class VectorFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  VectorFormatException(Path file, int line, String what, Throwable cause) {
    super(file.getFileName() + ":" + line + ": " + what, cause);
  }
}
