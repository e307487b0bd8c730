package dev.trustconnect.cli.fetch;

/** How a response is interpreted. */
sealed interface Reading {
  /**
   * The whole file.
   *
   * @param length how its end is recognised
   */
  record Whole(BodyLength length) implements Reading {}

  /**
   * The rest of a file whose beginning has been received.
   *
   * @param length how its end is recognised
   * @param total the size of the whole file
   */
  record Rest(BodyLength length, long total) implements Reading {}

  /** A part that doesn't match the received bytes: the whole file has to be requested. */
  record Unfit(String seen) implements Reading {}

  /** A response that is refused. */
  record Refused(String seen, String wanted) implements Reading {}

  /** A response that isn't the file. */
  record NoFile(int status) implements Reading {}
}
