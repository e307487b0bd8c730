package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.gate.adapter.ChosenProxies;
import dev.trustconnect.name.HostName;
import dev.trustconnect.resolve.Resolution;
import dev.trustconnect.testing.ConnectProxy;
import dev.trustconnect.testing.TestInternet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * When a kit that reconnects may put another connection in place of a client's: never if the
 * client's may be one to a proxy, or through one.
 */
class SocketRoutesTest {
  private static final HostName HOST = HostName.parse("api.example.test");

  private final ProxySelector usual = ProxySelector.getDefault();
  private ServerSocket proven;
  private ServerSocket stranger;
  private Resolution name;
  private SystemNames system = host -> List.of();
  private Executor threads = Runnable::run;

  @BeforeEach
  void begin() throws IOException {
    try (TrustConnect trust =
        TestInternet.usual().trust().policy(TestInternet.policy(HOST.ascii()).build()).build()) {
      name = trust.names().resolve(HOST.ascii());
    }
    proven = new ServerSocket(0, 9, InetAddress.getByName("127.0.1.10"));
    stranger = new ServerSocket(0, 9, InetAddress.getByName("127.0.1.66"));
  }

  @AfterEach
  void close() throws IOException {
    ProxySelector.setDefault(usual);
    proven.close();
    stranger.close();
  }

  /** No time passes but that which is waited for. */
  private static final class Clockwork implements ConnectDeadline.Time {
    private long nanos;

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public <T> @Nullable T poll(BlockingQueue<T> queue, long within) {
      T head = queue.poll();
      nanos += head == null ? within : 0;
      return head;
    }
  }

  private boolean mayBeReplaced(Socket socket, int port) throws IOException {
    ConnectDeadline deadline =
        new ConnectDeadline(new Clockwork(), Duration.ofSeconds(10), () -> false);
    try (socket) {
      return new SocketRoutes(null, Set.of(), new ChosenProxies(), system, threads)
          .mayBeReplaced(HOST, port, name, socket, deadline);
    }
  }

  private boolean mayBeReplaced(Socket socket) throws IOException {
    return mayBeReplaced(socket, socket.getPort());
  }

  private static Socket foreign(ServerSocket to) throws IOException {
    return new Socket(to.getInetAddress(), to.getLocalPort());
  }

  private static Socket ours(ServerSocket to) throws IOException {
    Socket socket = KnownSocket.to(null, false);
    socket.connect(to.getLocalSocketAddress());
    return socket;
  }

  private static void jvmSelects(Supplier<@Nullable List<Proxy>> proxies) {
    ProxySelector.setDefault(
        new ProxySelector() {
          @Override
          public @Nullable List<Proxy> select(URI uri) {
            return proxies.get();
          }

          @Override
          public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
        });
  }

  @Test
  void socketOfOursIsReplacedUnlessSomethingWasWritten() throws IOException {
    assertThat(mayBeReplaced(ours(stranger))).isTrue();

    Socket tunnel = ours(stranger);
    tunnel.getOutputStream().write('C'); // as in CONNECT
    assertThat(mayBeReplaced(tunnel)).isFalse();
  }

  @Test
  void socketToAnotherPortIsNotReplaced() throws IOException {
    assertThat(mayBeReplaced(ours(stranger), 443)).isFalse();
    assertThat(mayBeReplaced(foreign(proven), 443)).isFalse();
  }

  @Test
  void socketThroughASocksProxyIsNotReplaced() throws IOException {
    try (ConnectProxy proxy =
        new ConnectProxy((InetSocketAddress) proven.getLocalSocketAddress())) {
      Socket socket = KnownSocket.to(proxy.address(), false);
      socket.connect(proven.getLocalSocketAddress());

      assertThat(mayBeReplaced(socket)).isFalse();
    }
  }

  @Test
  void foreignSocketToAProvenAddressIsReplaced() throws IOException {
    assertThat(mayBeReplaced(foreign(proven))).isTrue();
  }

  /** The client asked the system's resolver, which was deceived. */
  @Test
  void foreignSocketToAnAddressOfTheSystemIsReplaced() throws IOException {
    system = host -> List.of(stranger.getInetAddress());

    assertThat(mayBeReplaced(foreign(stranger))).isTrue();
  }

