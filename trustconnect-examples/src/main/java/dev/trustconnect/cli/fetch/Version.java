package dev.trustconnect.cli.fetch;

/**
 * The version of a resource that the bytes of a part belong to.
 *
 * @param validator the validator for If-Range; empty if there is none, so that a part can't be
 *     resumed
 * @param total the size of the whole file; -1 if the server didn't say
 * @param source the fingerprint of the URL that sent the bytes, after redirects
 */
record Version(String validator, long total, String source) {
  boolean canResume() {
    return !validator.isEmpty();
  }
}
