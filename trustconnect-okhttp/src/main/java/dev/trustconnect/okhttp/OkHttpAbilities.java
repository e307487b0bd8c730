package dev.trustconnect.okhttp;

import java.util.Arrays;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.Interceptor;

/** What the OkHttp on the class path can do. */
final class OkHttpAbilities {
  private OkHttpAbilities() {}

  /** Calls can be watched from an interceptor: every connection, redirect and retry. */
  static boolean watchesCalls() {
    return has(Call.class, "addEventListener") && has(EventListener.class, "followUpDecision");
  }

  /** Interceptors can exchange dns, TLS, verifier and proxies for their call (OkHttp 5.4). */
  static boolean overridesPerCall() {
    return has(Interceptor.Chain.class, "withDns")
        && has(Interceptor.Chain.class, "withSslSocketFactory")
        && has(Interceptor.Chain.class, "withHostnameVerifier")
        && has(Interceptor.Chain.class, "withProxySelector");
  }

  private static boolean has(Class<?> type, String method) {
    return Arrays.stream(type.getMethods()).anyMatch(m -> m.getName().equals(method));
  }
}
