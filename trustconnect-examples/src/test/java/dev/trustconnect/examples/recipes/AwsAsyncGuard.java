package dev.trustconnect.examples.recipes;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.gate.Outgoing;
import dev.trustconnect.gate.UntrustedConnectionException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;

/** Checks each request of the AWS SDK, and its host's name, before it connects. */
record AwsAsyncGuard(TrustConnect trust, SdkAsyncHttpClient client) implements SdkAsyncHttpClient {
  @Override
  public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
    SdkHttpRequest http = request.request();
    try {
      var unusedStrays = // none can be stripped: then it is refused
          trust
              .requestGate()
              .begin(http.host(), http.port())
              .check(secrets -> outgoing(request, secrets));
    } catch (UntrustedConnectionException refused) {
      return refused(request, refused);
    }
    return trust
        .names()
        .resolveAsync(http.host())
        .handle((name, refusal) -> refusal)
        .thenCompose(r -> r == null ? client.execute(request) : refused(request, r));
  }

  private static CompletableFuture<Void> refused(AsyncExecuteRequest request, Throwable refusal) {
    request.responseHandler().onError(refusal); // as SdkAsyncHttpClient demands
    return CompletableFuture.failedFuture(refusal);
  }

  private static Outgoing outgoing(AsyncExecuteRequest request, Set<String> secrets) {
    SdkHttpRequest http = request.request();
    Map<String, String> found = new HashMap<>();
    http.forEachHeader(
        (name, values) -> {
          if (secrets.contains(name.toLowerCase(Locale.ROOT))) {
            found.put(name.toLowerCase(Locale.ROOT), String.join("\n", values));
          }
        });
    boolean hasBody = request.requestContentPublisher().contentLength().orElse(1L) > 0;
    boolean encrypted = http.protocol().equals("https");
    return new Outgoing(http.host(), http.port(), encrypted, hasBody, false, found, found);
  }

  @Override
  public void close() {
    client.close();
  }
}
