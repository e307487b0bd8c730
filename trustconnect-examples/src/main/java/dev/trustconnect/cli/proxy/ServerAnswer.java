package dev.trustconnect.cli.proxy;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * The kind of a server's first message (RFC 8446 §4.1.3): a second plaintext ClientHello follows
 * only after a HelloRetryRequest.
 */
enum ServerAnswer {
  /** It is still incomplete. */
  UNKNOWN,
  RETRY,
  OTHER;

  /** A ServerHello up to and with its random. */
  static final int BYTES_NEEDED = 4 + 2 + 32;

  /** RFC 8446 §4.1.3: the SHA-256 of "HelloRetryRequest". */
  private static final byte[] RETRY_RANDOM =
      HexFormat.of().parseHex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c");

  private static final int HANDSHAKE = 22;
  private static final int SERVER_HELLO = 2;

  /** The kind of message that these bytes begin with, in records of any size. */
  static ServerAnswer in(byte[] bytes, int length) {
    ByteBuffer message = ByteBuffer.allocate(BYTES_NEEDED);
    int at = 0;
    while (message.hasRemaining()) {
      if (at < length && bytes[at] != HANDSHAKE) {
        return OTHER; // for example an alert
      }
      if (length - at < 5) {
        return UNKNOWN;
      }
      int fragment = ((bytes[at + 3] & 0xff) << 8) | (bytes[at + 4] & 0xff);
      int there = Math.min(fragment, length - at - 5);
      if (fragment == 0) {
        return OTHER; // RFC 8446 §5.1: clients end the handshake after an empty fragment
      }
      message.put(bytes, at + 5, Math.min(there, message.remaining()));
      at += 5 + fragment;
      if (message.hasRemaining() && at > length) {
        return UNKNOWN;
      }
    }
    return message.get(0) == SERVER_HELLO
            && message.slice(6, 32).equals(ByteBuffer.wrap(RETRY_RANDOM))
        ? RETRY
        : OTHER;
  }
}
