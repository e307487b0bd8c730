package dev.trustconnect.okhttp;

import dev.trustconnect.gate.Exchange;
import dev.trustconnect.gate.RequestGate;
import dev.trustconnect.gate.UntrustedConnectionException;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/** The state of one call over all its passes. Doesn't reference the call. Thread-safe. */
final class CallState {
  private final Headers own;
  private final HttpUrl home;
  private final Exchange exchange;
  private final AtomicBoolean watched = new AtomicBoolean();
  private final AtomicBoolean passed = new AtomicBoolean();
  private volatile @Nullable CallPass pass;
  private volatile @Nullable UntrustedConnectionException refusal;
  private volatile @Nullable Headers looked;
  private volatile @Nullable String jarCookies;

  /**
   * The state of a new call.
   *
   * @param own the request as the application made it
   * @param first the request as it came to our first interceptor
   * @param gate checks its requests
   */
  CallState(Request own, Request first, RequestGate gate) {
    this.own = own.headers(); // don't keep the request: one of its tags may reference the call
    this.home = home(own, first);
    this.exchange = gate.begin(home.host(), home.port());
  }

  private CallState(Headers own, CallState original) {
    this.own = own;
    this.home = original.home;
    this.exchange = original.exchange;
  }

  /**
   * The state of a call that sends {@code request} of this one in its place. All of its headers
   * belong to the host that it goes to, also those that interceptors added, and those that policies
   * declare secret only later.
   */
  CallState ofForwarded(Request request) {
    return new CallState(request.headers(), this);
  }

  /**
   * True on the first call only. In a later pass, secrets of this host may be known as those of
   * another, where the first pass sent them.
   */
  boolean isFirstPass() {
    return passed.compareAndSet(false, true);
  }

  /** Whether {@code url} is at the host and port that the application called. */
  boolean isHome(HttpUrl url) {
    return CallPass.isSame(home, url);
  }

  /** The URL the application called, whatever interceptors have changed it to. */
  static HttpUrl home(Request own, Request first) {
    return isUpgraded(own.url(), first.url()) ? first.url() : own.url();
  }

  /**
   * Whether an interceptor before ours changed the application's URL from http to https, as some
   * do.
   */
  private static boolean isUpgraded(HttpUrl own, HttpUrl first) {
    return !own.isHttps()
        && first.isHttps()
        && own.host().equals(first.host())
        && own.port() == HttpUrl.defaultPort("http")
        && first.port() == HttpUrl.defaultPort("https");
  }

  /** The headers as the application set them. */
  Headers own() {
    return own;
  }

  /** Checks its requests. */
  Exchange exchange() {
    return exchange;
  }

  /** True on the first call only: each call needs one guard. */
  boolean watch() {
    return watched.compareAndSet(false, true);
  }

  boolean isWatched() {
    return watched.get();
  }

  /** The current pass; null before the first. */
  @Nullable CallPass pass() {
    return pass;
  }

  void begin(CallPass next) {
    pass = next;
    looked = null;
  }

  /** Why we cancelled the call; null if we didn't. */
  @Nullable UntrustedConnectionException refusal() {
    return refusal;
  }

  void refuse(UntrustedConnectionException why) {
    if (refusal == null) {
      refusal = why;
    }
  }

  /**
   * Throws the refusal of a call we cancelled: OkHttp itself would report only the cancellation.
   */
  void throwIfRefused() throws UntrustedConnectionException {
    UntrustedConnectionException why = refusal;
    if (why != null) {
      throw why;
    }
  }

  /**
   * The headers of the request that our network interceptor passed on last; null if it hasn't seen
   * one. If it has, it can remove headers from later requests.
   */
  @Nullable Headers looked() {
    return looked;
  }

  void looked(Request leaving) {
    looked = leaving.headers();
  }

  /**
   * Whether this Cookie header is the one the client's jar returned last, which has been checked.
   */
  boolean isOfJar(String cookies) {
    return cookies.equals(jarCookies);
  }

  void jarCookies(String cookies) {
    jarCookies = cookies;
  }
}
