package dev.trustconnect.examples.recipes;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.gate.Outgoing;
import dev.trustconnect.gate.UntrustedConnectionException;
import dev.trustconnect.policy.PolicyBook;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;

/**
 * Checks each request of the AWS SDK, and its host's name, before it connects. New policies get a
 * new client, with no connection and no TLS session of the old one.
 */
final class AwsAsyncGuard implements SdkAsyncHttpClient {
  private final TrustConnect trust;
  private final AwsAsyncChannels channels;
  private final Supplier<SdkAsyncHttpClient> clients;
  private PolicyBook policies; // guarded by this
  private SdkAsyncHttpClient client; // guarded by this

  AwsAsyncGuard(
      TrustConnect trust, AwsAsyncChannels channels, Supplier<SdkAsyncHttpClient> clients) {
    this.trust = trust;
    this.channels = channels;
    this.clients = clients;
    this.policies = trust.policies();
    this.client = clients.get();
  }

  private synchronized SdkAsyncHttpClient client() {
    PolicyBook now = trust.policies();
    if (policies != now) {
      client.close();
      client = clients.get();
      policies = now;
    }
    return client;
  }

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
        .thenCompose(name -> channels.leaveOld(http.host(), name))
        .handle((closed, refusal) -> refusal)
        .thenCompose(r -> r == null ? client().execute(request) : refused(request, r));
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
  public synchronized void close() {
    client.close();
  }
}
