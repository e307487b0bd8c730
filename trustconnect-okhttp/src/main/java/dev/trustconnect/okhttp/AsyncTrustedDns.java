package dev.trustconnect.okhttp;

import dev.trustconnect.resolve.TrustedResolver;
import okhttp3.Dns;

/**
 * The {@code Dns} for an OkHttp that asks asynchronously. Not to be touched on an OkHttp that
 * doesn't.
 */
final class AsyncTrustedDns extends TrustedDns {
  private AsyncTrustedDns(TrustedResolver resolver) {
    super(resolver);
  }

  static TrustedDns asking(TrustedResolver resolver) {
    return new AsyncTrustedDns(resolver);
  }

  @Override
  public Dns.Call newCall(Dns.Request request) {
    return new TrustedDnsCall(resolver(), request);
  }
}
