package dev.trustconnect.cli.fetch;

/**
 * The part of a file that a request asked for.
 *
 * @param from the position of the first missing byte; 0 for the whole file
 * @param version the version that the bytes before {@code from} belong to; irrelevant if {@code
 *     from} is 0
 * @param hashKnown whether the file's hash is known, which shows whether it is complete
 */
record Asked(long from, Version version, boolean hashKnown) {
  boolean forRest() {
    return from > 0;
  }
}
