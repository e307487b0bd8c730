package dev.trustconnect.spring;

import dev.trustconnect.okhttp.adapter.ResponseStream;
import java.io.InputStream;
import okhttp3.Call;
import okhttp3.Response;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/** An OkHttp response as Spring's. One thread may close it while another reads it. */
final class TrustedReply implements ClientHttpResponse {
  private final Response response;
  private final HttpHeaders headers = new HttpHeaders();
  private final ResponseStream body;

  TrustedReply(Call call, Response response) {
    this.response = response;
    response.headers().forEach(pair -> headers.add(pair.getFirst(), pair.getSecond()));
    this.body = new ResponseStream(call, response);
  }

  @Override
  public HttpStatusCode getStatusCode() {
    return HttpStatusCode.valueOf(response.code());
  }

  /** Empty on HTTP/2, which has none. */
  @Override
  public String getStatusText() {
    return response.message();
  }

  @Override
  public HttpHeaders getHeaders() {
    return headers;
  }

  @Override
  public InputStream getBody() {
    return body;
  }

  @Override
  public void close() {
    body.close();
  }
}
