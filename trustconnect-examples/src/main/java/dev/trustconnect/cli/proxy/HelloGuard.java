package dev.trustconnect.cli.proxy;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Forwards a client's bytes as long as every readable hello requests the same name: the first, and
 * a second one after a HelloRetryRequest (RFC 8446 §4.1.2). Bytes after the first hello are held
 * until the server's first message, which determines what they are.
 */
final class HelloGuard implements Flow.Valve {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();
  private static final int CHANGE_CIPHER_SPEC = 20;
  private static final int ALERT = 21;
  private static final int HANDSHAKE = 22;
  private static final int APPLICATION_DATA = 23;

  private final String name;
  private final Gathered held = new Gathered(HelloName.MAX_BYTES);
  private final Gathered serverFirst = new Gathered(1 << 12);
  private State state = State.FIRST_HELLO;
  private int recordLeft; // of a record that has begun to pass

  private enum State {
    /** Nothing has passed. */
    FIRST_HELLO,
    /** The first hello has passed; everything else is held. */
    SERVERS_TURN,
    /** Of the client's records, the next handshake message must be a second hello. */
    SECOND_HELLO,
    /** No readable hello can come any more. */
    OPEN
  }

  /** A guard that lets hellos for {@code name} pass. */
  HelloGuard(String name) {
    this.name = name;
  }

  /** Whether the first hello has passed. */
  boolean hasBegun() {
    return state != State.FIRST_HELLO;
  }

  @Override
  public int room() {
    return state == State.OPEN && held.size() == 0 ? Integer.MAX_VALUE : held.room();
  }

  @Override
  public boolean isHolding() {
    return held.size() > 0;
  }

  @Override
  public ByteBuffer pass(ByteBuffer in) throws Refused {
    if (state == State.OPEN && held.size() == 0) {
      return in;
    }
    held.take(in);
    return waiting();
  }

  @Override
  public ByteBuffer waiting() throws Refused {
    return switch (state) {
      case FIRST_HELLO -> firstHello();
      case SERVERS_TURN -> NOTHING;
      case SECOND_HELLO -> secondHello();
      case OPEN -> held.pull(held.size());
    };
  }

  private ByteBuffer firstHello() throws Refused {
    Optional<HelloName> hello = HelloName.in(held.bytes(), held.size());
    if (hello.isEmpty()) {
      return NOTHING;
    }
    check(hello.get());
    state = State.SERVERS_TURN;
    return held.pull(hello.get().size());
  }

  /** Records other than handshake messages pass: a ChangeCipherSpec, rejected early data. */
  private ByteBuffer secondHello() throws Refused {
    int passing = Math.min(recordLeft, held.size());
    recordLeft -= passing;
    while (recordLeft == 0 && held.size() - passing >= 5) {
      byte[] bytes = held.bytes();
      int type = bytes[passing];
      if (type == HANDSHAKE) {
        return passing > 0 ? held.pull(passing) : secondHelloAtStart();
      }
      if (type != CHANGE_CIPHER_SPEC && type != ALERT && type != APPLICATION_DATA) {
        throw Refused.noTls("a TLS record of the unknown type " + (type & 0xff));
      }
      int record = 5 + (((bytes[passing + 3] & 0xff) << 8) | (bytes[passing + 4] & 0xff));
      int there = Math.min(record, held.size() - passing);
      passing += there;
      recordLeft = record - there;
    }
    return held.pull(passing);
  }

  private ByteBuffer secondHelloAtStart() throws Refused {
    Optional<HelloName> hello = HelloName.in(held.bytes(), held.size());
    if (hello.isEmpty()) {
      return NOTHING;
    }
    check(hello.get());
    state = State.OPEN; // RFC 8446 §4.1.4: there is no second HelloRetryRequest
    return held.pull(held.size());
  }

  /** Inspects what the server sends, without changing it. */
  void fromServer(ByteBuffer in) {
    if (state != State.SERVERS_TURN) {
      return;
    }
    serverFirst.take(in.duplicate());
    ServerAnswer answer = ServerAnswer.in(serverFirst.bytes(), serverFirst.size());
    if (answer == ServerAnswer.RETRY) {
      state = State.SECOND_HELLO;
    } else if (answer == ServerAnswer.OTHER) {
      state = State.OPEN;
    }
  }

  private void check(HelloName hello) throws Refused {
    String asked = hello.serverName().orElse("");
    if (!asked.equalsIgnoreCase(name)) {
      // Another name at the same address has other policies.
      throw Refused.otherName(
          "proxy.other-name",
          asked.isEmpty()
              ? "the client asks for no name there (it sends no server_name)"
              : "the client asks there for " + Refused.shown(asked));
    }
  }
}
