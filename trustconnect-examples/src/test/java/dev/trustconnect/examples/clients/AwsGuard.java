package dev.trustconnect.examples.clients;

import dev.trustconnect.gate.Outgoing;
import dev.trustconnect.gate.RequestGate;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;

/** Shows the request gate each request of the AWS SDK before it connects. */
record AwsGuard(RequestGate gate, SdkHttpClient client) implements SdkHttpClient {
  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest prepared) {
    ExecutableHttpRequest request = client.prepareRequest(prepared);
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        SdkHttpRequest http = prepared.httpRequest();
        var unusedStrays =
            gate.begin(http.host(), http.port()).check(secrets -> outgoing(prepared, secrets));
        return request.call();
      }

      @Override
      public void abort() {
        request.abort();
      }
    };
  }

  private static Outgoing outgoing(HttpExecuteRequest prepared, Set<String> secrets) {
    SdkHttpRequest http = prepared.httpRequest();
    Map<String, String> credentials = new HashMap<>();
    http.forEachHeader(
        (name, values) -> {
          if (secrets.contains(name.toLowerCase(Locale.ROOT))) {
            credentials.put(name.toLowerCase(Locale.ROOT), String.join("\n", values));
          }
        });
    return new Outgoing(
        http.host(),
        http.port(),
        http.protocol().equals("https"),
        prepared.contentStreamProvider().isPresent(),
        false,
        credentials,
        credentials);
  }

  @Override
  public void close() {
    client.close();
  }
}
