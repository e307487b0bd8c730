package dev.trustconnect.spring;

import java.net.URI;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;

/** Spring's requests by OkHttp. Thread-safe. */
final class OkHttpRequestFactory implements ClientHttpRequestFactory {
  private final OkHttpClient client;

  private OkHttpRequestFactory(OkHttpClient client) {
    this.client = client;
  }

  /** Declared to return the interface, so that its caller links where Spring is absent. */
  static ClientHttpRequestFactory of(OkHttpClient client) {
    return new OkHttpRequestFactory(client);
  }

  OkHttpClient client() {
    return client;
  }

  @Override
  public ClientHttpRequest createRequest(URI uri, HttpMethod method) {
    HttpUrl url = HttpUrl.get(uri);
    if (url == null) { // not in the message: a query may contain a key
      throw new IllegalArgumentException("the request's URI isn't a valid http: or https: URL");
    }
    return new TrustedRequest(client, uri, url, method);
  }
}
