package dev.trustconnect.examples.testkit;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.okhttp.TrustConnectOkHttp;
import java.io.IOException;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** A client that is to be tested: it sends a key to one URL. */
final class ApiClient {
  private final OkHttpClient http;
  private final String url;

  ApiClient(TrustConnect trust, String url) {
    this.http = TrustConnectOkHttp.newClient(trust);
    this.url = url;
  }

  String get(String key) throws IOException {
    Request request =
        new Request.Builder().url(url).header("authorization", "Bearer " + key).build();
    try (Response response = http.newCall(request).execute()) {
      return response.body().string();
    }
  }
}
