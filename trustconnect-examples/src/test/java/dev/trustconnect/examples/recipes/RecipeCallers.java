package dev.trustconnect.examples.recipes;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.util.Context;
import dev.trustconnect.TrustConnect;
import feign.Headers;
import feign.Param;
import feign.RequestLine;
import io.ktor.client.request.HttpRequestBuilder;
import io.ktor.client.request.HttpRequestKt;
import io.ktor.client.request.UtilsKt;
import io.ktor.client.statement.HttpResponse;
import io.ktor.client.statement.HttpResponseKt;
import io.ktor.client.statement.HttpStatement;
import io.ktor.http.HttpMethod;
import io.netty.channel.nio.NioEventLoopGroup;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.EmptyCoroutineContext;
import kotlinx.coroutines.BuildersKt;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.StringRequestContent;
import org.eclipse.jetty.util.component.LifeCycle;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpResponseHandler;
import software.amazon.awssdk.http.async.SdkHttpContentPublisher;
import software.amazon.awssdk.http.async.SimpleSubscriber;

/** Each recipe's client as a function: posts key and prompt, and returns the answer's text. */
final class RecipeCallers {
  private RecipeCallers() {}

  interface Caller extends AutoCloseable {
    String call(String url) throws Exception;

    @Override
    default void close() {}
  }

  private interface Api {
    @RequestLine("POST")
    @Headers({"x-api-key: {key}", "Content-Type: text/plain"})
    String ask(URI url, @Param("key") String key, String prompt);
  }

  static Caller feign(TrustConnect trust) {
    Api api = FeignRecipe.client(trust, Api.class, "https://" + RecipeWorld.API);
    return url -> api.ask(URI.create(url), RecipeWorld.KEY, RecipeWorld.PROMPT);
  }

  static Caller azure(TrustConnect trust) {
    com.azure.core.http.HttpClient client = AzureRecipe.client(trust);
    return url ->
        client
            .sendSync(
                new com.azure.core.http.HttpRequest(com.azure.core.http.HttpMethod.POST, url)
                    .setHeader(HttpHeaderName.fromString("x-api-key"), RecipeWorld.KEY)
                    .setBody(RecipeWorld.PROMPT),
                Context.NONE)
            .getBodyAsBinaryData()
            .toString();
  }

  static Caller ktor(TrustConnect trust) {
    return ktor(KtorRecipe.client(trust), HttpMethod.Companion.getPost());
  }

  /** Ktor's functions are Kotlin's, which suspend: the last argument is who waits. */
  static Caller ktor(io.ktor.client.HttpClient client, HttpMethod method) {
    return new Caller() {
      @Override
      public String call(String url) throws Exception {
        HttpRequestBuilder request = new HttpRequestBuilder();
        HttpRequestKt.url(request, url);
        request.setMethod(method);
        UtilsKt.header(request, "x-api-key", RecipeWorld.KEY);
        request.setBody(RecipeWorld.PROMPT);
        HttpStatement statement = new HttpStatement(request, client);
        HttpResponse response = await(waiting -> statement.execute(waiting));
        return await(
            waiting -> HttpResponseKt.bodyAsText(response, StandardCharsets.UTF_8, waiting));
      }

      @Override
      public void close() {
        client.close();
      }
    };
  }

  private static <T> T await(Function<Continuation<? super T>, Object> function)
      throws InterruptedException {
    return BuildersKt.runBlocking(
        EmptyCoroutineContext.INSTANCE, (scope, waiting) -> function.apply(waiting));
  }

  static Caller jetty(TrustConnect trust) throws Exception {
    HttpClient client = JettyRecipe.client(trust);
    client.start();
    return new Caller() {
      @Override
      public String call(String url) throws Exception {
        return client
            .POST(url)
            .headers(headers -> headers.put("x-api-key", RecipeWorld.KEY))
            .body(new StringRequestContent(RecipeWorld.PROMPT))
            .send()
            .getContentAsString();
      }

      @Override
      public void close() {
        LifeCycle.stop(client);
      }
    };
  }

  static Caller awsAsync(TrustConnect trust) {
    NioEventLoopGroup loops = new NioEventLoopGroup(1);
    return awsAsync(AwsAsyncRecipe.client(trust, loops), loops);
  }

  static Caller awsAsync(SdkAsyncHttpClient client, NioEventLoopGroup loops) {
    return new Caller() {
      @Override
      public String call(String url) throws Exception {
        Answer answer = new Answer();
        AsyncExecuteRequest request =
            AsyncExecuteRequest.builder()
                .request(
                    SdkHttpRequest.builder()
                        .uri(URI.create(url))
                        .method(SdkHttpMethod.POST)
                        .putHeader("x-api-key", RecipeWorld.KEY)
                        .putHeader("Content-Length", String.valueOf(RecipeWorld.PROMPT.length()))
                        .build())
                .requestContentPublisher(new OneText(RecipeWorld.PROMPT))
                .responseHandler(answer)
                .build();
        try {
          var unusedResult = client.execute(request).get();
        } catch (ExecutionException e) {
          throw (Exception) e.getCause();
        }
        return answer.text.toString(StandardCharsets.UTF_8);
      }

      @Override
      public void close() {
        client.close();
        var unusedEnd = loops.shutdownGracefully(0, 20, TimeUnit.SECONDS).syncUninterruptibly();
      }
    };
  }

  private record OneText(String text) implements SdkHttpContentPublisher {
    @Override
    public Optional<Long> contentLength() {
      return Optional.of((long) text.length());
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
      Flux.just(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))).subscribe(subscriber);
    }
  }

  private static final class Answer implements SdkAsyncHttpResponseHandler {
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();

    @Override
    public void onHeaders(SdkHttpResponse headers) {}

    @Override
    public void onStream(Publisher<ByteBuffer> stream) {
      stream.subscribe(
          new SimpleSubscriber(
              piece -> {
                byte[] bytes = new byte[piece.remaining()];
                piece.get(bytes);
                text.writeBytes(bytes);
              }));
    }

    @Override
    public void onError(Throwable error) {} // the future has it too
  }
}
