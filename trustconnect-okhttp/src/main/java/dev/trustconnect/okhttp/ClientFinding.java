package dev.trustconnect.okhttp;

/**
 * One thing that a client lacks, or that weakens it. Texts hold class names, hosts and addresses;
 * never secrets.
 *
 * @param code stable, for programs
 * @param seen what the client has
 * @param wanted what it should have
 * @param remedy what to do
 */
public record ClientFinding(
    Code code, Severity severity, String seen, String wanted, String remedy) {

  /** How bad it is, the worst first. */
  public enum Severity {
    /** Worse than an ordinary client: it gives away what is meant to be protected. */
    DANGEROUS,
    /** A seam where a gate belongs is empty: what that gate stops, passes. */
    MISSING,
    /** In place, and yet good to know. */
    NOTE
  }

  /** What was found. Stable: codes are added, never renamed. The most telling comes first. */
  public enum Code {
    /** The trust manager took a certificate that nobody has issued. */
    TRUSTS_ANYBODY("client.trusts-anybody"),
    /** The verifier took a certificate for another host. */
    VERIFIES_NO_NAME("client.verifies-no-name"),
    /** A proxy that wasn't declared. */
    UNDECLARED_PROXY("client.undeclared-proxy"),
    /** {@code http:} URLs are called as well. */
    CLEARTEXT_ALLOWED("client.cleartext-allowed"),
    /** A redirect may lead from TLS to cleartext. */
    FOLLOWS_TO_CLEARTEXT("client.follows-to-cleartext"),
    /** Keys and bodies follow a redirect to another host. */
    FOLLOWS_REDIRECTS("client.follows-redirects"),
    /** TLS before 1.2. */
    OBSOLETE_TLS("client.obsolete-tls"),
    /** Nobody looks at requests and connections before they are used. */
    NO_EXCHANGE_GATE("client.no-exchange-gate"),
    /** Something comes after the last look at a request. */
    EXCHANGE_GATE_NOT_LAST("client.exchange-gate-not-last"),
    /** Names aren't proven. */
    FOREIGN_DNS("client.foreign-dns"),
    /** Peers aren't compared with the name's addresses before the handshake. */
    FOREIGN_TLS("client.foreign-tls"),
    /** Certificates and pins aren't judged by the policies. */
    FOREIGN_TRUST_MANAGER("client.foreign-trust-manager"),
    /** Resumed and shared connections aren't judged again. */
    FOREIGN_VERIFIER("client.foreign-verifier"),
    /** Who chooses proxies asks nobody whether they were declared. */
    FOREIGN_PROXY_SELECTOR("client.foreign-proxy-selector"),
    /** Sockets that a SOCKS proxy may carry unseen. They are refused before the handshake. */
    FOREIGN_SOCKETS("client.foreign-sockets"),
    /** Pins that the policies don't know of. */
    PINS_IN_THE_CLIENT("client.pins-in-the-client"),
    /** Credentials are added when a server asks for them. */
    AUTHENTICATOR("client.authenticator"),
    /** Cookies are kept, and sent again. */
    COOKIE_JAR("client.cookie-jar"),
    /** Answers may come from no connection at all. */
    CACHE("client.cache"),
    /** A silent connection is never given up. */
    NO_TIMEOUT("client.no-timeout"),
    /** Calls don't share a connection. */
    NO_HTTP_2("client.no-http-2"),
    /** A name's other addresses aren't tried. */
    NO_RETRY("client.no-retry");

    private final String text;

    Code(String text) {
      this.text = text;
    }

    /** The code in its stable spelling, as {@code client.trusts-anybody}. */
    public String code() {
      return text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** The type of a part of a client; a lambda's by the class it is in, the same in every run. */
  static String typeOf(Object part) {
    String name = part.getClass().getName();
    int lambda = name.indexOf("$$Lambda");
    return lambda < 0 ? name : "a lambda of " + name.substring(0, lambda);
  }

  /** One line, as {@code MISSING [client.foreign-dns]: seen …; wanted …; do: …}. */
  @Override
  public String toString() {
    return "%s [%s]: seen %s; wanted %s; do: %s".formatted(severity, code, seen, wanted, remedy);
  }
}
