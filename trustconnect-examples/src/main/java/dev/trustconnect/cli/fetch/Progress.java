package dev.trustconnect.cli.fetch;

/** Receives a download's progress. */
public interface Progress {
  /**
   * Called after every chunk, on the downloading thread.
   *
   * @param bytes the number of bytes so far
   * @param total the file's size; -1 if the server didn't say
   */
  void at(long bytes, long total);
}
