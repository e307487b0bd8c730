package dev.trustconnect.okhttp;

import dev.trustconnect.gate.Evidence;
import dev.trustconnect.resolve.UntrustedNameException;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * A call's way from our application interceptor to a response: one, unless an interceptor before
 * ours tries again. Travels as a tag of its requests, so that the response shows its evidence.
 * Thread-safe.
 */
final class CallPass {
  private final HttpUrl first;
  private final DeclaredProxySelector proxies;
  private final @Nullable Eras eras;
  private volatile HttpUrl current;
  private volatile @Nullable Evidence evidence;
  private volatile boolean isSeen;

  /**
   * A pass that begins with {@code first}, which was looked at.
   *
   * @param eras of the hosts it goes to; null where OkHttp can't be kept off a connection
   */
  CallPass(Request first, DeclaredProxySelector proxies, @Nullable Eras eras) {
    this.first = first.url();
    this.current = first.url();
    this.proxies = proxies;
    this.eras = eras;
  }

  DeclaredProxySelector proxies() {
    return proxies;
  }

  /** Where it goes by now. */
  HttpUrl current() {
    return current;
  }

  void follow(Request next) {
    current = next.url();
  }

  /**
   * OkHttp has followed the last redirect. An interceptor after ours may send another request,
   * which nothing looks at before it leaves: not to where the redirects led.
   */
  void startOver() {
    current = first;
  }

  /**
   * Keeps it off pooled connections that the name of {@link #current} doesn't lead to any more.
   *
   * @throws UntrustedNameException if the name is refused now
   */
  void enter() throws UntrustedNameException {
    if (eras != null) {
      eras.enter(current);
    }
  }

  /**
   * The URL that a connection to {@code connected} should be for: that of the last redirect, or the
   * first, since an interceptor after ours may try again from the beginning.
   */
  HttpUrl urlFor(HttpUrl connected) {
    return isSame(first, connected) ? first : current;
  }

  static boolean isSame(HttpUrl one, HttpUrl other) {
    return one.port() == other.port() && one.host().equals(other.host());
  }

  /** Of the connection used last; null if there is none. */
  @Nullable Evidence evidence() {
    return evidence;
  }

  /** A gate has let a connection be used; null if it has no TLS, which was only reported. */
  void evidence(@Nullable Evidence found) {
    evidence = found;
    isSeen = true;
  }

  /** Whether a gate has looked at a connection. */
  boolean isSeen() {
    return isSeen;
  }
}
