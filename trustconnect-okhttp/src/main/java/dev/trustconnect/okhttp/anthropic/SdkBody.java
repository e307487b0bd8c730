package dev.trustconnect.okhttp.anthropic;

import com.anthropic.core.http.HttpRequestBody;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/** An SDK request body as an OkHttp body. */
final class SdkBody extends RequestBody {
  private final HttpRequestBody body;

  SdkBody(HttpRequestBody body) {
    this.body = body;
  }

  @Override
  public @Nullable MediaType contentType() {
    String type = body.contentType();
    return type == null ? null : MediaType.get(type);
  }

  @Override
  public long contentLength() {
    return body.contentLength();
  }

  @Override
  public boolean isOneShot() {
    return !body.repeatable();
  }

  @Override
  public void writeTo(BufferedSink sink) {
    body.writeTo(sink.outputStream());
  }
}
