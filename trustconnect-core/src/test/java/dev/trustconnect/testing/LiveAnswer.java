package dev.trustconnect.testing;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** An answer to one request, said bit by bit, such as a stream of server-sent events. */
public final class LiveAnswer {
  private static final long PATIENCE_SECONDS = 20;

  private final String contentType;
  private final CompletableFuture<Listener> listener = new CompletableFuture<>();
  private final CountDownLatch givenUp = new CountDownLatch(1);

  private record Listener(Response response, Callback callback) {}

  LiveAnswer(String contentType) {
    this.contentType = contentType;
  }

  void begin(Request request, Response response, Callback callback) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
    request.addFailureListener(failure -> givenUp.countDown());
    listener.complete(new Listener(response, callback));
  }

  /** Says this once the request is there, and comes back when it has gone out. */
  public void say(String text) {
    Callback.Completable said = new Callback.Completable();
    Content.Sink.write(listener().response(), false, text, said);
    said.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  /** There is no more to say. */
  public void end() {
    Content.Sink.write(listener().response(), true, "", listener().callback());
  }

  /** Waits until there is a request. */
  public void awaitRequest() {
    Listener unused = listener();
  }

  /** Whether the request has arrived. */
  public boolean isAsked() {
    return listener.isDone();
  }

  private Listener listener() {
    return listener.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  /** Waits until the client wants to hear no more. */
  public void awaitGivenUp() {
    try {
      if (!givenUp.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("the client goes on listening");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while a client listens", e);
    }
  }
}
