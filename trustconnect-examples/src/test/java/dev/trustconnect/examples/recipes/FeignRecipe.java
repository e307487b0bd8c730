package dev.trustconnect.examples.recipes;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.okhttp.TrustConnectOkHttp;
import feign.Feign;
import feign.Retryer;
import feign.okhttp.OkHttpClient;

/** Feign over OkHttp ({@code feign-okhttp}): all that OkHttp has. */
final class FeignRecipe {
  private FeignRecipe() {}

  static <T> T client(TrustConnect trust, Class<T> api, String baseUrl) {
    return Feign.builder()
        .client(new OkHttpClient(TrustConnectOkHttp.newClient(trust)))
        .retryer(Retryer.NEVER_RETRY) // it retries refusals too
        .target(api, baseUrl);
  }
}
