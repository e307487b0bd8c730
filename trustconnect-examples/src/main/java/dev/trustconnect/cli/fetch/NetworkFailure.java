package dev.trustconnect.cli.fetch;

import java.io.IOException;

/** The network failed, as opposed to the file. */
final class NetworkFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final IOException trouble;
  private final int status;

  /**
   * A failure.
   *
   * @param status the status of a response that OkHttp rejected; 0 if there was none
   */
  NetworkFailure(IOException trouble, int status) {
    super(trouble);
    this.status = status;
    this.trouble = trouble;
  }

  IOException trouble() {
    return trouble;
  }

  int status() {
    return status;
  }
}
