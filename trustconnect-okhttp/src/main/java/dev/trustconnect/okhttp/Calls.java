package dev.trustconnect.okhttp;

import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import okhttp3.Call;
import okhttp3.Request;

/**
 * The state of each call that is under way. It goes with its call: a tag of the request would be
 * lost to an interceptor that makes a request of its own. Thread-safe.
 */
final class Calls {
  private final Map<Call, CallState> states = Collections.synchronizedMap(new WeakHashMap<>());

  /**
   * The state of {@code call}; a new one if it hasn't been here.
   *
   * @param now its request as it comes by
   */
  CallState of(Call call, Request now) {
    return states.computeIfAbsent(call, newcomer -> new CallState(newcomer.request(), now));
  }
}
