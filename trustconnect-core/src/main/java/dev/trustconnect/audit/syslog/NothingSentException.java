package dev.trustconnect.audit.syslog;

import java.io.IOException;

/** Not a single byte of the message was sent, so it may be sent again. */
public final class NothingSentException extends IOException {
  private static final long serialVersionUID = 1L;

  NothingSentException(IOException cause) {
    super("nothing was sent", cause);
  }
}
