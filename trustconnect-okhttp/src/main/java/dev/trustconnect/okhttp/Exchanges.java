package dev.trustconnect.okhttp;

import dev.trustconnect.evidence.Evidence;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.gate.ExchangeGate;
import dev.trustconnect.gate.Outgoing;
import dev.trustconnect.gate.UntrustedConnectionException;
import dev.trustconnect.resolve.UntrustedNameException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import okhttp3.Connection;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/** OkHttp's requests and connections in the words of the exchange gate. Equal if the gate is. */
record Exchanges(ExchangeGate gate) {

  /**
   * Checks a request that is about to leave.
   *
   * @param strippable whether headers can still be taken out of it
   * @return the names of headers to take out
   */
  Set<String> check(Request home, Request request, boolean strippable)
      throws UntrustedConnectionException {
    return gate.check(secrets -> outgoing(home, request, strippable, secrets));
  }

  private static Outgoing outgoing(
      Request home, Request request, boolean strippable, Set<String> secrets) {
    HttpUrl from = home.url();
    HttpUrl to = request.url();
    Map<String, String> credentials = credentials(request.headers(), secrets);
    return new Outgoing(
        from.host(),
        from.port(),
        to.host(),
        to.port(),
        to.isHttps(),
        request.body() != null,
        strippable,
        credentials,
        request == home ? credentials : credentials(home.headers(), secrets));
  }

  /** The era of the pooled connections to {@code url}; closes older ones unless they may drain. */
  int era(HttpUrl url, boolean drains) throws UntrustedNameException {
    return gate.era(url.host(), drains);
  }

  private static Map<String, String> credentials(Headers headers, Set<String> names) {
    Map<String, String> found = Map.of();
    for (int i = 0; i < headers.size(); i++) {
      String name = headers.name(i);
      for (String secret : names) { // few, and none of them is copied to be compared
        if (secret.equalsIgnoreCase(name)) {
          found = with(found, secret, headers.value(i));
        }
      }
    }
    return found;
  }

  private static Map<String, String> with(Map<String, String> found, String name, String value) {
    if (found.isEmpty()) {
      return Map.of(name, value); // as in almost every request
    }
    Map<String, String> more = new HashMap<>(found);
    more.merge(name, value, (one, two) -> one + "\n" + two);
    return more;
  }

  /** A refusal of what can't be looked at here; the audit log is told. */
  UntrustedConnectionException refusal(HttpUrl url, Reason reason, String seen, String wanted) {
    return gate.refusal(url.host() + ":" + url.port(), reason, seen, wanted);
  }

  /** Refuses a way through a proxy that isn't declared, unless the policy only reports. */
  void checkUndeclaredProxy(String host, int port, String proxy)
      throws UntrustedConnectionException {
    gate.checkUndeclaredProxy(host, port, proxy);
  }

  /** The request without these headers. */
  static Request without(Request request, Set<String> headerNames) {
    if (headerNames.isEmpty()) {
      return request;
    }
    Request.Builder stripped = request.newBuilder();
    headerNames.forEach(stripped::removeHeader);
    return stripped.build();
  }

  /** The evidence of {@code connection} for a request to {@code url}; closes it if refused. */
  Evidence evidence(HttpUrl url, @Nullable Connection connection)
      throws UntrustedConnectionException {
    try {
      return gate.checkConnection(url.host(), url.port(), session(connection));
    } catch (UntrustedConnectionException refused) {
      close(connection, refused); // or the pool would offer it again
      throw refused;
    }
  }

  private static @Nullable SSLSession session(@Nullable Connection connection) {
    return connection != null && connection.socket() instanceof SSLSocket tls
        ? tls.getSession()
        : null;
  }

  private static void close(@Nullable Connection connection, Exception because) {
    if (connection != null) {
      try {
        connection.socket().close();
      } catch (IOException e) {
        because.addSuppressed(e);
      }
    }
  }
}
