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
 * Checks the steps of a call that no interceptor sees: each connection before it is used, each
 * redirect and retry before it is sent, WebSockets included. It cancels a refused call, and the
 * interceptor throws the reason. One per call, however many passes the call makes. Needs OkHttp
 * 5.4; must not be loaded on an older one.
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

  /** Starts watching {@code call}; does nothing if it is watched already. */
  static void watch(Call call, Exchanges exchanges, CallState state) {
    if (state.watch()) {
      call.addEventListener(new CallGuard(exchanges, state));
    }
  }

  /** Checks the proxy before OkHttp connects to it: a later interceptor may have set it. */
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

  /** Checks the connection again if an interceptor after ours sends another request on it. */
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
   * Checks what interceptors after ours have added. It has been sent already, but is remembered, so
   * that it goes to no other host.
   */
  @Override
  public void requestHeadersEnd(Call call, Request request) {
    sent = request;
    Headers looked = state.looked();
    if (request.headers().equals(looked)) {
      return; // unchanged since our network interceptor checked it
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
      refuse(call, exchanges.refused(moved));
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
    if (state.looked() == null) { // otherwise our network interceptor checks the next request too
      pass.startOver();
    }
  }

  /** Cancels the call: OkHttp checks for that before it writes. */
  private void refuse(Call call, UntrustedConnectionException why) {
    state.refuse(why);
    call.cancel();
  }

  /** The exception for the caller: the refusal if we cancelled the call, or else {@code thrown}. */
  static IOException toThrow(CallState state, IOException thrown) {
    UntrustedConnectionException refusal = state.refusal();
    if (refusal == null || refusal == thrown) {
      return thrown;
    }
    refusal.addSuppressed(thrown);
    return refusal;
  }
}
