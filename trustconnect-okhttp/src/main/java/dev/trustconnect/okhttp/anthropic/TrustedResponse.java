package dev.trustconnect.okhttp.anthropic;

import com.anthropic.core.http.Headers;
import com.anthropic.core.http.HttpResponse;
import dev.trustconnect.okhttp.adapter.ResponseStream;
import java.io.InputStream;
import okhttp3.Call;
import okhttp3.Response;

/**
 * An OkHttp response as an SDK response. One thread may close it while another reads; otherwise it
 * isn't thread-safe.
 */
final class TrustedResponse implements HttpResponse {
  private final Response response;
  private final Headers headers;
  private final ResponseStream body;

  TrustedResponse(Call call, Response response) {
    this.response = response;
    Headers.Builder copied = Headers.builder();
    response.headers().forEach(pair -> copied.put(pair.getFirst(), pair.getSecond()));
    this.headers = copied.build();
    this.body = new ResponseStream(call, response);
  }

  @Override
  public int statusCode() {
    return response.code();
  }

  @Override
  public Headers headers() {
    return headers;
  }

  @Override
  public InputStream body() {
    return body;
  }

  @Override
  public void close() {
    body.close();
  }
}
