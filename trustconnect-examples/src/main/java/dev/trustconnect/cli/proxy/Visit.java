package dev.trustconnect.cli.proxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One client, from its first byte to the end of its connection. On the loop's thread. */
final class Visit {
  /** How long a client may take to send its request, however slowly it sends. */
  private static final Duration HEAD = Duration.ofSeconds(10);

  /** The limit for resolving, checking and connecting to the server. */
  static final Duration DIAL = Duration.ofSeconds(20);

  private static final byte[] ESTABLISHED =
      "HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final TunnelProxy proxy;
  private final EventLoop loop;
  private final SelectionKey client;
  private final SocketChannel channel;
  private final String from;

  /** The head and what follows it: a hello may be sent before the response. */
  private final Gathered in = new Gathered(ConnectHead.MAX_BYTES + HelloName.MAX_BYTES);

  private final ByteBuffer chunk = ByteBuffer.allocate(4_096);
  private final EventLoop.Timer headTimer;
  private EventLoop.@Nullable Timer dialTimer;
  private @Nullable ConnectHead head;
  private @Nullable Dial dial;
  private @Nullable Tunnel tunnel;
  private @Nullable InetSocketAddress server;
  private String host = "";
  private boolean hasBegun;
  private boolean isOver;

  Visit(TunnelProxy proxy, EventLoop loop, SocketChannel channel) throws IOException {
    this.proxy = proxy;
    this.loop = loop;
    this.channel = channel;
    InetSocketAddress remote = (InetSocketAddress) channel.getRemoteAddress();
    this.from = remote.getAddress().getHostAddress() + ":" + remote.getPort();
    this.client = loop.register(channel, SelectionKey.OP_READ, this::read);
    this.headTimer =
        loop.after(
            HEAD,
            () ->
                end(
                    new Refused(
                        408,
                        "proxy.request-timeout",
                        "no whole request came within " + TunnelProxy.text(HEAD))));
  }

  String host() {
    return host;
  }

  /** The server's address; null while there is no tunnel. */
  @Nullable InetSocketAddress server() {
    return server;
  }

  private String target() {
    return head == null ? "" : head.host() + ":" + head.port();
  }

  /** Reads from the client even while it waits, so that its place is freed when it leaves. */
  private void read() {
    if (isOver) {
      return;
    }
    int read;
    try {
      read = channel.read(chunk.clear().limit(Math.min(chunk.capacity(), in.room())));
    } catch (IOException gone) {
      read = -1;
    }
    if (read < 0) {
      String when = head == null ? "sent a whole request" : "had a tunnel";
      end(new Refused(400, "proxy.client-left", "the client left before it " + when));
      return;
    }
    in.take(chunk.flip());
    if (in.room() == 0) {
      client.interestOps(0); // don't buffer more than the largest hello
    }
    if (head == null) {
      readHead();
    }
  }

  private void readHead() {
    try {
      Refused other = in.size() == 0 ? null : Refused.byFirstByte(in.bytes()[0]);
      if (other != null) {
        throw other;
      }
      Optional<ConnectHead> whole = ConnectHead.in(in.bytes(), in.size());
      if (whole.isPresent()) {
        headTimer.cancel();
        head = whole.get();
        in.drop(head.size());
        proxy.checkPort(head.port());
        dial(head);
      }
    } catch (Refused refused) {
      end(refused);
    }
  }

  private void dial(ConnectHead to) {
    dialTimer =
        loop.after(
            DIAL,
            () ->
                end(
                    new Refused(
                        504,
                        "proxy.server-timeout",
                        "the server couldn't be judged and connected to within "
                            + TunnelProxy.text(DIAL))));
    dial =
        proxy.dial(
            to.host(),
            to.port(),
            new Dial.Outcome() {
              @Override
              public void connected(String name, InetSocketAddress address, SelectionKey key) {
                establish(name, address, key);
              }

              @Override
              public void failed(Refused why) {
                end(why);
              }
            });
    dial.start();
  }

  private void establish(String name, InetSocketAddress address, SelectionKey key) {
    cancelTimers();
    dial = null;
    host = name;
    server = address;
    try {
      int unused = channel.write(ByteBuffer.wrap(ESTABLISHED)); // the first bytes always fit
    } catch (IOException gone) {
      Sockets.close(key.channel());
      end(Refused.left("the client left"));
      return;
    }
    ByteBuffer early = ByteBuffer.wrap(Arrays.copyOf(in.bytes(), in.size()));
    tunnel =
        new Tunnel(
            loop,
            proxy.idle(),
            name,
            client,
            early,
            key,
            new Tunnel.Listener() {
              @Override
              public void begun() {
                hasBegun = true;
                String at = "at " + address.getAddress().getHostAddress();
                proxy.report(TunnelEvent.open(from, target(), at));
              }

              @Override
              public void ended(Refused how) {
                finish(how);
              }
            });
    tunnel.open();
  }

  private void cancelTimers() {
    headTimer.cancel();
    if (dialTimer != null) {
      dialTimer.cancel();
    }
  }

  /** Ends it in any state. */
  void end(Refused why) {
    if (tunnel != null) {
      tunnel.end(why); // which reports its end
    } else {
      finish(why);
    }
  }

  private void finish(Refused why) {
    if (isOver) {
      return;
    }
    isOver = true;
    cancelTimers();
    if (dial != null) {
      dial.cancel();
    }
    proxy.leaves(this);
    proxy.report(hasBegun && tunnel != null ? closed(tunnel, why) : refused(why));
    proxy.farewells().say(client, tunnel == null ? why.answer() : why.answerInTunnel());
  }

  private TunnelEvent refused(Refused why) {
    return TunnelEvent.refused(from, target(), why.code(), why.message());
  }

  private TunnelEvent closed(Tunnel was, Refused why) {
    return new TunnelEvent(
        TunnelEvent.Kind.CLOSED,
        from,
        Refused.shown(target()),
        why.code(),
        why.message(),
        was.sent(),
        was.received(),
        was.lasted());
  }
}
