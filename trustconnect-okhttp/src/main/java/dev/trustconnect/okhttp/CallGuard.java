package dev.trustconnect.okhttp;

import dev.trustconnect.gate.UntrustedConnectionException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Watches every step of a call where no interceptor is asked: each connection before it is used,
 * each redirect and retry before it is sent, WebSockets included. What it refuses is cancelled, and
 * the interceptor tells the caller why. Needs OkHttp 5.4; not to be touched on an older one.
 */
final class CallGuard extends EventListener {
  private final Exchanges exchanges;
  private final DeclaredProxySelector proxies;
  private final CallState state;
  private volatile Request current;

  private CallGuard(Exchanges exchanges, DeclaredProxySelector proxies, CallState state) {
    this.exchanges = exchanges;
    this.proxies = proxies;
    this.state = state;
    this.current = state.home();
  }

  /** Watches {@code call} from now on. */
  static void watch(
      Call call, Exchanges exchanges, DeclaredProxySelector proxies, CallState state) {
    call.addEventListener(new CallGuard(exchanges, proxies, state));
  }

  /** A later interceptor may have put a proxy in; OkHttp hasn't connected to it yet. */
  @Override
  public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
    try {
      proxies.declared().check(current.url(), proxy);
    } catch (UntrustedConnectionException refused) {
      refuse(call, refused);
    }
  }

  @Override
  public void connectionAcquired(Call call, Connection connection) {
    try {
      state.evidence(exchanges.evidence(current.url(), connection));
    } catch (UntrustedConnectionException refused) {
      refuse(call, refused);
    }
  }

  @Override
  public void followUpDecision(Call call, Response answer, @Nullable Request next) {
    if (next == null) {
      return;
    }
    current = next;
    try {
      var unusedStripped = exchanges.check(state.home(), next, state.isSeenOnNetwork());
      proxies.check(next.url());
    } catch (UntrustedConnectionException refused) {
      refuse(call, refused);
    }
  }

  /** OkHttp looks whether it was cancelled before it writes. */
  private void refuse(Call call, UntrustedConnectionException why) {
    state.refuse(why);
    call.cancel();
  }

  /** What the caller is told: the reason if we cancelled, or what went wrong otherwise. */
  static IOException told(CallState state, IOException thrown) {
    UntrustedConnectionException refusal = state.refusal();
    if (refusal == null || refusal == thrown) {
      return thrown;
    }
    refusal.addSuppressed(thrown);
    return refusal;
  }
}
