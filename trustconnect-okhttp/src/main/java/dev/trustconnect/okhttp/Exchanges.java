package dev.trustconnect.okhttp;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Refusal;
import dev.trustconnect.gate.Evidence;
import dev.trustconnect.gate.Exchange;
import dev.trustconnect.gate.Outgoing;
import dev.trustconnect.gate.RequestGate;
import dev.trustconnect.gate.UntrustedConnectionException;
import dev.trustconnect.gate.adapter.AdapterGate;
import dev.trustconnect.gate.adapter.ChosenProxies;
import dev.trustconnect.resolve.UntrustedNameException;
import java.net.Socket;
import java.util.AbstractList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLSocket;
import okhttp3.Connection;
import okhttp3.Cookie;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/** Passes OkHttp's requests and connections to the request gate. */
record Exchanges(RequestGate gate) {

  // Written out, as in the other records that OkHttp's pool compares: what a record generates costs
  // milliseconds when it is linked, which is in the first call.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Exchanges that && gate.equals(that.gate);
  }

  @Override
  public int hashCode() {
    return gate.hashCode();
  }

  private AdapterGate<UntrustedConnectionException> adapter() {
    return gate.forAdapter();
  }

  /**
   * Checks a request of this call before it is sent.
   *
   * @param strippable whether headers can still be removed from it
   * @return the names of headers to remove
   */
  Set<String> check(CallState call, Request request, boolean strippable)
      throws UntrustedConnectionException {
    return call.exchange()
        .check(
            secrets -> {
              Headers own = call.own();
              Map<String, String> credentials =
                  withSecretsOfOthers(
                      credentials(request.headers(), secrets), request, secrets, call.exchange());
              return outgoing(
                  request.url(),
                  request.body() != null,
                  strippable,
                  credentials,
                  own.equals(request.headers()) ? credentials : credentials(own, secrets));
            });
  }

  /** Checks the secrets in a request that has been sent, and remembers new ones. */
  void checkSent(CallState call, Request sent) throws UntrustedConnectionException {
    var unusedNone =
        call.exchange()
            .forAdapter()
            .checkChosen(
                secrets ->
                    outgoing(
                        sent.url(), false, false, credentials(sent.headers(), secrets), Map.of()));
  }

  /**
   * Checks the secrets that were added to a request after its last check. Cookies of the client's
   * jar are skipped: they have been checked.
   */
  void checkAddedLate(CallState call, Request sent, Headers looked)
      throws UntrustedConnectionException {
    call.exchange()
        .forAdapter()
        .checkAddedLate(
            secrets -> {
              Headers.Builder added = new Headers.Builder();
              for (int i = 0; i < sent.headers().size(); i++) {
                String name = sent.headers().name(i);
                String value = sent.headers().value(i);
                boolean ofJar = name.equalsIgnoreCase("Cookie") && call.isOfJar(value);
                if (!ofJar && !looked.values(name).contains(value)) {
                  added.addUnsafeNonAscii(name, value);
                }
              }
              return outgoing(
                  sent.url(), false, false, credentials(added.build(), secrets), Map.of());
            });
  }

  /**
   * Whether a jar's cookies may be sent to {@code url}.
   *
   * @return false if the policy says to remove them
   */
  boolean mayBeSent(CallState call, HttpUrl url, List<Cookie> cookies)
      throws UntrustedConnectionException {
    String header =
        cookies.stream()
            .map(cookie -> cookie.name() + "=" + cookie.value())
            .collect(Collectors.joining("; "));
    call.jarCookies(header);
    return call.exchange()
        .forAdapter()
        .checkChosen(secrets -> outgoing(url, false, true, Map.of("cookie", header), Map.of()))
        .isEmpty();
  }

  private static Outgoing outgoing(
      HttpUrl to,
      boolean hasBody,
      boolean strippable,
      Map<String, String> credentials,
      Map<String, String> ofHome) {
    return new Outgoing(
        to.host(), to.port(), to.isHttps(), hasBody, strippable, credentials, ofHome);
  }

  /**
   * The epoch of the pooled connections to {@code url}. Closes older connections unless {@code
   * drains}, which lets their calls finish.
   */
  int epoch(HttpUrl url, boolean drains) throws UntrustedNameException {
    return adapter().era(url.host(), drains);
  }

  /** Closes pooled connections to {@code url} whose address its name no longer resolves to. */
  void evict(HttpUrl url) {
    try {
      int unusedEpoch = adapter().era(url.host(), false);
    } catch (UntrustedNameException refused) {
      // Nothing to do: an existing connection is refused when it is chosen, and no new one is
      // opened.
    }
  }

  private static Map<String, String> credentials(Headers headers, Set<String> names) {
    long lengths = 0; // a set of bits, of lengths modulo 64: few headers have one of these
    for (String secret : names) {
      lengths |= 1L << secret.length();
    }
    Map<String, String> found = Map.of();
    for (int i = 0; i < headers.size(); i++) {
      String name = headers.name(i);
      if ((lengths & 1L << name.length()) != 0) {
        found = withSecret(found, name, headers.value(i), names);
      }
    }
    return found;
  }

  private static Map<String, String> withSecret(
      Map<String, String> found, String name, String value, Set<String> names) {
    Map<String, String> more = found;
    for (String secret : names) { // few, and comparing copies nothing
      if (secret.equalsIgnoreCase(name)) {
        more = with(more, secret, value);
      }
    }
    return more;
  }

  /**
   * Adds secrets of other hosts, in whatever header they are: they remain secrets in a header that
   * no policy declares.
   */
  private static Map<String, String> withSecretsOfOthers(
      Map<String, String> found, Request request, Set<String> names, Exchange call) {
    Headers headers = request.headers();
    HttpUrl url = request.url();
    Set<String> elsewhere =
        call.forAdapter().belongingElsewhere(new Values(headers), url.host(), url.port());
    Map<String, String> more = found;
    for (int i = 0; i < headers.size() && !elsewhere.isEmpty(); i++) {
      String name = headers.name(i).toLowerCase(Locale.ROOT);
      if (elsewhere.contains(headers.value(i)) && !names.contains(name)) {
        more = with(more, name, headers.value(i));
      }
    }
    return more;
  }

  /** The values of headers, which are mostly not looked at, so they aren't copied. */
  private static final class Values extends AbstractList<String> {
    private final Headers headers;

    Values(Headers headers) {
      this.headers = headers;
    }

    @Override
    public String get(int index) {
      return headers.value(index);
    }

    @Override
    public int size() {
      return headers.size();
    }
  }

  private static Map<String, String> with(Map<String, String> found, String name, String value) {
    if (found.isEmpty()) {
      return Map.of(name, value); // the usual case
    }
    Map<String, String> more = new HashMap<>(found);
    more.merge(name, value, (one, two) -> one + "\n" + two);
    return more;
  }

  /** Audits a refusal decided here and returns its exception. */
  UntrustedConnectionException refused(HttpUrl url, Reason reason, String seen, String wanted) {
    return adapter().refused(new Refusal(url.host() + ":" + url.port(), reason, seen, wanted));
  }

  /** The refusal of a name, which is audited already, as one of a connection. */
  UntrustedConnectionException refused(UntrustedNameException name) {
    return adapter().refused(name);
  }

  /** Refuses a connection through an undeclared proxy, unless the policy only reports. */
  void checkUndeclaredProxy(String host, int port, String proxy)
      throws UntrustedConnectionException {
    adapter().checkUndeclaredProxy(host, port, proxy);
  }

  /** The hosts that each thread's calls reach through a declared SOCKS proxy. */
  ChosenProxies chosenProxies() {
    return adapter().chosenProxies();
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

  /**
   * Checks {@code connection} for a request to {@code url} and returns its evidence. Closes it if
   * refused.
   *
   * @return null if it has no TLS and the policy only reports that
   */
  @Nullable Evidence evidence(HttpUrl url, @Nullable Connection connection)
      throws UntrustedConnectionException {
    Socket socket = connection == null ? null : connection.socket();
    if (connection != null) {
      checkRoute(url, connection.route().address().url(), socket);
    }
    if (!url.isHttps() && !(socket instanceof SSLSocket)) {
      adapter().checkCleartext(url.host(), url.port(), socket);
      return null;
    }
    return gate.checkConnection(url.host(), url.port(), socket);
  }

  /**
   * Refuses a connection to another host or port: an interceptor may have changed the URL since the
   * request was checked.
   */
  private void checkRoute(HttpUrl url, HttpUrl connected, @Nullable Socket socket)
      throws UntrustedConnectionException {
    if (!CallPass.isSame(url, connected)) {
      UntrustedConnectionException refused =
          refused(
              url,
              Reason.GATE_OTHER_HOST,
              "a connection to " + connected.host() + ":" + connected.port(),
              "a connection to the host and port that were checked; add interceptors that change"
                  + " the URL before TrustConnect's");
      adapter().end(socket, refused);
      throw refused;
    }
  }
}
