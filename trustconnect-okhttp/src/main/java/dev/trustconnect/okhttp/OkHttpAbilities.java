package dev.trustconnect.okhttp;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;
import okhttp3.Call;
import okhttp3.Dns;
import okhttp3.EventListener;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/** The features of the OkHttp on the class path. */
final class OkHttpAbilities {
  // Looked up once: reflection copies all methods of a class each time, and calls ask for these.
  private static final boolean WATCHES =
      has(Call.class, "addEventListener") && has(EventListener.class, "followUpDecision");
  private static final boolean OVERRIDES =
      has(Interceptor.Chain.class, "withDns")
          && has(Interceptor.Chain.class, "withSslSocketFactory")
          && has(Interceptor.Chain.class, "withHostnameVerifier")
          && has(Interceptor.Chain.class, "withProxySelector");
  private static final boolean ASYNCHRONOUS = has(Dns.class, "newCall");
  private static final ClassValue<Optional<Method>> CLIENT_GETTERS =
      new ClassValue<>() {
        @Override
        protected Optional<Method> computeValue(Class<?> type) {
          try {
            return Optional.of(type.getMethod("getClient"));
          } catch (NoSuchMethodException e) {
            return Optional.empty();
          }
        }
      };

  private OkHttpAbilities() {}

  /** Whether an interceptor can watch a call: every connection, redirect and retry. */
  static boolean watchesCalls() {
    return WATCHES;
  }

  /** Whether interceptors can replace dns, TLS, verifier and proxies for a call (OkHttp 5.4). */
  static boolean overridesPerCall() {
    return OVERRIDES;
  }

  /**
   * The client that made {@code call}; null if this OkHttp doesn't say. The method isn't part of
   * OkHttp's API but is public in all of 4.x and 5.x. It is needed only before 5.4, and those
   * releases no longer change.
   */
  static @Nullable OkHttpClient clientOf(Call call) {
    Optional<Method> getter = CLIENT_GETTERS.get(call.getClass());
    if (getter.isEmpty()) {
      return null;
    }
    try {
      return getter.get().invoke(call) instanceof OkHttpClient client ? client : null;
    } catch (IllegalAccessException e) {
      return null;
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("OkHttp failed to return a call's client", e);
    }
  }

  /** Whether lookups can be asynchronous (OkHttp 5.5). */
  static boolean looksUpAsynchronously() {
    return ASYNCHRONOUS;
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
