package dev.trustconnect.okhttp;

import dev.trustconnect.evidence.Evidence;
import dev.trustconnect.gate.UntrustedConnectionException;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one call from its start to its response; travels as a tag of its requests.
 * Thread-safe.
 */
final class CallState {
  private final Request home;
  private volatile @Nullable Evidence evidence;
  private volatile @Nullable UntrustedConnectionException refusal;
  private volatile boolean seenOnNetwork;

  /** A call that the application addressed like this. */
  CallState(Request home) {
    this.home = home;
  }

  Request home() {
    return home;
  }

  /** Of the connection used last. */
  @Nullable Evidence evidence() {
    return evidence;
  }

  void evidence(Evidence found) {
    evidence = found;
  }

  /** Why the call was cancelled by us; null if it wasn't. */
  @Nullable UntrustedConnectionException refusal() {
    return refusal;
  }

  void refuse(UntrustedConnectionException why) {
    refusal = why;
  }

  /** Whether the network interceptor is there: it can take headers out of later requests. */
  boolean isSeenOnNetwork() {
    return seenOnNetwork;
  }

  void seenOnNetwork() {
    seenOnNetwork = true;
  }
}
