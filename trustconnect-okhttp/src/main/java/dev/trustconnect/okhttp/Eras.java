package dev.trustconnect.okhttp;

import dev.trustconnect.gate.NameGate;
import dev.trustconnect.resolve.UntrustedNameException;
import okhttp3.HttpUrl;

/**
 * Keeps a call off pooled connections that a name of it doesn't lead to any more, by giving it a
 * {@code Dns} that isn't equal to theirs: calls under way on them end in peace. Needs OkHttp 5.4.
 * Thread-safe.
 */
final class Eras {
  private final Exchanges exchanges;
  private final NameGate gate;
  private final CallEras entered = new CallEras();

  /** The eras of one call. */
  Eras(Exchanges exchanges, NameGate gate) {
    this.exchanges = exchanges;
    this.gate = gate;
  }

  /**
   * The call goes to {@code url} next. Blocks if the name has to be asked for again.
   *
   * @throws UntrustedNameException if the name is refused now
   */
  void enter(HttpUrl url) throws UntrustedNameException {
    if (!entered.enter(url, exchanges.era(url, true))) {
      // It has been there before the name moved, and OkHttp may offer the same connection again.
      int unusedEra = exchanges.era(url, false);
    }
  }

  /** The {@code Dns} for the call. */
  TrustedDns dns() {
    return TrustedDns.over(gate, entered);
  }
}
