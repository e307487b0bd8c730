package dev.trustconnect.upstream;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.upstream.transport.DohResponse;
import dev.trustconnect.upstream.transport.ExchangeException;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Reads a response body of at most 65,535 bytes and cancels the stream at the first byte beyond.
 *
 * <p>The outcome is written to {@code result} before the stream is cancelled: once it is, the JDK's
 * client reports the cancellation and drops whatever the subscriber reported.
 */
final class CappedBody implements HttpResponse.BodySubscriber<byte[]> {
  private static final byte[] EMPTY = new byte[0];

  private final CompletableFuture<byte[]> body = new CompletableFuture<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CompletableFuture<DohResponse> result;
  private final HttpResponse.ResponseInfo head;
  private final String label;
  private Flow.@Nullable Subscription subscription;

  private CappedBody(
      CompletableFuture<DohResponse> result, HttpResponse.ResponseInfo head, String label) {
    this.result = result;
    this.head = head;
    this.label = label;
  }

  /** Reads the body only if it can hold an answer, and completes {@code result} in any case. */
  static HttpResponse.BodyHandler<byte[]> handler(
      CompletableFuture<DohResponse> result, String label) {
    return head -> new CappedBody(result, head, label);
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription opened) {
    subscription = opened;
    if (!DohResponse.wantsBody(head.statusCode(), header("content-type"))) {
      result.complete(response(EMPTY));
      cancel(opened);
    } else if (announcedLength() > DohResponse.MAX_BODY_BYTES) {
      refuse(opened);
    } else {
      opened.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    Flow.Subscription open = subscription;
    if (open == null || body.isDone()) {
      return;
    }
    for (ByteBuffer buffer : buffers) {
      if (buffer.remaining() > DohResponse.MAX_BODY_BYTES - bytes.size()) {
        refuse(open);
        return;
      }
      byte[] chunk = new byte[buffer.remaining()];
      buffer.get(chunk);
      bytes.write(chunk, 0, chunk.length);
    }
    open.request(1);
  }

  @Override
  public void onError(Throwable thrown) {
    body.completeExceptionally(thrown);
  }

  @Override
  public void onComplete() {
    String mismatch =
        DohResponse.whyNotWhole(head.headers().allValues("content-length"), bytes.size());
    if (mismatch == null) {
      result.complete(response(bytes.toByteArray()));
    } else {
      result.completeExceptionally(
          new ExchangeException(Reason.UPSTREAM_GARBAGE, label + ": " + mismatch, null));
    }
    body.complete(EMPTY);
  }

  private void refuse(Flow.Subscription open) {
    result.completeExceptionally(
        new ExchangeException(
            Reason.UPSTREAM_TOO_LARGE,
            label + ": body is larger than a DNS message can be, 65535 bytes",
            null));
    cancel(open);
  }

  private void cancel(Flow.Subscription open) {
    body.complete(EMPTY);
    open.cancel();
  }

  private DohResponse response(byte[] content) {
    return new DohResponse(
        head.statusCode(),
        header("content-type"),
        header("age"),
        header("retry-after"),
        header("date"),
        content);
  }

  private @Nullable String header(String name) {
    return head.headers().firstValue(name).orElse(null);
  }

  /**
   * The announced length; -1 if absent or not a number, and then only the received bytes are
   * counted.
   */
  private long announcedLength() {
    String length = header("content-length");
    return length != null && length.matches("[0-9]{1,18}") ? Long.parseLong(length) : -1;
  }
}
