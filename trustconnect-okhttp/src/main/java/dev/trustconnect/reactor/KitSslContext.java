package dev.trustconnect.reactor;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslHandler;
import javax.net.ssl.SSLContext;

/** A kit's context for Netty. The kit's checks run off the event loop, since they may block. */
final class KitSslContext extends JdkSslContext {
  KitSslContext(SSLContext context) {
    super(
        context,
        true,
        null,
        IdentityCipherSuiteFilter.INSTANCE,
        null,
        ClientAuth.NONE,
        null,
        false);
  }

  @Override
  protected SslHandler newHandler(
      ByteBufAllocator alloc, String peerHost, int peerPort, boolean startTls) {
    return newHandler(alloc, peerHost, peerPort, startTls, Checks::offTheLoop);
  }
}
