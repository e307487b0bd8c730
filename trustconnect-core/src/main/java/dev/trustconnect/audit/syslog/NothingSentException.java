package dev.trustconnect.audit.syslog;

import java.io.IOException;

/** Not one byte of the message left, so that it may be sent once more. */
public final class NothingSentException extends IOException {
  private static final long serialVersionUID = 1L;

  NothingSentException(IOException cause) {
    super("nothing was sent", cause);
  }
}
