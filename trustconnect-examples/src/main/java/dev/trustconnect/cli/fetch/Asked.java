package dev.trustconnect.cli.fetch;

/**
 * What a request asked for.
 *
 * @param from the position of the first byte that is missing; 0 asks for the whole
 * @param version that the bytes before {@code from} belong to; irrelevant if {@code from} is 0
 * @param hashKnown whether a hash will show whether the file is whole
 */
record Asked(long from, Version version, boolean hashKnown) {
  boolean forRest() {
    return from > 0;
  }
}
