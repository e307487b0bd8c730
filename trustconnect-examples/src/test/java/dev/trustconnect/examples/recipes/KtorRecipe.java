package dev.trustconnect.examples.recipes;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.okhttp.TrustConnectOkHttp;
import io.ktor.client.HttpClient;
import io.ktor.client.HttpClientConfig;
import io.ktor.client.HttpClientKt;
import io.ktor.client.engine.okhttp.OkHttp;
import io.ktor.client.engine.okhttp.OkHttpConfig;
import kotlin.Unit;
import okhttp3.OkHttpClient;

/** Ktor's client over OkHttp, in Java for the test; README has the Kotlin. */
final class KtorRecipe {
  private KtorRecipe() {}

  /** Ktor follows redirects itself, each as a new call, unless told not to. */
  static HttpClient client(TrustConnect trust) {
    return HttpClientKt.HttpClient(
        OkHttp.INSTANCE,
        config -> {
          config.setFollowRedirects(false);
          return over(config, TrustConnectOkHttp.newClient(trust));
        });
  }

  static Unit over(HttpClientConfig<OkHttpConfig> config, OkHttpClient client) {
    config.engine(
        engine -> {
          engine.setPreconfigured(client);
          return Unit.INSTANCE;
        });
    return Unit.INSTANCE;
  }
}
