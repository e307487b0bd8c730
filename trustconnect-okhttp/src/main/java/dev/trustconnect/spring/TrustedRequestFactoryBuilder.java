package dev.trustconnect.spring;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.okhttp.TrustConnectOkHttp;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * Builds request factories with the settings of Spring Boot. They have another type in 3.5 than in
 * 4.0, with the same accessors, so this is a proxy: no class can implement the interface of both.
 */
final class TrustedRequestFactoryBuilder implements InvocationHandler {
  private final OkHttpClient client;

  private TrustedRequestFactoryBuilder(OkHttpClient client) {
    this.client = client;
  }

  static ClientHttpRequestFactoryBuilder<?> over(TrustConnect trust) {
    return (ClientHttpRequestFactoryBuilder<?>)
        Proxy.newProxyInstance(
            ClientHttpRequestFactoryBuilder.class.getClassLoader(),
            new Class<?>[] {ClientHttpRequestFactoryBuilder.class},
            new TrustedRequestFactoryBuilder(TrustConnectOkHttp.newClient(trust)));
  }

  /** Whether a builder came from {@link #over}. */
  static boolean isOurs(Object builder) {
    return Proxy.isProxyClass(builder.getClass())
        && Proxy.getInvocationHandler(builder) instanceof TrustedRequestFactoryBuilder;
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (method.getDeclaringClass() == Object.class) {
      return switch (method.getName()) {
        case "equals" -> arguments != null && proxy == arguments[0];
        case "hashCode" -> System.identityHashCode(proxy);
        default -> "request factories of TrustConnect";
      };
    }
    if (method.getName().equals("build")) {
      return factory(arguments == null ? null : arguments[0]);
    }
    return InvocationHandler.invokeDefault(proxy, method, arguments);
  }

  private ClientHttpRequestFactory factory(@Nullable Object settings) {
    if (settings == null) {
      return OkHttpRequestFactory.of(client);
    }
    if (value(settings, "sslBundle") != null) {
      throw StartRefusedException.sslBundle();
    }
    OkHttpClient.Builder builder = client.newBuilder();
    if (value(settings, "connectTimeout") instanceof Duration connect) {
      builder.connectTimeout(connect);
    }
    if (value(settings, "readTimeout") instanceof Duration silence) {
      builder.readTimeout(silence).writeTimeout(silence);
    }
    if ("DONT_FOLLOW".equals(String.valueOf(value(settings, "redirects")))) {
      builder.followRedirects(false).followSslRedirects(false);
    }
    return OkHttpRequestFactory.of(builder.build());
  }

  private static @Nullable Object value(Object settings, String accessor) {
    try {
      return settings.getClass().getMethod(accessor).invoke(settings);
    } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
      throw new StartRefusedException(
          "this Spring Boot's settings of HTTP clients have no " + accessor,
          "use Spring Boot 3.5 or 4.0",
          e);
    }
  }
}
