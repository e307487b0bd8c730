package dev.trustconnect.testing;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** A file on a server that can go on where it was cut (RFC 9110 §14). Thread-safe. */
public final class ServedFile {
  private byte[] content;
  private String tag;
  private boolean ranges = true;
  private int cutAfter = -1;

  ServedFile(byte[] content, String tag) {
    this.content = content.clone();
    this.tag = tag;
  }

  /** Another version from now on. */
  public synchronized ServedFile becomes(byte[] newContent, String newTag) {
    content = newContent.clone();
    tag = newTag;
    return this;
  }

  /** The connection of the next request is cut after so many bytes. */
  public synchronized ServedFile cutOnceAfter(int bytes) {
    cutAfter = bytes;
    return this;
  }

  /** From now on everybody gets the whole file. */
  public synchronized ServedFile withoutRanges() {
    ranges = false;
    return this;
  }

  synchronized void serve(Request request, Response response, Callback callback) {
    int from = from(request);
    byte[] sent = Arrays.copyOfRange(content, from, content.length);
    response.setStatus(from > 0 ? 206 : 200);
    response.getHeaders().put(HttpHeader.ETAG, tag);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, sent.length);
    if (from > 0) {
      response
          .getHeaders()
          .put(
              HttpHeader.CONTENT_RANGE,
              "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
    }
    if (cutAfter < 0) {
      response.write(true, ByteBuffer.wrap(sent), callback);
      return;
    }
    ByteBuffer some = ByteBuffer.wrap(sent, 0, Math.min(cutAfter, sent.length));
    cutAfter = -1;
    response.write(
        false,
        some,
        Callback.from(
            () -> request.getConnectionMetaData().getConnection().getEndPoint().close(),
            callback::failed));
  }

  /** Where a range begins, if it is asked of this very version. */
  private int from(Request request) {
    String range = request.getHeaders().get(HttpHeader.RANGE);
    boolean same = tag.equals(request.getHeaders().get(HttpHeader.IF_RANGE));
    if (range == null || !ranges || !same) {
      return 0;
    }
    int from = Integer.parseInt(range.replaceAll("\\D", ""));
    return from < content.length ? from : 0;
  }
}
