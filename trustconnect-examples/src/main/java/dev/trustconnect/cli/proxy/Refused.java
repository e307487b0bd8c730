package dev.trustconnect.cli.proxy;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A client's request is refused: the response for the client and the text for the log. */
final class Refused extends Exception {
  private static final long serialVersionUID = 1L;

  /** RFC 8446 §6: alerts that a TLS client shows as the cause. */
  private static final byte HANDSHAKE_FAILURE = 40;

  private static final byte UNEXPECTED_MESSAGE = 10;
  private static final byte UNRECOGNIZED_NAME = 112;

  private static final byte[] NOTHING = {};

  private final int status;
  private final String code;
  private final byte @Nullable [] bytes; // null for an HTTP response

  /**
   * A refusal.
   *
   * @param status the HTTP status
   * @param code the stable code
   */
  Refused(int status, String code, String message) {
    this(status, code, message, null);
  }

  private Refused(int status, String code, String message, byte @Nullable [] bytes) {
    super(message);
    this.status = status;
    this.code = code;
    this.bytes = bytes;
  }

  /**
   * The refusal of a client that uses another protocol on the proxy's port; null if {@code first}
   * may be HTTP.
   */
  static @Nullable Refused byFirstByte(byte first) {
    String remedy = "the proxy's URL begins with http://";
    return switch (first) {
      case 22 ->
          new Refused(
              400,
              "proxy.tls-to-proxy",
              "a TLS handshake came in place of a CONNECT request: " + remedy,
              alert(HANDSHAKE_FAILURE));
      // RFC 1928 §3: no acceptable methods.
      case 5 ->
          new Refused(
              400,
              "proxy.socks",
              "a SOCKS5 greeting came in place of a CONNECT request: " + remedy,
              new byte[] {5, (byte) 0xff});
      // 91: request rejected or failed.
      case 4 ->
          new Refused(
              400,
              "proxy.socks",
              "a SOCKS4 request came in place of a CONNECT request: " + remedy,
              new byte[] {0, 91, 0, 0, 0, 0, 0, 0});
      default ->
          (first > ' ' && first < 0x7f) || first == '\r' || first == '\n'
              ? null
              : new Refused(400, "proxy.malformed-request", "bytes that don't begin a request");
    };
  }

  /** The client's data in the tunnel isn't a TLS handshake. */
  static Refused noTls(String message) {
    return new Refused(0, "proxy.no-tls", message, alert(UNEXPECTED_MESSAGE));
  }

  /** The handshake requests another name, or may do so. */
  static Refused otherName(String code, String message) {
    return new Refused(0, code, message, alert(UNRECOGNIZED_NAME));
  }

  /** A tunnel ended normally or was cut. */
  static Refused left(String message) {
    return new Refused(0, "", message, NOTHING);
  }

  /** A tunnel has been idle for too long. */
  static Refused idle(String message) {
    return new Refused(0, "proxy.idle", message, NOTHING);
  }

  /** RFC 8446 §5.1: type alert, version, length; fatal. */
  private static byte[] alert(byte description) {
    return new byte[] {21, 3, 3, 0, 2, 2, description};
  }

  /** A gate's refusal, or a failure to connect to the server. */
  static Refused because(IOException failed) {
    if (failed instanceof Race.NoSocket) {
      return new Refused(
          503, "proxy.no-socket", "no socket can be opened here: " + failed.getMessage());
    }
    TrustRefusal refusal = TrustRefusal.in(failed).orElse(null);
    if (refusal == null) {
      return new Refused(
          502, "proxy.server-unreachable", "the server doesn't answer: " + failed.getMessage());
    }
    String message = String.valueOf(refusal.getMessage());
    return new Refused(statusOf(refusal.reason()), refusal.reason().code(), message);
  }

  String code() {
    return code;
  }

  String message() {
    return String.valueOf(getMessage());
  }

  /** Whether a check failed, as opposed to a server or the network. */
  boolean isRefusal() {
    return status == 403;
  }

  /**
   * The response for the client. The code is also the reason phrase (RFC 9112 §4), which npm, pip,
   * Maven, wget and Python's urllib show.
   */
  byte[] answer() {
    if (bytes != null) {
      return bytes.clone();
    }
    byte[] body = (message() + "\n").getBytes(StandardCharsets.UTF_8);
    String head =
        ("HTTP/1.1 " + status + " " + code + "\r\n")
            + (status == 405 ? "Allow: CONNECT\r\n" : "")
            + (status == 503 ? "Retry-After: 1\r\n" : "")
            + ("X-TrustConnect-Reason: " + code + "\r\n")
            + "Content-Type: text/plain; charset=utf-8\r\n"
            + ("Content-Length: " + body.length + "\r\n")
            + "Connection: close\r\n\r\n";
    byte[] start = head.getBytes(StandardCharsets.US_ASCII);
    byte[] whole = new byte[start.length + body.length];
    System.arraycopy(start, 0, whole, 0, start.length);
    System.arraycopy(body, 0, whole, start.length, body.length);
    return whole;
  }

  /** The response for a client in a tunnel, where HTTP has ended. */
  byte[] answerInTunnel() {
    return bytes != null ? bytes.clone() : NOTHING;
  }

  /** A client's text, made safe for a terminal. */
  static String shown(String text) {
    String plain = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.:\\[\\]_-]", "?");
    return plain.length() <= 300 ? plain : plain.substring(0, 300) + "...";
  }

  /**
   * 502 and 504 if a server or the network failed, so that clients retry; 403 if a retry would fail
   * again.
   */
  private static int statusOf(Reason reason) {
    if (reason.kind() != Reason.Kind.UNAVAILABLE) {
      return 403;
    }
    boolean late = reason == Reason.UPSTREAM_TIMEOUT || reason == Reason.RESOLVE_DEADLINE_EXCEEDED;
    return late ? 504 : 502;
  }
}
