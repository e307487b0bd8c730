package dev.trustconnect.cli.fetch;

/** Receives how far a download has come. */
public interface Progress {
  /**
   * Called after every chunk, in the thread that downloads.
   *
   * @param bytes of the whole file that are there
   * @param total how many there will be; -1 if the server didn't say
   */
  void at(long bytes, long total);
}
