package dev.trustconnect.testing;

import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Answers requests when their whole body has arrived.
 *
 * <p>Nothing here waits for the body. If the first HEADERS frame comes together with the end of the
 * TLS handshake, Jetty calls the handler on its only selector thread: a handler that reads from a
 * stream there waits for bytes that only that thread could receive, and the server does nothing
 * more until the client gives up.
 *
 * @param <B> collects the body of one request
 */
abstract class AnswersWholeRequests<B extends Content.Sink> extends Handler.Abstract.NonBlocking {
  /** Where the body of this request goes, piece by piece. */
  abstract B arriving(Request request);

  /** Answers a request whose body is complete; may block. */
  abstract void answer(Request request, B body, Response response, Callback callback)
      throws Exception;

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    B body = arriving(request);
    Content.copy(
        request,
        body,
        Callback.from(
            () ->
                getServer()
                    .getThreadPool()
                    .execute(() -> answerOrFail(request, body, response, callback)),
            callback::failed));
    return true;
  }

  private void answerOrFail(Request request, B body, Response response, Callback callback) {
    try {
      answer(request, body, response, callback);
    } catch (Exception | AssertionError e) {
      callback.failed(e);
    }
  }
}
