package dev.trustconnect.okhttp;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.trustconnect.resolve.Resolution;
import dev.trustconnect.resolve.UntrustedNameException;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import okhttp3.Dns;
import org.jspecify.annotations.Nullable;

/**
 * One asynchronous lookup for OkHttp. Calls its callback exactly once, with all addresses or with a
 * failure: without a callback the call would block forever. Thread-safe.
 *
 * <p>OkHttp treats any address as success, even if a failure follows. So there are no partial
 * results: if AAAA fails, the lookup fails even if A succeeded.
 */
final class TrustedDnsCall implements Dns.Call {
  private final Names names;
  private final Dns.Request request;

  @GuardedBy("this")
  private boolean enqueued;

  @GuardedBy("this")
  private boolean canceled;

  @GuardedBy("this")
  private @Nullable CompletableFuture<Resolution> resolution;

  TrustedDnsCall(Names names, Dns.Request request) {
    this.names = names;
    this.request = request;
  }

  @Override
  public Dns.Request getRequest() {
    return request;
  }

  /**
   * Starts the lookup without blocking. The callback runs on the resolver's executor, or on the
   * calling thread if the answer is cached.
   */
  @Override
  public void enqueue(Dns.Callback callback) {
    CompletableFuture<Resolution> answer = start();
    var unused = answer.whenComplete((found, failure) -> complete(callback, found, failure));
  }

  private CompletableFuture<Resolution> start() {
    synchronized (this) {
      if (enqueued) {
        throw new IllegalStateException("already enqueued");
      }
      enqueued = true;
      if (canceled) {
        return CompletableFuture.failedFuture(new CancellationException());
      }
    }
    CompletableFuture<Resolution> answer;
    try {
      answer = names.resolveAsync(request.hostname());
    } catch (RuntimeException broken) {
      answer = CompletableFuture.failedFuture(broken);
    }
    boolean tooLate;
    synchronized (this) {
      resolution = answer;
      tooLate = canceled;
    }
    if (tooLate) {
      answer.cancel(true);
    }
    return answer;
  }

  private void complete(
      Dns.Callback callback, @Nullable Resolution found, @Nullable Throwable failure) {
    if (found != null && !isCanceled()) {
      callback.onRecords(this, true, records(found));
    } else {
      callback.onFailure(this, asIoException(failure));
    }
  }

  private List<Dns.Record> records(Resolution found) {
    List<Dns.Record> records = new ArrayList<>();
    for (InetAddress address : found.addresses()) {
      records.add(new Dns.Record.IpAddress(request.hostname(), address));
    }
    return records;
  }

  private static IOException asIoException(@Nullable Throwable failure) {
    if (failure instanceof UntrustedNameException refused) {
      return refused;
    }
    return failure == null || failure instanceof CancellationException
        ? new IOException("Canceled")
        : new IOException("the resolver failed", failure);
  }

  /**
   * Cancels the lookup unless others wait for it too. The callback gets a failure, unless it has
   * been called already.
   */
  @Override
  public void cancel() {
    CompletableFuture<Resolution> answer;
    synchronized (this) {
      canceled = true;
      answer = resolution;
    }
    if (answer != null) {
      answer.cancel(true);
    }
  }

  @Override
  public synchronized boolean isCanceled() {
    return canceled;
  }
}
