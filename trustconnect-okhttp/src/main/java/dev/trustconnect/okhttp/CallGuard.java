package dev.trustconnect.okhttp;

import dev.trustconnect.gate.UntrustedConnectionException;
import dev.trustconnect.resolve.UntrustedNameException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Watches every step of a call where no interceptor is asked: each connection before it is used,
 * each redirect and retry before it is sent, WebSockets included. What it refuses is cancelled, and
 * the interceptor tells the caller why. One for a call, however many passes that makes. Needs
 * OkHttp 5.4; not to be touched on an older one.
 */
final class CallGuard extends EventListener {
  private final Exchanges exchanges;
  private final CallState state;
  private volatile @Nullable Request sent;
  private volatile @Nullable Connection acquired;

  private CallGuard(Exchanges exchanges, CallState state) {
    this.exchanges = exchanges;
    this.state = state;
  }

  /** Watches {@code call} from now on. */
  static void watch(Call call, Exchanges exchanges, CallState state) {
    if (state.watch()) {
      call.addEventListener(new CallGuard(exchanges, state));
    }
  }

  /** A later interceptor may have put a proxy in; OkHttp hasn't connected to it yet. */
  @Override
  public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
    CallPass pass = state.pass();
    if (pass == null) {
      return;
    }
    try {
      pass.proxies().declared().check(pass.current(), proxy);
    } catch (UntrustedConnectionException refused) {
      refuse(call, refused);
    }
  }

  @Override
  public void connectionAcquired(Call call, Connection connection) {
    CallPass pass = state.pass();
    if (pass == null) {
      return;
    }
    acquired = connection;
    HttpUrl url = pass.urlFor(connection.route().address().url());
    try {
      pass.evidence(exchanges.evidence(url, connection));
    } catch (UntrustedConnectionException refused) {
      refuse(call, refused);
    }
  }

  @Override
  public void connectionReleased(Call call, Connection connection) {
    acquired = null;
  }

  /** A call keeps its connection for a request that an interceptor after ours makes. */
  @Override
  public void requestHeadersStart(Call call) {
    Connection connection = acquired;
    CallPass pass = state.pass();
    if (connection == null || pass == null) {
      return;
    }
    HttpUrl connected = connection.route().address().url();
    if (!CallPass.isSame(pass.urlFor(connected), connected)) {
      connectionAcquired(call, connection);
    }
  }

  /**
   * What interceptors after ours have put in shows itself here, and is on its way already. It is
   * remembered, so that it goes nowhere else.
   */
  @Override
  public void requestHeadersEnd(Call call, Request request) {
    sent = request;
    Headers looked = state.looked();
    if (request.headers().equals(looked)) {
      return; // as our network interceptor let it go
    }
    try {
      if (looked != null) {
        exchanges.checkAddedLate(state, request, looked);
      } else {
        exchanges.checkSent(state, request);
      }
    } catch (UntrustedConnectionException refused) {
      refuse(call, refused);
    }
  }

  @Override
  public void followUpDecision(Call call, Response answer, @Nullable Request next) {
    CallPass pass = state.pass();
    if (pass == null) {
      return;
    }
    if (next == null) {
      endFollowing(pass);
      return;
    }
    pass.follow(next);
    try {
      Request last = sent;
      if (state.looked() == null && last != null) {
        exchanges.checkAddedLate(state, last, answer.request().headers());
      }
      var unusedStripped = exchanges.check(state, next, state.looked() != null);
      pass.proxies().check(next.url());
      pass.enter();
    } catch (UntrustedNameException moved) {
      refuse(call, UntrustedConnectionException.of(moved));
    } catch (UntrustedConnectionException refused) {
      refuse(call, refused);
    }
  }

  @Override
  public void retryDecision(Call call, IOException failure, boolean retry) {
    CallPass pass = state.pass();
    if (!retry && pass != null) {
      endFollowing(pass);
    }
  }

  private void endFollowing(CallPass pass) {
    if (state.looked() == null) { // or our network interceptor looks at the next request as well
      pass.startOver();
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
