package dev.trustconnect.okhttp;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import okhttp3.Call;
import okhttp3.Dns;
import okhttp3.EventListener;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/** What the OkHttp on the class path supports. */
final class OkHttpAbilities {
  private OkHttpAbilities() {}

  /** Whether an interceptor can watch a call: every connection, redirect and retry. */
  static boolean watchesCalls() {
    return has(Call.class, "addEventListener") && has(EventListener.class, "followUpDecision");
  }

  /** Whether interceptors can replace dns, TLS, verifier and proxies for a call (OkHttp 5.4). */
  static boolean overridesPerCall() {
    return has(Interceptor.Chain.class, "withDns")
        && has(Interceptor.Chain.class, "withSslSocketFactory")
        && has(Interceptor.Chain.class, "withHostnameVerifier")
        && has(Interceptor.Chain.class, "withProxySelector");
  }

  /**
   * The client that made {@code call}; null if this OkHttp doesn't say. The method isn't part of
   * OkHttp's API but is public in all of 4.x and 5.x. It is needed only before 5.4, and those
   * releases no longer change.
   */
  static @Nullable OkHttpClient clientOf(Call call) {
    try {
      return call.getClass().getMethod("getClient").invoke(call) instanceof OkHttpClient client
          ? client
          : null;
    } catch (NoSuchMethodException | IllegalAccessException e) {
      return null;
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("OkHttp failed to return a call's client", e);
    }
  }

  /** Whether lookups can be asynchronous (OkHttp 5.5). */
  static boolean looksUpAsynchronously() {
    return has(Dns.class, "newCall");
  }

  private static boolean has(Class<?> type, String name) {
    for (Method method : type.getMethods()) {
      if (method.getName().equals(name)) {
        return true;
      }
    }
    return false;
  }
}
