package dev.trustconnect.cli.fetch;

import java.time.Duration;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * What is to be downloaded.
 *
 * @param url where from
 * @param sha256 that the file must have, in lower-case hex; null accepts any
 * @param maxBytes that the file may have
 * @param maxTime that the whole download may take, redirects and body included
 */
public record Wanted(HttpUrl url, @Nullable String sha256, long maxBytes, Duration maxTime) {
  boolean hashKnown() {
    return sha256 != null;
  }

  /** A URL for people: without query, fragment and user information, which may hold a token. */
  public static String shown(HttpUrl url) {
    return url.newBuilder().query(null).fragment(null).username("").password("").build().toString();
  }
}
