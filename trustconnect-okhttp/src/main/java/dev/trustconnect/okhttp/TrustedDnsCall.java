package dev.trustconnect.okhttp;

import dev.trustconnect.resolve.Resolution;
import dev.trustconnect.resolve.UntrustedNameException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import okhttp3.Dns;
import org.jspecify.annotations.Nullable;

/**
 * One asynchronous question of OkHttp's. Tells its callback exactly once, whatever happens: all the
 * addresses, or the one reason why not; a callback that never came would block the call for good.
 * Thread-safe.
 *
 * <p>OkHttp takes any address it is given for success, also if it is told a failure afterwards. So
 * there are no partial results: A without AAAA is a failure if AAAA failed.
 */
final class TrustedDnsCall implements Dns.Call {
  private final Names names;
  private final Dns.Request request;
  private boolean enqueued; // guarded by this
  private boolean canceled; // guarded by this
  private @Nullable CompletableFuture<Resolution> resolution; // guarded by this

  TrustedDnsCall(Names names, Dns.Request request) {
    this.names = names;
    this.request = request;
  }

  @Override
  public Dns.Request getRequest() {
    return request;
  }

  /**
   * Asks, without blocking. The callback runs on the resolver's executor, or here if the answer is
   * known already.
   */
  @Override
  public void enqueue(Dns.Callback callback) {
    CompletableFuture<Resolution> answer = start();
    var unused = answer.whenComplete((found, failure) -> tell(callback, found, failure));
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

  private void tell(
      Dns.Callback callback, @Nullable Resolution found, @Nullable Throwable failure) {
    if (found != null && !isCanceled()) {
      callback.onRecords(this, true, records(found));
    } else {
      callback.onFailure(this, asIoException(failure));
    }
  }

  private List<Dns.Record> records(Resolution found) {
    return found.addresses().stream()
        .<Dns.Record>map(address -> new Dns.Record.IpAddress(request.hostname(), address))
        .toList();
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
   * Gives up what only this call waits for; the callback is told a failure, unless it was told
   * something already.
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
