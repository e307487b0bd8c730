package dev.trustconnect.cli.fetch;

/** What the bytes of a response are. */
sealed interface Reading {
  /**
   * The whole file.
   *
   * @param length how its end is recognised
   */
  record Whole(BodyLength length) implements Reading {}

  /**
   * The rest of a file whose beginning is there.
   *
   * @param length how its end is recognised
   * @param total how many bytes the whole has
   */
  record Rest(BodyLength length, long total) implements Reading {}

  /** A part that doesn't fit what is there: the whole has to be asked for. */
  record Unfit(String seen) implements Reading {}

  /** A response that can't be relied on. */
  record Refused(String seen, String wanted) implements Reading {}

  /** An answer that isn't the file. */
  record NoFile(int status) implements Reading {}
}
