package dev.trustconnect.okhttp;

import dev.trustconnect.gate.NameGate;
import dev.trustconnect.resolve.UntrustedNameException;
import okhttp3.Interceptor;
import okhttp3.Request;

/**
 * Keeps a call off pooled connections that its name doesn't lead to any more, by giving it a {@code
 * Dns} that isn't equal to theirs: calls under way on them end in peace. Needs OkHttp 5.4; not to
 * be touched on an older one. Thread-safe.
 */
final class Eras {
  private final Exchanges exchanges;
  private final NameGate gate;
  private final TrustedDns first;

  Eras(Exchanges exchanges, NameGate gate) {
    this.exchanges = exchanges;
    this.gate = gate;
    this.first = TrustedDns.over(gate);
  }

  /** The {@code Dns} for a call. Blocks if the name has to be asked for again. */
  TrustedDns dnsFor(Request request) throws UntrustedNameException {
    int era = exchanges.era(request.url(), true);
    return era == 0 ? first : TrustedDns.over(gate, era);
  }

  /** The rest of the call, kept to the connections it may use. */
  Interceptor.Chain lead(Interceptor.Chain chain) throws UntrustedNameException {
    TrustedDns dns = dnsFor(chain.request());
    return dns.equals(first) ? chain : chain.withDns(dns);
  }
}
