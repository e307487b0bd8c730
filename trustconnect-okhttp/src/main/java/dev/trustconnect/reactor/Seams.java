package dev.trustconnect.reactor;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.TrustRefusal;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.NettyPipeline;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.transport.ProxyProvider;

/** Where the checks enter Reactor Netty's client. */
final class Seams {
  private Seams() {}

  /** Implements {@link TrustedReactor#secure}. */
  static HttpClient secure(TrustConnect trust, HttpClient client) {
    KitSslContext tls = new KitSslContext(trust.tls().context());
    return withDeclaredProxy(trust, client)
        .protocol(HttpProtocol.HTTP11)
        .followRedirect(false)
        .resolver(new ProvenNames(trust.names()))
        .secure(spec -> spec.sslContext(tls))
        .observe(new NotReused())
        .doOnChannelInit((observer, channel, remote) -> install(trust, channel, remote));
  }

  private static HttpClient withDeclaredProxy(TrustConnect trust, HttpClient client) {
    ProxyProvider proxy = proxyOf(client);
    if (proxy == null) {
      return client.noProxy();
    }
    SocketAddress address = proxy.getSocketAddress().get();
    if (!(address instanceof InetSocketAddress known && trust.proxies().contains(known))) {
      throw new IllegalArgumentException(
          "an undeclared proxy: "
              + address
              + "; declare it with TrustConnect.builder().proxies, or call noProxy()");
    }
    return client;
  }

  private static @Nullable ProxyProvider proxyOf(HttpClient client) {
    ProxyProvider proxy = client.configuration().proxyProvider();
    Supplier<? extends @Nullable ProxyProvider> later =
        client.configuration().proxyProviderSupplier();
    return proxy != null || later == null ? proxy : later.get();
  }

  private static void install(TrustConnect trust, Channel channel, @Nullable SocketAddress remote) {
    ChannelPipeline pipeline = channel.pipeline();
    if (!(remote instanceof InetSocketAddress target)
        || pipeline.context(NettyPipeline.HttpCodec) == null) {
      pipeline.addFirst("trustconnect.connect", new NoConnection());
      return;
    }
    Checks checks = new Checks(trust.requestGate(), target.getHostString(), target.getPort());
    pipeline.addFirst("trustconnect.connect", new ConnectCheck(checks));
    pipeline.addAfter(NettyPipeline.HttpCodec, "trustconnect.request", new RequestCheck(checks));
  }

  /**
   * Keeps the pool from reusing a connection whose request was refused. It is being closed then,
   * but Reactor Netty takes a request without a body for sent and would return the connection.
   */
  private static final class NotReused implements ConnectionObserver {
    @Override
    public void onStateChange(Connection connection, State state) {}

    @Override
    public void onUncaughtException(Connection connection, Throwable error) {
      if (TrustRefusal.in(error).isPresent()) {
        connection.markPersistent(false);
      }
    }
  }

  /** Fails a connection whose requests couldn't be checked, before it is made. */
  private static final class NoConnection extends ChannelOutboundHandlerAdapter {
    @Override
    public void connect(
        ChannelHandlerContext context,
        SocketAddress remote,
        SocketAddress local,
        ChannelPromise promise) {
      promise.tryFailure(
          new IllegalStateException(
              "only HTTP/1.1 over TCP can be checked: leave the client's protocol as it is"));
    }
  }
}
