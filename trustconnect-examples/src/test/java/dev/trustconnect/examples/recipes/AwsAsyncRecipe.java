package dev.trustconnect.examples.recipes;

import dev.trustconnect.TrustConnect;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.handler.ssl.SslProvider;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.ProxyConfiguration;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;

/**
 * The AWS SDK's asynchronous client ({@code netty-nio-client}): our trust manager and key manager,
 * channels that connect only to proven addresses, and a check of each request.
 */
final class AwsAsyncRecipe {
  private AwsAsyncRecipe() {}

  /** A client on {@code loops}, which the caller shuts down after it. */
  static SdkAsyncHttpClient client(TrustConnect trust, NioEventLoopGroup loops) {
    AwsAsyncChannels channels = new AwsAsyncChannels(trust);
    return new AwsAsyncGuard(
        trust,
        channels,
        () ->
            NettyNioAsyncHttpClient.builder()
                .sslProvider(SslProvider.JDK)
                .tlsTrustManagersProvider(() -> new TrustManager[] {trust.tls().trustManager()})
                .tlsKeyManagersProvider(() -> new KeyManager[] {trust.tls().keyManager()})
                .eventLoopGroup(SdkEventLoopGroup.create(loops, channels))
                .proxyConfiguration(
                    ProxyConfiguration.builder()
                        .useSystemPropertyValues(false)
                        .useEnvironmentVariableValues(false)
                        .build())
                .build());
  }
}
