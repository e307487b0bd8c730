package dev.trustconnect.examples.recipes;

import dev.trustconnect.TrustConnect;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslProvider;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import javax.net.ssl.TrustManager;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.ProxyConfiguration;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;

/**
 * The AWS SDK's asynchronous client ({@code netty-nio-client}): our trust manager, channels that
 * connect only to proven addresses, and a check of each request.
 */
final class AwsAsyncRecipe {
  private AwsAsyncRecipe() {}

  /** To be built and put into an {@link AwsAsyncGuard}; the caller shuts {@code loops} down. */
  static NettyNioAsyncHttpClient.Builder builder(TrustConnect trust, NioEventLoopGroup loops) {
    return NettyNioAsyncHttpClient.builder()
        .sslProvider(SslProvider.JDK)
        .tlsTrustManagersProvider(() -> new TrustManager[] {trust.tls().trustManager()})
        .eventLoopGroup(SdkEventLoopGroup.create(loops, () -> new ProvenChannel(trust)))
        .proxyConfiguration(
            ProxyConfiguration.builder()
                .useSystemPropertyValues(false)
                .useEnvironmentVariableValues(false)
                .build());
  }

  /** Connects to an address of ours, whatever the JVM's resolver says. */
  private static final class ProvenChannel extends NioSocketChannel {
    private final TrustConnect trust;

    private ProvenChannel(TrustConnect trust) {
      this.trust = trust;
    }

    @Override
    protected boolean doConnect(SocketAddress remote, SocketAddress local) throws Exception {
      return super.doConnect(proven((InetSocketAddress) remote), local);
    }

    /** From the cache: the guard has just asked for it. */
    private InetSocketAddress proven(InetSocketAddress remote) throws UnknownHostException {
      var addresses = trust.names().resolve(remote.getHostString()).addresses();
      return new InetSocketAddress(addresses.get(0), remote.getPort());
    }
  }
}
