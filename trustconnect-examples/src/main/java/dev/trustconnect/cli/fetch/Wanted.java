package dev.trustconnect.cli.fetch;

import java.time.Duration;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * A file to download.
 *
 * @param url the URL of the file
 * @param sha256 the SHA-256 that the file must have, in lower-case hex; null accepts any
 * @param maxBytes the maximum size of the file
 * @param maxTime the limit for the whole download, including redirects and body
 */
public record Wanted(HttpUrl url, @Nullable String sha256, long maxBytes, Duration maxTime) {
  boolean hashKnown() {
    return sha256 != null;
  }

  /** A URL for people, without query, fragment and user information, which may contain a token. */
  public static String shown(HttpUrl url) {
    return url.newBuilder().query(null).fragment(null).username("").password("").build().toString();
  }
}
