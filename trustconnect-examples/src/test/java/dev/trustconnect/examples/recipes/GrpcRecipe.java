package dev.trustconnect.examples.recipes;

import dev.trustconnect.TrustConnect;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.grpc.netty.shaded.io.netty.handler.ssl.JdkSslContext;
import io.grpc.okhttp.OkHttpChannelBuilder;

/**
 * gRPC over OkHttp and over Netty: our names, our TLS, a check of each call. {@link GrpcNames} has
 * to be registered once in the process. Connections are direct: what chooses a proxy in gRPC is its
 * own resolver.
 */
final class GrpcRecipe {
  private GrpcRecipe() {}

  /** {@code grpc-okhttp}: a wrong address gets no byte, wherever it comes from. */
  static ManagedChannel overOkHttp(TrustConnect trust, String host, int port) {
    return GrpcGuard.build(
        OkHttpChannelBuilder.forTarget(GrpcNames.target(host, port))
            .socketFactory(trust.tls().plainSockets())
            .sslSocketFactory(trust.tls().socketFactory())
            .hostnameVerifier(trust.tls().hostnameVerifier()),
        trust,
        host,
        port);
  }

  /** {@code grpc-netty}, here {@code grpc-netty-shaded}: the handshake doesn't see the address. */
  static ManagedChannel overNetty(TrustConnect trust, String host, int port) {
    JdkSslContext tls =
        new JdkSslContext(
            trust.tls().context(),
            true,
            null,
            IdentityCipherSuiteFilter.INSTANCE,
            new ApplicationProtocolConfig(
                Protocol.ALPN,
                SelectorFailureBehavior.NO_ADVERTISE,
                SelectedListenerFailureBehavior.ACCEPT,
                "h2"),
            ClientAuth.NONE,
            null,
            false);
    return GrpcGuard.build(
        NettyChannelBuilder.forTarget(GrpcNames.target(host, port)).sslContext(tls),
        trust,
        host,
        port);
  }
}
