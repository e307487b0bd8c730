package dev.trustconnect.examples.clients;

import dev.trustconnect.gate.Outgoing;
import dev.trustconnect.gate.RequestGate;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;

/** Shows the request gate each request of an Apache client before it connects. */
record ApacheGuard(RequestGate gate) implements ExecChainHandler {
  @Override
  public ClassicHttpResponse execute(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    HttpHost target = scope.route.getTargetHost();
    boolean encrypted = scope.route.isSecure();
    int port = target.getPort() > 0 ? target.getPort() : encrypted ? 443 : 80;
    var unusedStrays = // none can be stripped: then it is refused
        gate.begin(target.getHostName(), port)
            .check(
                secrets -> {
                  Map<String, String> credentials = credentials(request, secrets);
                  return new Outgoing(
                      target.getHostName(),
                      port,
                      encrypted,
                      request.getEntity() != null,
                      false,
                      credentials,
                      credentials);
                });
    return chain.proceed(request, scope);
  }

  private static Map<String, String> credentials(ClassicHttpRequest request, Set<String> secrets) {
    Map<String, String> found = new HashMap<>();
    for (Header header : request.getHeaders()) {
      String name = header.getName().toLowerCase(Locale.ROOT);
      if (secrets.contains(name)) {
        found.merge(name, header.getValue(), (one, two) -> one + "\n" + two);
      }
    }
    return found;
  }
}
