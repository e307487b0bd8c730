package dev.trustconnect.okhttp.anthropic;

import com.anthropic.core.RequestOptions;
import com.anthropic.core.Timeout;
import com.anthropic.core.http.HttpClient;
import com.anthropic.core.http.HttpRequest;
import com.anthropic.core.http.HttpRequestBody;
import com.anthropic.core.http.HttpResponse;
import com.anthropic.errors.AnthropicException;
import com.anthropic.errors.AnthropicIoException;
import dev.trustconnect.finding.TrustRefusal;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Sends the SDK's requests with OkHttp. Thread-safe. */
final class TrustedHttpClient implements HttpClient {
  /** OkHttp requires a body for these methods. */
  private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

  private final OkHttpClient client;
  private final @Nullable HttpClient replaced;

  /** Owns both clients; {@code replaced} is kept only to be closed. */
  TrustedHttpClient(OkHttpClient client, @Nullable HttpClient replaced) {
    this.client = client;
    this.replaced = replaced;
  }

  /** Declared to return the interface, so that its caller links where the SDK is absent. */
  static HttpClient over(OkHttpClient client, @Nullable HttpClient replaced) {
    return new TrustedHttpClient(client, replaced);
  }

  @Override
  public HttpResponse execute(HttpRequest request, RequestOptions options) {
    try {
      Call call = call(request, options);
      return new TrustedResponse(call, call.execute());
    } catch (IOException failed) {
      throw inTheSdksWords(failed);
    } finally {
      request.body().ifPresent(HttpRequestBody::close);
    }
  }

  @Override
  public CompletableFuture<HttpResponse> executeAsync(HttpRequest request, RequestOptions options) {
    CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
    Call call = call(request, options);
    call.enqueue(
        new Callback() {
          @Override
          public void onResponse(Call answered, Response response) {
            TrustedResponse given = new TrustedResponse(answered, response);
            if (!answer.complete(given)) {
              given.close(); // cancelled: close the unused response
            }
          }

          @Override
          public void onFailure(Call failed, IOException failure) {
            answer.completeExceptionally(inTheSdksWords(failure));
          }
        });
    var unused =
        answer.whenComplete(
            (response, failure) -> {
              if (answer.isCancelled()) {
                call.cancel();
              }
              request.body().ifPresent(HttpRequestBody::close);
            });
    return answer;
  }

  /**
   * The SDK's exception for {@code failure}. The SDK retries after an {@link AnthropicIoException},
   * so that is used for temporary failures only.
   */
  static AnthropicException inTheSdksWords(IOException failure) {
    TrustRefusal refusal = TrustRefusal.in(failure).orElse(null);
    return refusal == null || refusal.isTemporary()
        ? new AnthropicIoException("the request failed", failure)
        : new AnthropicException(refusal.getMessage(), failure);
  }

  private Call call(HttpRequest request, RequestOptions options) {
    return configured(options).newCall(translated(request));
  }

  private OkHttpClient configured(RequestOptions options) {
    Timeout timeout = options.timeout().orElse(null);
    Boolean redirects = options.followRedirects().orElse(null);
    if (timeout == null && redirects == null) {
      return client;
    }
    OkHttpClient.Builder own = client.newBuilder(); // shares pool and dispatcher
    if (timeout != null) {
      own.connectTimeout(timeout.connect())
          .readTimeout(timeout.read())
          .writeTimeout(timeout.write())
          .callTimeout(timeout.request());
    }
    if (redirects != null) {
      own.followRedirects(redirects);
    }
    return own.build();
  }

  private static Request translated(HttpRequest request) {
    String method = request.method().name();
    RequestBody body = request.body().<RequestBody>map(SdkBody::new).orElse(null);
    if (body == null && WITH_BODY.contains(method)) {
      body = RequestBody.create(new byte[0], null);
    }
    Request.Builder translated =
        new Request.Builder().url(HttpUrl.get(request.url())).method(method, body);
    for (String name : request.headers().names()) {
      request.headers().values(name).forEach(value -> translated.addHeader(name, value));
    }
    return translated.build();
  }

  @Override
  public void close() {
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
    if (replaced != null) {
      replaced.close();
    }
  }
}
