package dev.trustconnect.spring;

import dev.trustconnect.okhttp.adapter.RequestHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpResponse;

/** A request of Spring's that OkHttp sends. For one use, by one thread. */
final class TrustedRequest implements ClientHttpRequest, StreamingHttpOutputMessage {
  /** OkHttp requires a body for these methods. */
  private static final Set<HttpMethod> WITH_BODY =
      Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);

  private final OkHttpClient client;
  private final URI uri;
  private final HttpUrl url;
  private final HttpMethod method;
  private final HttpHeaders headers = new HttpHeaders();
  private final Map<String, Object> attributes = new LinkedHashMap<>();
  private @Nullable ByteArrayOutputStream buffer;
  private @Nullable Body body;
  private boolean executed;

  TrustedRequest(OkHttpClient client, URI uri, HttpUrl url, HttpMethod method) {
    this.client = client;
    this.uri = uri;
    this.url = url;
    this.method = method;
  }

  @Override
  public HttpMethod getMethod() {
    return method;
  }

  @Override
  public URI getURI() {
    return uri;
  }

  @Override
  public Map<String, Object> getAttributes() {
    return attributes;
  }

  @Override
  public HttpHeaders getHeaders() {
    return executed ? HttpHeaders.readOnlyHttpHeaders(headers) : headers;
  }

  @Override
  public OutputStream getBody() {
    requireOpen();
    if (body != null) {
      throw new IllegalStateException("the body has been set");
    }
    if (buffer == null) {
      buffer = new ByteArrayOutputStream();
    }
    return buffer;
  }

  @Override
  public void setBody(Body streamed) {
    requireOpen();
    if (buffer != null) {
      throw new IllegalStateException("the body is being written to getBody()");
    }
    body = streamed;
  }

  private void requireOpen() {
    if (executed) {
      throw new IllegalStateException("the request has been executed");
    }
  }

  @Override
  public ClientHttpResponse execute() throws IOException {
    requireOpen();
    executed = true;
    Request.Builder request = new Request.Builder().url(url).method(method.name(), toSend());
    headers.forEach(
        (name, values) -> {
          if (!name.equalsIgnoreCase(HttpHeaders.CONTENT_LENGTH)) { // the body's own
            values.forEach(value -> RequestHeaders.add(request, name, value));
          }
        });
    Call call = client.newCall(request.build());
    return new TrustedReply(call, call.execute());
  }

  private @Nullable RequestBody toSend() {
    if (body != null) {
      return new Streamed(body, headers.getContentLength());
    }
    if (buffer != null && (buffer.size() > 0 || WITH_BODY.contains(method))) {
      return RequestBody.create(buffer.toByteArray(), null);
    }
    return WITH_BODY.contains(method) ? RequestBody.create(new byte[0], null) : null;
  }

  /** A body that is written while it is sent. Its type is in the headers. */
  private static final class Streamed extends RequestBody {
    private final Body body;
    private final long length;

    Streamed(Body body, long length) {
      this.body = body;
      this.length = length;
    }

    @Override
    public @Nullable MediaType contentType() {
      return null;
    }

    @Override
    public long contentLength() {
      return length;
    }

    @Override
    public boolean isOneShot() {
      return !body.repeatable();
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      body.writeTo(sink.outputStream());
    }
  }
}
