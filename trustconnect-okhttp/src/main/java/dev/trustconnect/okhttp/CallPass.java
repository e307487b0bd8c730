package dev.trustconnect.okhttp;

import dev.trustconnect.gate.Evidence;
import dev.trustconnect.resolve.UntrustedNameException;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * One pass of a call from our application interceptor to a response. A call makes several only if
 * an interceptor before ours retries. It is a tag of the requests, so that the response leads to
 * its evidence. Thread-safe.
 */
final class CallPass {
  private final HttpUrl first;
  private final DeclaredProxySelector proxies;
  private final @Nullable PoolEpochs epochs;
  private volatile HttpUrl current;
  private volatile @Nullable Evidence evidence;
  private volatile boolean isSeen;

  /**
   * A pass that begins with {@code first}, which has been checked.
   *
   * @param epochs the epochs of the hosts it goes to; null if this OkHttp has no per-call {@code
   *     Dns}
   */
  CallPass(Request first, DeclaredProxySelector proxies, @Nullable PoolEpochs epochs) {
    this.first = first.url();
    this.current = first.url();
    this.proxies = proxies;
    this.epochs = epochs;
  }

  DeclaredProxySelector proxies() {
    return proxies;
  }

  /** The URL of the latest request. */
  HttpUrl current() {
    return current;
  }

  void follow(Request next) {
    current = next.url();
  }

  /**
   * Goes back to the first URL once OkHttp has followed the last redirect. If an interceptor after
   * ours sends another request, nothing checks it before it leaves, so it may not go where the
   * redirects led.
   */
  void startOver() {
    current = first;
  }

  /**
   * Keeps the pass off pooled connections to addresses that the name of {@link #current} no longer
   * resolves to. May block for a lookup.
   *
   * @throws UntrustedNameException if the name is refused now
   */
  void enter() throws UntrustedNameException {
    if (epochs != null) {
      epochs.enter(current);
    }
  }

  /**
   * The URL that a connection to {@code connected} must be for: that of the last redirect, or the
   * first one, since an interceptor after ours may retry from the beginning.
   */
  HttpUrl urlFor(HttpUrl connected) {
    return isSame(first, connected) ? first : current;
  }

  static boolean isSame(HttpUrl one, HttpUrl other) {
    return one.port() == other.port() && one.host().equals(other.host());
  }

  /** The evidence of the connection used last; null if there is none. */
  @Nullable Evidence evidence() {
    return evidence;
  }

  /**
   * Records that a gate allowed a connection; {@code found} is null if it has no TLS and the policy
   * only reports that.
   */
  void evidence(@Nullable Evidence found) {
    evidence = found;
    isSeen = true;
  }

  /** Whether a gate has checked a connection. */
  boolean isSeen() {
    return isSeen;
  }
}