  /** It may be an HTTP proxy, which only the client knows about. */
  @Test
  void foreignSocketToAnyOtherAddressIsNotReplaced() throws IOException {
    assertThat(mayBeReplaced(foreign(stranger))).isFalse();
    system =
        host -> {
          throw new UnknownHostException(host);
        };
    assertThat(mayBeReplaced(foreign(stranger))).isFalse();
  }

  @Test
  void foreignSocketIsNotReplacedIfTheSystemDoesNotAnswerInTime() throws IOException {
    system = host -> List.of(stranger.getInetAddress());
    threads = task -> {}; // it never runs

    assertThat(mayBeReplaced(foreign(stranger))).isFalse();
  }

  @Test
  void foreignSocketIsNotReplacedIfTheJvmsSocksProxyMayCarryIt() throws IOException {
    Socket socket = foreign(proven);
    jvmSelects(() -> List.of(Proxy.NO_PROXY, new Proxy(Proxy.Type.SOCKS, socks())));
    assertThat(mayBeReplaced(socket)).isFalse();

    Socket another = direct();
    jvmSelects(
        () -> {
          throw new IllegalStateException("a selector's bug");
        });
    assertThat(mayBeReplaced(another)).as("it can't be excluded").isFalse();
  }

  @Test
  void foreignSocketIsReplacedIfTheJvmHasNoProxy() throws IOException {
    Socket socket = foreign(proven);
    jvmSelects(() -> List.of(Proxy.NO_PROXY));
    assertThat(mayBeReplaced(socket)).isTrue();

    Socket another = direct();
    jvmSelects(() -> null);
    assertThat(mayBeReplaced(another)).isTrue();

    Socket third = direct();
    ProxySelector.setDefault(null);
    assertThat(mayBeReplaced(third)).isTrue();
  }

  @Test
  void socketThroughASocksProxyIsNotDirect() throws IOException {
    try (Socket through = KnownSocket.to(new InetSocketAddress("127.0.0.1", 1), false);
        Socket direct = KnownSocket.to(null, false)) {
      assertThat(SocketRoutes.isDirect(through)).isFalse();
      assertThat(SocketRoutes.isDirect(direct)).isTrue();
    }
  }

  /** A class of the application may carry its bytes elsewhere, whatever channel it shows. */
  @Test
  void socketWithAChannelIsDirectOnlyIfItIsOfTheJdk() throws IOException {
    try (SocketChannel channel = SocketChannel.open();
        Socket shows =
            new Socket(Proxy.NO_PROXY) {
              @Override
              public SocketChannel getChannel() {
                return channel;
              }
            };
        Socket without = new Socket(Proxy.NO_PROXY)) {
      assertThat(SocketRoutes.isDirect(channel.socket())).isTrue();
      assertThat(SocketRoutes.isDirect(shows)).isFalse();
      assertThat(SocketRoutes.isDirect(without)).isFalse();
    }
  }

  /** Behind a SOCKS proxy the target isn't the peer: only its port is shown. */
  @Test
  void remoteAddressIsHiddenBehindASocksProxy() throws IOException {
    try (ConnectProxy proxy = new ConnectProxy((InetSocketAddress) proven.getLocalSocketAddress());
        Socket direct = ours(proven);
        Socket through = KnownSocket.to(proxy.address(), false)) {
      assertThat(through.getRemoteSocketAddress()).isNull();
      through.connect(proven.getLocalSocketAddress());

      assertThat(through.getRemoteSocketAddress())
          .isEqualTo(InetSocketAddress.createUnresolved("", proven.getLocalPort()));
      assertThat(direct.getRemoteSocketAddress()).isEqualTo(proven.getLocalSocketAddress());
    }
  }

  /** A foreign socket that was made while the JVM has its usual selector. */
  private Socket direct() throws IOException {
    ProxySelector.setDefault(usual);
    return foreign(proven);
  }

  private static SocketAddress socks() {
    return new InetSocketAddress("127.0.0.1", 1);
  }
}
