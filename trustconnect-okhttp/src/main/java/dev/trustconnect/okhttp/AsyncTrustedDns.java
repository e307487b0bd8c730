package dev.trustconnect.okhttp;

import okhttp3.Dns;

/**
 * The {@code Dns} for an OkHttp with asynchronous lookups (5.5 and later). Must not be loaded on an
 * older one.
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
