package dev.trustconnect.okhttp.anthropic;

import com.anthropic.core.http.HttpRequestBody;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/** A body of the SDK's, written when OkHttp wants it. */
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
