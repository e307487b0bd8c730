package dev.trustconnect.cli.proxy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** ClientHellos and records that no TLS library would send. */
public final class Hellos {
  private Hellos() {}

  /** An extension. */
  public static byte[] extension(int type, byte[] data) {
    return ByteBuffer.allocate(4 + data.length)
        .putShort((short) type)
        .putShort((short) data.length)
        .put(data)
        .array();
  }

  /** A server_name extension with these names in one list (RFC 6066 §3). */
  public static byte[] serverName(String... names) {
    ByteBuffer list = ByteBuffer.allocate(1 << 10).position(2);
    for (String name : names) {
      byte[] ascii = name.getBytes(StandardCharsets.US_ASCII);
      list.put((byte) 0).putShort((short) ascii.length).put(ascii);
    }
    list.putShort(0, (short) (list.position() - 2));
    return extension(0, Arrays.copyOf(list.array(), list.position()));
  }

  /** One record with a ClientHello of these extensions. */
  public static byte[] with(byte[]... extensions) {
    ByteBuffer hello = ByteBuffer.allocate(1 << 13);
    hello.putInt(0).putShort((short) 0x0303).put(new byte[32]).put((byte) 0);
    hello.putShort((short) 2).putShort((short) 0x1301).put((byte) 1).put((byte) 0);
    int lengthAt = hello.position();
    hello.putShort((short) 0);
    for (byte[] extension : extensions) {
      hello.put(extension);
    }
    hello.putShort(lengthAt, (short) (hello.position() - lengthAt - 2));
    hello.putInt(0, 1 << 24 | (hello.position() - 4));
    return record(Arrays.copyOf(hello.array(), hello.position()));
  }

  /** A handshake record. */
  public static byte[] record(byte[] message) {
    return record(22, message);
  }

  /** A record of any type. */
  public static byte[] record(int type, byte[] content) {
    return ByteBuffer.allocate(5 + content.length)
        .put((byte) type)
        .putShort((short) 0x0303)
        .putShort((short) content.length)
        .put(content)
        .array();
  }

  /** What one record holds. */
  public static byte[] message(byte[] record) {
    return Arrays.copyOfRange(record, 5, record.length);
  }

  /** The content of one record, in records of this size. */
  public static byte[] inRecordsOf(int size, byte[] record) {
    byte[] message = message(record);
    ByteArrayOutputStream pieces = new ByteArrayOutputStream();
    for (int at = 0; at < message.length; at += size) {
      pieces.writeBytes(
          record(Arrays.copyOfRange(message, at, Math.min(at + size, message.length))));
    }
    return pieces.toByteArray();
  }

  /** The same bytes twice. */
  public static byte[] twice(byte[] once) {
    return join(once, once);
  }

  /** All of them. */
  public static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** A hello that would be 16 MiB long, as far as it may come. */
  static byte[] endless() {
    byte[] start = new byte[1 << 14];
    start[0] = 1;
    start[1] = (byte) 0xff;
    byte[] more = record(new byte[1 << 14]);
    return join(record(start), more, more, more);
  }

  /** What a server sends first (RFC 8446 §4.1.3). */
  public static byte[] serverHello(byte[] random) {
    return record(
        ByteBuffer.allocate(44).putInt(2 << 24 | 40).putShort((short) 0x0303).put(random).array());
  }
}
