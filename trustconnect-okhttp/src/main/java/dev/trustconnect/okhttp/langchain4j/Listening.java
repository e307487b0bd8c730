package dev.trustconnect.okhttp.langchain4j;

import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import java.io.IOException;

/**
 * A listener that receives langchain4j's exceptions, and no close event after an error. For one
 * stream; called by one thread at a time.
 */
final class Listening implements ServerSentEventListener {
  private final ServerSentEventListener listener;
  private boolean failed;

  /** Part of a stream. */
  interface Part {
    void run() throws IOException;
  }

  Listening(ServerSentEventListener listener) {
    this.listener = listener;
  }

  /** Runs {@code part} and reports what it throws, the listener's own exceptions too. */
  void to(Part part) {
    try {
      part.run();
    } catch (IOException | RuntimeException | Error e) {
      onError(e);
    }
  }

  @Override
  public void onOpen(SuccessfulHttpResponse response) {
    listener.onOpen(response);
  }

  @Override
  public void onEvent(ServerSentEvent event, ServerSentEventContext context) {
    listener.onEvent(event, context);
  }

  @Override
  public void onEvent(ServerSentEvent event) {
    listener.onEvent(event);
  }

  @Override
  public void onError(Throwable error) {
    if (failed) {
      return; // one error ends a stream
    }
    failed = true;
    listener.onError(
        error instanceof IOException failure
            ? TrustedHttpClient.inTheFrameworksWords(failure)
            : error);
  }

  @Override
  public void onClose() {
    if (!failed) {
      listener.onClose();
    }
  }
}
