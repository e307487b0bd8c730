package dev.trustconnect.okhttp;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.HttpUrl;

/**
 * The pool epochs of the hosts that a call has gone to, as of its first visit. A connection keeps
 * those of the call that opened it. Thread-safe.
 */
final class CallEpochs {
  private final Map<String, Integer> byHost = new ConcurrentHashMap<>(4);

  /**
   * Records that the call now goes to {@code url}.
   *
   * @return false if it has been there in an older epoch
   */
  boolean enter(HttpUrl url, int epoch) {
    Integer before = byHost.putIfAbsent(url.host(), epoch);
    return before == null || before == epoch;
  }

  /** Whether both saw the same epoch of every host that both have gone to. */
  boolean agreesWith(CallEpochs other) {
    for (Map.Entry<String, Integer> one : byHost.entrySet()) { // for each pooled connection
      Integer theirs = other.byHost.get(one.getKey());
      if (theirs != null && !theirs.equals(one.getValue())) {
        return false;
      }
    }
    return true;
  }
}
