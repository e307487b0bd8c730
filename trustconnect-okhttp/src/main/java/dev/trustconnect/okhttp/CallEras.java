package dev.trustconnect.okhttp;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.HttpUrl;

/**
 * The eras of the hosts that a call has gone to, as they were when it first asked. A connection
 * keeps those of the call that made it. Thread-safe.
 */
final class CallEras {
  private final Map<String, Integer> byHost = new ConcurrentHashMap<>(4);

  /**
   * The call goes to {@code url} from now on.
   *
   * @return false if it has been there in an older era
   */
  boolean enter(HttpUrl url, int era) {
    Integer before = byHost.putIfAbsent(url.host(), era);
    return before == null || before == era;
  }

  /**
   * Whether both have seen the same era of every host that both have gone to. A call that is at a
   * host has its era; so has every connection to that host.
   */
  boolean agreesWith(CallEras other) {
    return byHost.entrySet().stream()
        .allMatch(
            one -> {
              Integer theirs = other.byHost.get(one.getKey());
              return theirs == null || theirs.equals(one.getValue());
            });
  }
}
