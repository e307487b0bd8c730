package dev.trustconnect.okhttp;

import okhttp3.Dns;

/**
 * The {@code Dns} for an OkHttp that asks asynchronously. Not to be touched on an OkHttp that
 * doesn't.
 */
final class AsyncTrustedDns extends TrustedDns {
  private AsyncTrustedDns(Names names) {
    super(names);
  }

  static TrustedDns asking(Names names) {
    return new AsyncTrustedDns(names);
  }

  @Override
  public Dns.Call newCall(Dns.Request request) {
    return new TrustedDnsCall(names(), request);
  }
}
