package dev.trustconnect.okhttp;

import dev.trustconnect.gate.NameGate;
import dev.trustconnect.resolve.UntrustedNameException;
import okhttp3.HttpUrl;

/**
 * Keeps a call off pooled connections to addresses that its name no longer resolves to, by giving
 * it a {@code Dns} that isn't equal to theirs. Other calls can finish on those connections. Needs
 * OkHttp 5.4. Thread-safe.
 */
final class PoolEpochs {
  private final Exchanges exchanges;
  private final NameGate gate;
  private final CallEpochs entered = new CallEpochs();

  /** The epochs of one call. */
  PoolEpochs(Exchanges exchanges, NameGate gate) {
    this.exchanges = exchanges;
    this.gate = gate;
  }

  /**
   * Records that the call goes to {@code url} next. Blocks if the name has to be looked up again.
   *
   * @throws UntrustedNameException if the name is now refused
   */
  void enter(HttpUrl url) throws UntrustedNameException {
    if (!entered.enter(url, exchanges.epoch(url, true))) {
      // The call was there before the addresses changed; OkHttp may offer it the same connection
      // again, so close it.
      int unusedEpoch = exchanges.epoch(url, false);
    }
  }

  /** The {@code Dns} for the call. */
  TrustedDns dns() {
    return TrustedDns.over(gate, entered);
  }
}
