package dev.trustconnect.cli.fetch;

import java.io.IOException;
import java.net.ProtocolException;
import javax.net.ssl.SSLSocket;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Watches a call for what OkHttp doesn't report: how the connection below a body ended, and the
 * status of a response that OkHttp rejected.
 *
 * <p>RFC 9112 §9.8: over TLS, a body that ends with its connection is complete only if a
 * close_notify alert came; without one, an attacker on the path can truncate it by closing the TCP
 * connection. JSSE reports both as the end of the stream. It shuts down the socket's input only if
 * TCP ended without a close_notify (JDK 17 and 25, TLS 1.2 and 1.3). OkHttp closes the socket right
 * after the event that is used here.
 */
final class CallWatch extends EventListener {
  private volatile @Nullable Connection connection;
  private volatile boolean closeNotified;
  private volatile int status;

  /** Whether the body has ended after a close_notify. */
  boolean isCloseNotified() {
    return closeNotified;
  }

  /**
   * The status of the response that made OkHttp fail: the last of too many redirects, a 407 that no
   * proxy sent, a 204 with a length. 0 if that wasn't the cause.
   */
  int givenUpOn(IOException failure) {
    return failure instanceof ProtocolException ? status : 0;
  }

  @Override
  public void connectionAcquired(Call call, Connection acquired) {
    connection = acquired;
    closeNotified = false;
  }

  @Override
  public void requestHeadersStart(Call call) {
    status = 0;
  }

  @Override
  public void responseHeadersEnd(Call call, Response response) {
    status = response.code();
  }

  @Override
  public void responseBodyEnd(Call call, long byteCount) {
    Connection last = connection;
    closeNotified =
        last != null
            && last.socket() instanceof SSLSocket socket
            && !socket.isClosed()
            && !socket.isInputShutdown();
  }
}
