package dev.trustconnect.okhttp;

/**
 * A protection that a client lacks, or a setting that weakens it. The texts contain class names,
 * hosts and addresses, but no secrets. Immutable.
 *
 * @param code identifies the kind of finding; stable, for use by programs
 * @param seen what the client has
 * @param wanted what it should have
 * @param remedy what to do
 */
public record ClientFinding(
    Code code, Severity severity, String seen, String wanted, String remedy) {

  /** How serious a finding is, most serious first. */
  public enum Severity {
    /** Less safe than an ordinary client: it exposes what should be protected. */
    DANGEROUS,
    /** A gate isn't installed, so nothing stops what it would refuse. */
    MISSING,
    /** Protected, but worth knowing. */
    NOTE
  }

  /**
   * The kinds of findings, most important first. Codes are stable: new ones may be added, none is
   * renamed.
   */
  public enum Code {
    /** The trust manager accepted a self-signed certificate from an unknown issuer. */
    ACCEPTS_ANY_CERTIFICATE("client.accepts-any-certificate"),
    /** The host name verifier accepted a certificate for another host. */
    VERIFIES_NO_NAME("client.verifies-no-name"),
    /** The client uses a proxy that wasn't declared. */
    UNDECLARED_PROXY("client.undeclared-proxy"),
    /** The client also calls {@code http:} URLs. */
    CLEARTEXT_ALLOWED("client.cleartext-allowed"),
    /** The client follows redirects from https to http. */
    FOLLOWS_TO_CLEARTEXT("client.follows-to-cleartext"),
    /** Credentials and bodies follow a redirect to another host. */
    FOLLOWS_REDIRECTS("client.follows-redirects"),
    /** The client allows TLS versions before 1.2. */
    OBSOLETE_TLS("client.obsolete-tls"),
    /** Requests and connections aren't checked before use. */
    NO_EXCHANGE_GATE("client.no-exchange-gate"),
    /** An interceptor runs after the last check of a request. */
    EXCHANGE_GATE_NOT_LAST("client.exchange-gate-not-last"),
    /** Names aren't resolved by TrustConnect. */
    FOREIGN_DNS("client.foreign-dns"),
    /**
     * Peers aren't compared with the name's proven addresses before the handshake. If the socket
     * factory has a key manager, which can't be seen, its certificates go to every server that asks
     * and that the trust manager accepts.
     */
    FOREIGN_TLS("client.foreign-tls"),
    /** Certificates and pins aren't checked against the policies. */
    FOREIGN_TRUST_MANAGER("client.foreign-trust-manager"),
    /** Resumed and shared connections aren't checked again. */
    FOREIGN_VERIFIER("client.foreign-verifier"),
    /** The proxy selector may choose proxies that weren't declared. */
    FOREIGN_PROXY_SELECTOR("client.foreign-proxy-selector"),
    /**
     * Sockets that may go through a SOCKS proxy without showing it. They are refused before the
     * handshake.
     */
    FOREIGN_SOCKETS("client.foreign-sockets"),
    /** The client has pins that aren't in the policies. */
    PINS_IN_THE_CLIENT("client.pins-in-the-client"),
    /** The client adds credentials when a server asks for them. */
    AUTHENTICATOR("client.authenticator"),
    /** The client stores cookies and sends them again. */
    COOKIE_JAR("client.cookie-jar"),
    /** Responses may come from a cache, without a connection. */
    CACHE("client.cache"),
    /** The client waits forever on a silent connection. */
    NO_TIMEOUT("client.no-timeout"),
    /** Without HTTP/2, calls don't share a connection. */
    NO_HTTP_2("client.no-http-2"),
    /** The client doesn't try a name's other addresses. */
    NO_RETRY("client.no-retry");

    private final String text;

    Code(String text) {
      this.text = text;
    }

    /** The stable spelling, such as {@code client.accepts-any-certificate}. */
    public String code() {
      return text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * The class name of {@code part}; for a lambda, the class that contains it, which is the same in
   * every run.
   */
  static String typeOf(Object part) {
    String name = part.getClass().getName();
    int lambda = name.indexOf("$$Lambda");
    return lambda < 0 ? name : "a lambda of " + name.substring(0, lambda);
  }

  /** One line, such as {@code MISSING [client.foreign-dns]: seen …; wanted …; do: …}. */
  @Override
  public String toString() {
    return "%s [%s]: seen %s; wanted %s; do: %s".formatted(severity, code, seen, wanted, remedy);
  }
}
