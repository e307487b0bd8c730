package dev.trustconnect.demo;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.okhttp.TrustConnectOkHttp;
import dev.trustconnect.policy.EndpointPolicy;
import java.io.IOException;
import java.time.Duration;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * OkHttp as a scene's client.
 *
 * @param trust null for an ordinary client
 */
record OkHttpActor(OkHttpClient client, @Nullable TrustConnect trust) implements Scene.Actor {
  /** OkHttp with every protection TrustConnect has. */
  static OkHttpActor protectedBy(TrustConnect trust) {
    return new OkHttpActor(TrustConnectOkHttp.install(trust, hurried()).build(), trust);
  }

  /** An ordinary OkHttp without checks; its sockets can only reach the stage. */
  static OkHttpClient.Builder base() {
    return hurried().socketFactory(new StageSockets());
  }

  private static OkHttpClient.Builder hurried() {
    return new OkHttpClient.Builder().connectTimeout(Duration.ofSeconds(2));
  }

  @Override
  public void send(String url, String prompt) throws IOException {
    Request.Builder request = new Request.Builder().url(url).header("x-api-key", Stage.KEY);
    if (!prompt.isEmpty()) {
      request.post(RequestBody.create(prompt, null));
    }
    execute(request.build());
  }

  @Override
  public void sendByInterceptor(String url) throws IOException {
    OkHttpClient adding =
        client
            .newBuilder()
            .addInterceptor(
                chain ->
                    chain.proceed(
                        chain.request().newBuilder().header("x-api-key", Stage.KEY).build()))
            .build();
    execute(adding, new Request.Builder().url(url).build());
  }

  @Override
  public void sendWhenAsked(String url) throws IOException {
    Request request = new Request.Builder().url(url).build();
    OkHttpClient answering =
        client
            .newBuilder()
            .authenticator((route, challenged) -> withKeyFor(request.url().host(), challenged))
            .build();
    execute(answering, request);
  }

  /** The request with the key to the URL in the challenge's realm, if that is at this host. */
  private static @Nullable Request withKeyFor(String host, Response challenged) {
    String realm = challenged.challenges().get(0).realm();
    HttpUrl url = realm == null ? null : challenged.request().url().resolve(realm);
    return url == null || !url.host().equals(host)
        ? null
        : challenged.request().newBuilder().url(url).header("x-api-key", Stage.KEY).build();
  }

  @Override
  public void look(String url) throws IOException {
    execute(new Request.Builder().url(url).header("x-preparation", "yes").build());
  }

  private void execute(Request request) throws IOException {
    execute(client, request);
  }

  private static void execute(OkHttpClient client, Request request) throws IOException {
    try (Response response = client.newCall(request).execute()) {
      String unused = response.body().string();
    }
  }

  @Override
  public void hangUp() {
    client.connectionPool().evictAll();
  }

  @Override
  public void change(EndpointPolicy... policies) {
    if (trust != null) {
      trust.replacePolicies(policies);
    }
  }

  @Override
  public void leave() {
    client.connectionPool().evictAll();
    client.dispatcher().executorService().shutdown();
  }
}
