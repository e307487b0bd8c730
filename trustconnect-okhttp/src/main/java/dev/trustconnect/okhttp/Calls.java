package dev.trustconnect.okhttp;

import dev.trustconnect.gate.RequestGate;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import okhttp3.Call;
import okhttp3.Request;

/**
 * The state of each call, weakly keyed by the call. A tag of the request wouldn't do: an
 * interceptor that makes its own request drops it. Thread-safe.
 */
final class Calls {
  private final RequestGate gate;
  private final Map<Call, CallState> states = Collections.synchronizedMap(new WeakHashMap<>());

  /** No calls yet; {@code gate} checks their requests. */
  Calls(RequestGate gate) {
    this.gate = gate;
  }

  /**
   * The state of {@code call}, created if there is none.
   *
   * @param now the request as our interceptor received it
   */
  CallState of(Call call, Request now) {
    return states.computeIfAbsent(call, newcomer -> new CallState(newcomer.request(), now, gate));
  }

  /**
   * Has {@code forwarded} checked as a part of {@code call}: its secrets belong where they were
   * sent first by either. If an interceptor has sent it to another host or port, it is checked as a
   * separate call to that host instead, so that its policy protects it too.
   */
  void forward(CallState call, Call forwarded) {
    Request request = forwarded.request();
    if (call.isHome(request.url())) {
      states.put(forwarded, call.ofForwarded(request));
    }
  }
}
