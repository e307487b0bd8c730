package dev.trustconnect.reactor;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * Lets a channel connect only to an address of its host, or to a declared proxy. It is next to the
 * transport, so it sees the address that is really connected to, a proxy's too.
 */
final class ConnectCheck extends ChannelOutboundHandlerAdapter {
  private final Checks checks;

  ConnectCheck(Checks checks) {
    this.checks = checks;
  }

  @Override
  public void connect(
      ChannelHandlerContext context,
      SocketAddress remote,
      SocketAddress local,
      ChannelPromise promise) {
    if (!(remote instanceof InetSocketAddress peer)) {
      promise.tryFailure(new IllegalStateException("only TCP connections can be checked"));
      return;
    }
    boolean encrypted = context.pipeline().get(SslHandler.class) != null;
    Checks.offTheLoop(
        context,
        () -> checks.connection(peer, encrypted),
        refusal -> {
          if (refusal == null) {
            var unusedAsPromised = context.connect(remote, local, promise);
          } else {
            promise.tryFailure(refusal);
          }
        });
  }
}
