package dev.trustconnect.remark;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The fields of an HTTPS record (RFC 9460 §2.2, §7). A record that is cut short says what could be
 * read.
 *
 * @param isForOwner whether it is about the name itself and not about another target
 * @param protocols the ALPN identifiers
 * @param hints addresses as digits
 */
record HttpsRecord(boolean isForOwner, List<String> protocols, List<String> hints) {
  private static final int ALPN = 1;
  private static final int IPV4_HINT = 4;
  private static final int IPV6_HINT = 6;

  HttpsRecord {
    protocols = List.copyOf(protocols);
    hints = List.copyOf(hints);
  }

  /** Reads priority, target, and parameters of a key, a length and a value each. */
  static HttpsRecord read(byte[] rdata) {
    ByteBuffer data = ByteBuffer.wrap(rdata);
    List<String> protocols = new ArrayList<>();
    List<String> hints = new ArrayList<>();
    boolean forOwner = data.remaining() > 2 && data.getShort() != 0 && data.get(2) == 0;
    skipName(data);
    while (data.remaining() >= 4) {
      int key = data.getShort() & 0xffff;
      int length = data.getShort() & 0xffff;
      if (length > data.remaining()) {
        break;
      }
      byte[] value = new byte[length];
      data.get(value);
      switch (key) {
        case ALPN -> protocols(value, protocols);
        case IPV4_HINT -> addresses(value, 4, hints);
        case IPV6_HINT -> addresses(value, 16, hints);
        default -> {
          // other parameters aren't compared
        }
      }
    }
    return new HttpsRecord(forOwner, protocols, hints);
  }

  private static void skipName(ByteBuffer data) {
    while (data.hasRemaining()) {
      int length = data.get() & 0xff;
      if (length == 0) {
        return;
      }
      data.position(Math.min(data.limit(), data.position() + length));
    }
  }

  private static void protocols(byte[] value, List<String> protocols) {
    for (int at = 0; at < value.length; ) {
      int length = value[at] & 0xff;
      int end = Math.min(value.length, at + 1 + length);
      protocols.add(new String(value, at + 1, end - at - 1, StandardCharsets.ISO_8859_1));
      at = end;
    }
  }

  private static void addresses(byte[] value, int size, List<String> hints) {
    for (int at = 0; at + size <= value.length; at += size) {
      byte[] address = new byte[size];
      System.arraycopy(value, at, address, 0, size);
      try {
        hints.add(InetAddress.getByAddress(address).getHostAddress());
      } catch (UnknownHostException e) {
        throw new IllegalStateException(e); // 4 and 16 bytes are addresses
      }
    }
  }
}
