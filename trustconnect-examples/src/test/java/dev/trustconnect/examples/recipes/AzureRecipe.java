package dev.trustconnect.examples.recipes;

import com.azure.core.http.HttpClient;
import com.azure.core.http.okhttp.OkHttpAsyncHttpClientBuilder;
import com.azure.core.util.Configuration;
import dev.trustconnect.TrustConnect;
import dev.trustconnect.okhttp.TrustConnectOkHttp;

/** The HTTP client of Azure's SDKs over OkHttp ({@code azure-core-http-okhttp}). */
final class AzureRecipe {
  private AzureRecipe() {}

  /** For {@code httpClient(…)} of every Azure client's builder. */
  static HttpClient client(TrustConnect trust) {
    return new OkHttpAsyncHttpClientBuilder(TrustConnectOkHttp.newSdkClient(trust))
        .configuration(Configuration.NONE) // or it takes a proxy from the environment
        .build();
  }
}
