package dev.trustconnect.cli.fetch;

/**
 * Which version of which resource the bytes of a part belong to.
 *
 * @param validator what If-Range can name this version by; empty if nothing can, so that a part of
 *     it can't be resumed
 * @param total how many bytes the whole has; -1 if the server didn't say
 * @param source fingerprint of the place that sent the bytes, after redirects
 */
record Version(String validator, long total, String source) {
  boolean canResume() {
    return !validator.isEmpty();
  }
}
