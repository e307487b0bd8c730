package dev.trustconnect.upstream;

import dev.trustconnect.finding.Reason;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a response body up to a DNS message's size and cuts the stream at the first byte beyond.
 */
final class CappedBody implements HttpResponse.BodySubscriber<byte[]> {
  private final CompletableFuture<byte[]> body = new CompletableFuture<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final String label;
  private final boolean wanted;
  private final long announced;
  private Flow.@Nullable Subscription subscription;

  private CappedBody(String label, boolean wanted, long announced) {
    this.label = label;
    this.wanted = wanted;
    this.announced = announced;
  }

  /** Reads the bodies of answers and nothing of others. */
  static HttpResponse.BodyHandler<byte[]> handler(String label) {
    return head -> {
      HttpHeaders headers = head.headers();
      boolean wanted =
          DohResponse.wantsBody(head.statusCode(), headers.firstValue("content-type").orElse(null));
      String length = headers.firstValue("content-length").orElse("");
      // Longer than any honest length, or none at all: then the bytes themselves are counted.
      long announced = length.matches("[0-9]{1,18}") ? Long.parseLong(length) : -1;
      return new CappedBody(label, wanted, announced);
    };
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription opened) {
    subscription = opened;
    if (!wanted) {
      body.complete(new byte[0]);
      opened.cancel();
    } else if (announced > DohResponse.MAX_BODY_BYTES) {
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
    body.complete(bytes.toByteArray());
  }

  private void refuse(Flow.Subscription open) {
    body.completeExceptionally(
        new ExchangeException(
            Reason.UPSTREAM_TOO_LARGE,
            label + ": body is larger than a DNS message can be, 65535 bytes",
            null));
    open.cancel();
  }
}
