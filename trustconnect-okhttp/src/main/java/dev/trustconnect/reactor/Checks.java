package dev.trustconnect.reactor;

import dev.trustconnect.gate.Evidence;
import dev.trustconnect.gate.Exchange;
import dev.trustconnect.gate.Outgoing;
import dev.trustconnect.gate.RequestGate;
import dev.trustconnect.gate.UntrustedConnectionException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;

/**
 * The checks of one connection and its requests. They may block.
 *
 * @param host the host that the connection is for, as written in the URL
 * @param port its port
 */
record Checks(RequestGate gate, String host, int port) {

  /** A check, which throws its refusal. */
  interface Step {
    /** Runs it. */
    void run() throws UntrustedConnectionException;
  }

  /** Runs something that may block. */
  static void offTheLoop(Runnable task) {
    var unusedEnd = Schedulers.boundedElastic().schedule(task);
  }

  /**
   * Runs a check off the event loop.
   *
   * @param then called on the event loop with what the check threw, or null
   */
  static void offTheLoop(
      ChannelHandlerContext context, Step step, Consumer<@Nullable Throwable> then) {
    offTheLoop(
        () -> {
          Throwable failure = null;
          try {
            step.run();
          } catch (UntrustedConnectionException | RuntimeException e) {
            failure = e;
          }
          Throwable result = failure;
          context.executor().execute(() -> then.accept(result));
        });
  }

  /** Checks where a connection is about to go. */
  void connection(InetSocketAddress peer, boolean encrypted) throws UntrustedConnectionException {
    if (!encrypted) {
      gate.forAdapter().checkCleartext(host, port, null);
    }
    gate.forAdapter().checkAddress(host, port, peer);
  }

  /**
   * Checks a request, and removes the headers that a policy strips.
   *
   * @param redirectedFrom the URLs that led to this request, the application's first; usually none
   * @param session the session of the connection; null without TLS
   * @param peer the address that the connection goes to
   */
  void request(
      HttpRequest request,
      List<String> redirectedFrom,
      @Nullable SSLSession session,
      InetSocketAddress peer)
      throws UntrustedConnectionException {
    Exchange exchange = begin(redirectedFrom);
    Set<String> stripped = exchange.check(names -> outgoing(request, session != null, names));
    stripped.forEach(request.headers()::remove);
    if (session != null) {
      Evidence unused = exchange.connection(session);
    }
    connection(peer, session != null);
  }

  private Exchange begin(List<String> redirectedFrom) {
    if (redirectedFrom.isEmpty()) {
      return gate.begin(host, port);
    }
    URI home = URI.create(redirectedFrom.get(0));
    int homePort = home.getPort() > 0 ? home.getPort() : "http".equals(home.getScheme()) ? 80 : 443;
    return gate.begin(home.getHost(), homePort);
  }

  /** After a redirect, the secrets in the request are taken for those of the application's host. */
  private Outgoing outgoing(HttpRequest request, boolean encrypted, Set<String> names) {
    Map<String, String> secrets = new TreeMap<>();
    for (String name : request.headers().names()) {
      String lower = name.toLowerCase(Locale.ROOT);
      if (names.contains(lower)) {
        secrets.put(lower, String.join("\n", request.headers().getAll(name)));
      }
    }
    return new Outgoing(host, port, encrypted, hasBody(request), true, secrets, secrets);
  }

  private static boolean hasBody(HttpRequest request) {
    return HttpUtil.isTransferEncodingChunked(request)
        || HttpUtil.getContentLength(request, 0L) > 0
        || (request instanceof FullHttpRequest full && full.content().isReadable());
  }
}
