package dev.trustconnect.cli.proxy;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A client doesn't get what it asked for: what it is answered, and what the log says. */
final class Refused extends Exception {
  private static final long serialVersionUID = 1L;

  /** RFC 8446 §6: what a TLS client shows as the cause. */
  private static final byte HANDSHAKE_FAILURE = 40;

  private static final byte UNEXPECTED_MESSAGE = 10;
  private static final byte UNRECOGNIZED_NAME = 112;

  private static final byte[] NOTHING = {};

  private final int status;
  private final String code;
  private final byte @Nullable [] bytes; // null: a response of HTTP

  /**
   * A refusal.
   *
   * @param status of HTTP
   * @param code that stays the same when the wording changes
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
   * The client speaks another protocol to the proxy's own port; null if {@code first} may be HTTP.
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

  /** What came through a tunnel isn't the handshake that it is for. */
  static Refused noTls(String message) {
    return new Refused(0, "proxy.no-tls", message, alert(UNEXPECTED_MESSAGE));
  }

  /** The handshake is for another name, or may be. */
  static Refused otherName(String code, String message) {
    return new Refused(0, code, message, alert(UNRECOGNIZED_NAME));
  }

  /** A tunnel has ended as tunnels do, or was cut. */
  static Refused left(String message) {
    return new Refused(0, "", message, NOTHING);
  }

  /** Nothing moves in a tunnel any more. */
  static Refused idle(String message) {
    return new Refused(0, "proxy.idle", message, NOTHING);
  }

  /** RFC 8446 §5.1: type alert, version, length; fatal. */
  private static byte[] alert(byte description) {
    return new byte[] {21, 3, 3, 0, 2, 2, description};
  }

  /** What a gate refused, or what failed on the way to the server. */
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

  /** Whether something was found to be wrong, and not only something failed. */
  boolean isRefusal() {
    return status == 403;
  }

  /**
   * What the client is answered. The code is also the reason phrase (RFC 9112 §4), since that is
   * what npm, pip, Maven, wget and Python's urllib show of it.
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

  /** The same where HTTP has ended and a tunnel has begun. */
  byte[] answerInTunnel() {
    return bytes != null ? bytes.clone() : NOTHING;
  }

  /** What a client wrote mustn't play tricks on a terminal. */
  static String shown(String text) {
    String plain = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.:\\[\\]_-]", "?");
    return plain.length() <= 300 ? plain : plain.substring(0, 300) + "...";
  }

  /**
   * 502 and 504 where a server on the way failed, so that clients try again; 403 where something
   * was found that another attempt finds again.
   */
  private static int statusOf(Reason reason) {
    if (reason.kind() != Reason.Kind.UNAVAILABLE) {
      return 403;
    }
    boolean late = reason == Reason.UPSTREAM_TIMEOUT || reason == Reason.RESOLVE_DEADLINE_EXCEEDED;
    return late ? 504 : 502;
  }
}
