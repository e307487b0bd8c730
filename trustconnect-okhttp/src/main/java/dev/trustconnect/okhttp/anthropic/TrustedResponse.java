package dev.trustconnect.okhttp.anthropic;

import com.anthropic.core.http.Headers;
import com.anthropic.core.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.locks.ReentrantLock;
import okhttp3.Call;
import okhttp3.Response;
import okhttp3.ResponseBody;

/**
 * An OkHttp response as an SDK response. One thread may close it while another reads; otherwise it
 * isn't thread-safe.
 */
final class TrustedResponse implements HttpResponse {
  private final Call call;
  private final Response response;
  private final Headers headers;
  private final Body body;

  TrustedResponse(Call call, Response response) {
    this.call = call;
    this.response = response;
    Headers.Builder copied = Headers.builder();
    response.headers().forEach(pair -> copied.put(pair.getFirst(), pair.getSecond()));
    this.headers = copied.build();
    ResponseBody given = response.body();
    this.body = new Body(given == null ? InputStream.nullInputStream() : given.byteStream());
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

  /**
   * Okio forbids closing a source while another thread reads it. So closing during a read cancels
   * the call, which ends the read, and the reading thread then closes the response.
   */
  private final class Body extends InputStream {
    private final InputStream bytes;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile boolean closed;

    private Body(InputStream bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      reading.lock();
      try {
        if (closed) {
          throw new IOException("closed");
        }
        return bytes.read(into, offset, length);
      } finally {
        if (closed) {
          response.close();
        }
        reading.unlock();
      }
    }

    @Override
    public int available() throws IOException {
      if (!reading.tryLock()) {
        return 0;
      }
      try {
        return closed ? 0 : bytes.available();
      } finally {
        reading.unlock();
      }
    }

    @Override
    public void close() {
      closed = true;
      if (reading.tryLock()) {
        try {
          response.close();
        } finally {
          reading.unlock();
        }
      } else {
        call.cancel();
      }
    }
  }
}
