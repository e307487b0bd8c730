package dev.trustconnect.okhttp;

import dev.trustconnect.gate.SeenSecrets;
import dev.trustconnect.gate.UntrustedConnectionException;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one call, however often an interceptor before ours lets it pass. Doesn't
 * hold the call itself. Thread-safe.
 */
final class CallState {
  private final Headers own;
  private final HttpUrl home;
  private final SeenSecrets secrets = new SeenSecrets();
  private final AtomicBoolean watched = new AtomicBoolean();
  private volatile @Nullable CallPass pass;
  private volatile @Nullable UntrustedConnectionException refusal;
  private volatile @Nullable Headers looked;
  private volatile @Nullable String jarCookies;

  /**
   * A call.
   *
   * @param own what the application asked for
   * @param first the request as it came to our first interceptor
   */
  CallState(Request own, Request first) {
    this.own = own.headers(); // a tag of the request may hold the call
    this.home = isUpgraded(own.url(), first.url()) ? first.url() : own.url();
  }

  /** Whether an interceptor before ours put TLS into the application's URL, as some do. */
  private static boolean isUpgraded(HttpUrl own, HttpUrl first) {
    return !own.isHttps()
        && first.isHttps()
        && own.host().equals(first.host())
        && own.port() == HttpUrl.defaultPort("http")
        && first.port() == HttpUrl.defaultPort("https");
  }

  /** The headers as the application gave them. */
  Headers own() {
    return own;
  }

  /** Where the application addressed it, whatever an interceptor has made of that. */
  HttpUrl home() {
    return home;
  }

  /** Where its secrets were first seen. */
  SeenSecrets secrets() {
    return secrets;
  }

  /** True the first time: a call needs one guard. */
  boolean watch() {
    return watched.compareAndSet(false, true);
  }

  boolean isWatched() {
    return watched.get();
  }

  /** The one under way; null before the first. */
  @Nullable CallPass pass() {
    return pass;
  }

  void begin(CallPass next) {
    pass = next;
    looked = null;
  }

  /** Why the call was cancelled by us; null if it wasn't. */
  @Nullable UntrustedConnectionException refusal() {
    return refusal;
  }

  void refuse(UntrustedConnectionException why) {
    if (refusal == null) {
      refusal = why;
    }
  }

  /** OkHttp sends nothing more for a call that was cancelled, and can't say why. */
  void throwIfRefused() throws UntrustedConnectionException {
    UntrustedConnectionException why = refusal;
    if (why != null) {
      throw why;
    }
  }

  /**
   * Those of the request that our network interceptor let go last; null if it hasn't seen any. If
   * it has, it can take headers out of later ones.
   */
  @Nullable Headers looked() {
    return looked;
  }

  void looked(Request leaving) {
    looked = leaving.headers();
  }

  /** Whether this Cookie header is the one that the client's jar gave last, and was looked at. */
  boolean isOfJar(String cookies) {
    return cookies.equals(jarCookies);
  }

  void jarCookies(String cookies) {
    jarCookies = cookies;
  }
}
