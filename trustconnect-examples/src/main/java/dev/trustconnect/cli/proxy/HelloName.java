package dev.trustconnect.cli.proxy;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A ClientHello as a server reads it, with the name it requests (RFC 8446 §4.1.2, RFC 6066 §3).
 *
 * @param serverName the name; empty if there is none
 * @param size the length in bytes, including record headers
 */
record HelloName(Optional<String> serverName, int size) {
  /** The limit for the memory that a client can occupy; no legitimate hello is half as large. */
  static final int MAX_BYTES = 1 << 16;

  private static final int HANDSHAKE = 22;
  private static final int CLIENT_HELLO = 1;
  private static final int SERVER_NAME = 0;
  private static final int HOST_NAME = 0;

  /** RFC 9849 §5. The server may use the encrypted name. */
  private static final int ENCRYPTED_CLIENT_HELLO = 0xfe0d;

  /**
   * The hello at the beginning of these bytes; empty if it is still incomplete.
   *
   * @throws Refused if it is anything else, or its name can't be determined
   */
  static Optional<HelloName> in(byte[] bytes, int length) throws Refused {
    ByteBuffer message = ByteBuffer.allocate(length);
    int at = 0;
    while (at < length) {
      if (bytes[at] != HANDSHAKE) {
        throw Refused.noTls("a tunnel is for TLS, and this doesn't begin like it");
      }
      if (length - at < 5) {
        break;
      }
      int fragment = ((bytes[at + 3] & 0xff) << 8) | (bytes[at + 4] & 0xff);
      if (fragment == 0 || fragment > 1 << 14) { // RFC 8446 §5.1
        throw Refused.noTls("a TLS record of " + fragment + " bytes");
      }
      message.put(bytes, at + 5, Math.min(fragment, length - at - 5));
      at += 5 + fragment;
      checkKind(message);
      if (at <= length && isWhole(message)) {
        return Optional.of(new HelloName(nameIn(message.flip()), at));
      }
    }
    if (length >= MAX_BYTES) {
      throw Refused.noTls("a ClientHello of more than " + MAX_BYTES + " bytes");
    }
    return Optional.empty();
  }

  private static void checkKind(ByteBuffer message) throws Refused {
    if (message.position() > 0 && message.get(0) != CLIENT_HELLO) {
      throw Refused.noTls("TLS begins with a ClientHello, and this is another message");
    }
  }

  private static boolean isWhole(ByteBuffer message) {
    return message.position() >= 4 && message.position() - 4 >= bodyLength(message);
  }

  private static int bodyLength(ByteBuffer message) {
    return message.getInt(0) & 0xffffff;
  }

  private static Optional<String> nameIn(ByteBuffer message) throws Refused {
    if (message.remaining() - 4 > bodyLength(message)) {
      // There could be a second hello that requests another name.
      throw Refused.noTls("a record that holds more than its ClientHello");
    }
    try {
      return nameInBody(message.position(4));
    } catch (BufferUnderflowException malformed) {
      throw Refused.noTls("a ClientHello that can't be read");
    }
  }

  private static Optional<String> nameInBody(ByteBuffer hello) throws Refused {
    skip(hello, 2 + 32); // version, random
    skip(hello, hello.get() & 0xff); // session id
    skip(hello, hello.getShort() & 0xffff); // cipher suites
    skip(hello, hello.get() & 0xff); // compression methods
    if (!hello.hasRemaining()) {
      return Optional.empty();
    }
    ByteBuffer extensions = next(hello, hello.getShort() & 0xffff);
    checkEnd(hello);
    Optional<String> name = Optional.empty();
    Set<Integer> types = new HashSet<>();
    while (extensions.hasRemaining()) {
      int type = extensions.getShort() & 0xffff;
      ByteBuffer extension = next(extensions, extensions.getShort() & 0xffff);
      if (!types.add(type)) {
        // RFC 8446 §4.2: "There MUST NOT be more than one extension of the same type". With two
        // names we might read the first and the server use the second.
        throw Refused.otherName(
            "proxy.other-name", "a ClientHello with two extensions of the type " + type);
      }
      if (type == ENCRYPTED_CLIENT_HELLO) {
        throw Refused.otherName(
            "proxy.encrypted-hello",
            "an encrypted ClientHello, which may ask for another name than the readable one; turn"
                + " ECH off in the client");
      }
      if (type == SERVER_NAME) {
        name = Optional.of(hostName(extension));
      }
    }
    return name;
  }

  /** RFC 6066 §3: one name of the type host_name; no other type is defined. */
  private static String hostName(ByteBuffer extension) throws Refused {
    ByteBuffer names = next(extension, extension.getShort() & 0xffff);
    checkEnd(extension);
    if (names.get() != HOST_NAME) {
      throw Refused.otherName("proxy.other-name", "a server name of an unknown type");
    }
    ByteBuffer name = next(names, names.getShort() & 0xffff);
    if (names.hasRemaining()) {
      throw Refused.otherName("proxy.other-name", "a ClientHello with two server names");
    }
    return StandardCharsets.ISO_8859_1.decode(name).toString();
  }

  private static void checkEnd(ByteBuffer buffer) throws Refused {
    if (buffer.hasRemaining()) {
      throw Refused.noTls("a ClientHello with bytes that belong to none of its fields");
    }
  }

  private static void skip(ByteBuffer buffer, int bytes) {
    ByteBuffer unused = next(buffer, bytes);
  }

  /** The next {@code bytes} bytes. Throws if there are fewer. */
  private static ByteBuffer next(ByteBuffer buffer, int bytes) {
    if (bytes > buffer.remaining()) {
      throw new BufferUnderflowException();
    }
    ByteBuffer slice = buffer.slice(buffer.position(), bytes);
    buffer.position(buffer.position() + bytes);
    return slice;
  }
}
