package dev.trustconnect.examples.recipes;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.resolve.Resolution;
import io.netty.channel.ChannelFactory;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;

/** Channels that connect to an address of ours, whatever the JVM's resolver says. */
final class AwsAsyncChannels implements ChannelFactory<NioSocketChannel> {
  private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final TrustConnect trust;

  AwsAsyncChannels(TrustConnect trust) {
    this.trust = trust;
  }

  @Override
  public NioSocketChannel newChannel() {
    return new ProvenChannel();
  }

  /** Closes the channels to addresses that the host no longer has. */
  CompletableFuture<Void> leaveOld(String host, Resolution name) {
    CompletableFuture<Void> closed = new CompletableFuture<>();
    open.close(channel -> ((ProvenChannel) channel).isOld(host, name))
        .addListener(done -> closed.complete(null));
    return closed;
  }

  private final class ProvenChannel extends NioSocketChannel {
    private volatile String host;
    private volatile InetSocketAddress peer;

    @Override
    protected boolean doConnect(SocketAddress remote, SocketAddress local) throws Exception {
      InetSocketAddress wanted = (InetSocketAddress) remote;
      host = wanted.getHostString();
      Resolution name = trust.names().resolve(host); // from the cache: the guard has asked for it
      peer = new InetSocketAddress(name.addresses().get(0), wanted.getPort());
      open.add(this);
      return super.doConnect(peer, local);
    }

    private boolean isOld(String asked, Resolution name) {
      return host.equals(asked) && !name.addresses().contains(peer.getAddress());
    }
  }
}
