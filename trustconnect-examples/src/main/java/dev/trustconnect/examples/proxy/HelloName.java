package dev.trustconnect.examples.proxy;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The first message of a TLS client, and whom it calls (RFC 8446 §4.1.2, RFC 6066 §3). */
final class HelloName {
  private static final int HANDSHAKE = 22;
  private static final int CLIENT_HELLO = 1;
  private static final int SERVER_NAME = 0;
  private static final int HOST_NAME = 0;
  private static final int MAX_RECORD = 1 << 14;
  private static final int MAX_BYTES = 1 << 16;

  private final byte[] records;
  private final Optional<String> serverName;

  private HelloName(byte[] records, Optional<String> serverName) {
    this.records = records;
    this.serverName = serverName;
  }

  /** Empty if it names nobody. */
  Optional<String> serverName() {
    return serverName;
  }

  /** Passes the message on, as it came. */
  void sendTo(OutputStream out) throws IOException {
    out.write(records);
  }

  /**
   * Reads the records of a ClientHello and no more.
   *
   * @throws IOException if it is anything else, or larger than any should be
   */
  static HelloName read(InputStream from) throws IOException {
    DataInputStream in = new DataInputStream(from);
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    do {
      byte[] header = in.readNBytes(5);
      int length = header.length < 5 ? 0 : ((header[3] & 0xff) << 8) | (header[4] & 0xff);
      if (header.length < 5 || header[0] != HANDSHAKE || length == 0 || length > MAX_RECORD) {
        throw new IOException("a tunnel is for TLS, and this doesn't begin like it");
      }
      byte[] fragment = in.readNBytes(length);
      if (fragment.length < length || records.size() + length > MAX_BYTES) {
        throw new IOException("a first message that ends too early or never");
      }
      records.writeBytes(header);
      records.writeBytes(fragment);
      message.writeBytes(fragment);
    } while (!isWhole(message.toByteArray()));
    try {
      return new HelloName(records.toByteArray(), nameIn(ByteBuffer.wrap(message.toByteArray())));
    } catch (BufferUnderflowException | IllegalArgumentException malformed) {
      throw new IOException("a first message that can't be read", malformed);
    }
  }

  private static boolean isWhole(byte[] message) {
    return message.length >= 4 && message.length - 4 >= bodyLength(message);
  }

  private static int bodyLength(byte[] message) {
    return ((message[1] & 0xff) << 16) | ((message[2] & 0xff) << 8) | (message[3] & 0xff);
  }

  private static Optional<String> nameIn(ByteBuffer hello) throws IOException {
    if (hello.get() != CLIENT_HELLO) {
      throw new IOException("a tunnel begins with a ClientHello");
    }
    hello.position(4); // the length, seen already
    skip(hello, 2 + 32); // version, random
    skip(hello, hello.get() & 0xff); // session id
    skip(hello, hello.getShort() & 0xffff); // cipher suites
    skip(hello, hello.get() & 0xff); // compression methods
    if (!hello.hasRemaining()) {
      return Optional.empty();
    }
    ByteBuffer extensions = next(hello, hello.getShort() & 0xffff);
    while (extensions.hasRemaining()) {
      int type = extensions.getShort() & 0xffff;
      ByteBuffer extension = next(extensions, extensions.getShort() & 0xffff);
      if (type == SERVER_NAME) {
        return Optional.of(hostName(extension));
      }
    }
    return Optional.empty();
  }

  private static String hostName(ByteBuffer extension) throws IOException {
    ByteBuffer names = next(extension, extension.getShort() & 0xffff);
    if (names.get() != HOST_NAME) {
      throw new IOException("a server name of a kind that nobody knows");
    }
    ByteBuffer name = next(names, names.getShort() & 0xffff);
    return StandardCharsets.US_ASCII.decode(name).toString();
  }

  private static void skip(ByteBuffer buffer, int bytes) {
    ByteBuffer unused = next(buffer, bytes);
  }

  /** So many bytes, and none of what lies behind what there is. */
  private static ByteBuffer next(ByteBuffer buffer, int bytes) {
    if (bytes > buffer.remaining()) {
      throw new BufferUnderflowException();
    }
    ByteBuffer slice = buffer.slice(buffer.position(), bytes);
    buffer.position(buffer.position() + bytes);
    return slice;
  }
}
