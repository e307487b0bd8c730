package dev.trustconnect.okhttp.langchain4j;

import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.NonRetriableException;
import dev.langchain4j.exception.RetriableException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.okhttp.adapter.ResponseStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.OkHttpClient;
import okhttp3.Response;

/** Sends langchain4j's requests with OkHttp. Thread-safe. */
final class TrustedHttpClient implements HttpClient {
  /** How much of an error is shown. */
  private static final int MAX_ERROR_BYTES = 1 << 20;

  private final OkHttpClient client;

  TrustedHttpClient(OkHttpClient client) {
    this.client = client;
  }

  OkHttpClient client() {
    return client;
  }

  @Override
  public SuccessfulHttpResponse execute(HttpRequest request) {
    Call call = client.newCall(Translation.of(request));
    try (Response response = call.execute();
        InputStream body = new ResponseStream(call, response)) {
      if (!response.isSuccessful()) {
        throw error(response, body);
      }
      return answer(response).body(body.readAllBytes()).build();
    } catch (IOException failed) {
      throw inTheFrameworksWords(failed);
    }
  }

  @Override
  public void execute(
      HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
    Listening listening = new Listening(listener);
    client
        .newCall(Translation.of(request))
        .enqueue(
            new Callback() {
              @Override
              public void onResponse(Call call, Response response) {
                listening.to(() -> read(call, response, parser, listening));
              }

              @Override
              public void onFailure(Call call, IOException failure) {
                listening.onError(failure);
              }
            });
  }

  private static void read(
      Call call, Response response, ServerSentEventParser parser, Listening listening)
      throws IOException {
    try (response;
        InputStream body = new ResponseStream(call, response)) {
      if (!response.isSuccessful()) {
        throw error(response, body);
      }
      listening.onOpen(answer(response).build());
      parser.parse(body, listening);
      listening.onClose();
    }
  }

  private static HttpException error(Response response, InputStream body) throws IOException {
    return new HttpException(
        response.code(), new String(body.readNBytes(MAX_ERROR_BYTES), StandardCharsets.UTF_8));
  }

  private static SuccessfulHttpResponse.Builder answer(Response response) {
    return SuccessfulHttpResponse.builder()
        .statusCode(response.code())
        .headers(response.headers().toMultimap());
  }

  /**
   * langchain4j's exception for {@code failure}. It retries everything but a {@link
   * NonRetriableException}, so that is used for refusals that stay.
   */
  static RuntimeException inTheFrameworksWords(IOException failure) {
    TrustRefusal refusal = TrustRefusal.in(failure).orElse(null);
    if (refusal != null) {
      return refusal.isTemporary()
          ? new RetriableException(refusal.getMessage(), failure)
          : new NonRetriableException(refusal.getMessage(), failure);
    }
    return failure instanceof SocketTimeoutException
        ? new TimeoutException(failure)
        : new RuntimeException(failure); // as langchain4j's own client
  }
}
