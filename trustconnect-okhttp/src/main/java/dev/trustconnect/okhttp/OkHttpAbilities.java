package dev.trustconnect.okhttp;

import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

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

  /**
   * The client that made {@code call}; null if this OkHttp doesn't tell. Not part of its API, but
   * public in all of 4.x and 5.x: for those before 5.4, which won't change any more.
   */
  static @Nullable OkHttpClient clientOf(Call call) {
    try {
      return call.getClass().getMethod("getClient").invoke(call) instanceof OkHttpClient client
          ? client
          : null;
    } catch (NoSuchMethodException | IllegalAccessException e) {
      return null;
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("a call that can't name its client", e);
    }
  }

  private static boolean has(Class<?> type, String method) {
    return Arrays.stream(type.getMethods()).anyMatch(m -> m.getName().equals(method));
  }
}
