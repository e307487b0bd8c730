package dev.trustconnect.okhttp.adapter;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.locks.ReentrantLock;
import okhttp3.Call;
import okhttp3.Response;
import okhttp3.ResponseBody;

/**
 * The body of a response, which may be closed while another thread reads it. Closing it closes the
 * response.
 *
 * <p>Okio forbids closing a source while another thread reads it. So closing during a read cancels
 * the call, which ends the read, and the reading thread then closes the response.
 */
public final class ResponseStream extends InputStream {
  private final Call call;
  private final Response response;
  private final InputStream bytes;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile boolean closed;

  /** The body of {@code response}, which answers {@code call}. */
  public ResponseStream(Call call, Response response) {
    this.call = call;
    this.response = response;
    ResponseBody body = response.body();
    this.bytes = body == null ? InputStream.nullInputStream() : body.byteStream();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) { // Okio would wait for the next byte
      return 0;
    }
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
