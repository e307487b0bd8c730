package dev.trustconnect.reactor;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.PendingWriteQueue;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import reactor.netty.channel.ChannelOperations;
import reactor.netty.http.client.HttpClientRequest;

/**
 * Holds a request, and what is written after it, until it has been checked. A refused request
 * fails, and its connection is closed. Held data counts as written in the channel's water marks, so
 * a body isn't read ahead without limit. Used on the event loop only.
 */
final class RequestCheck extends ChannelDuplexHandler {
  private final Checks checks;
  private @Nullable PendingWriteQueue held; // null while nothing is being checked
  private @Nullable Throwable refusal;

  RequestCheck(Checks checks) {
    this.checks = checks;
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (held != null) {
      if (message instanceof HttpRequest) { // it would be sent without a check
        ReferenceCountUtil.release(message);
        promise.tryFailure(new IllegalStateException("requests can't be pipelined"));
      } else {
        held.add(message, promise);
      }
      return;
    }
    if (refusal != null || message instanceof HttpRequest) {
      PendingWriteQueue queue = new PendingWriteQueue(context);
      queue.add(message, promise);
      if (refusal != null) {
        queue.removeAndFailAll(refusal);
      } else {
        held = queue;
        check(context, (HttpRequest) message);
      }
      return;
    }
    var unusedAsPromised = context.write(message, promise);
  }

  private void check(ChannelHandlerContext context, HttpRequest request) {
    SslHandler tls = context.pipeline().get(SslHandler.class);
    SSLSession session = tls == null ? null : tls.engine().getSession();
    InetSocketAddress peer = (InetSocketAddress) context.channel().remoteAddress();
    List<String> redirectedFrom =
        ChannelOperations.get(context.channel()) instanceof HttpClientRequest known
            ? List.of(known.redirectedFrom())
            : List.of();
    Checks.offTheLoop(
        context,
        () -> checks.request(request, redirectedFrom, session, peer),
        failure -> release(context, failure));
  }

  private void release(ChannelHandlerContext context, @Nullable Throwable failure) {
    PendingWriteQueue queue = held;
    held = null;
    if (queue == null) { // closed in between
      return;
    }
    if (failure == null) {
      var unusedLast = queue.removeAndWriteAll();
      context.flush();
    } else {
      refusal = failure;
      queue.removeAndFailAll(failure);
      var unusedEnd = context.close();
    }
  }

  /** Held data is flushed when it is released. */
  @Override
  public void flush(ChannelHandlerContext context) {
    if (held == null) {
      context.flush();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    giveUp();
    context.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    giveUp();
  }

  private void giveUp() {
    PendingWriteQueue queue = held;
    held = null;
    if (queue != null) {
      queue.removeAndFailAll(new ClosedChannelException());
    }
  }
}
