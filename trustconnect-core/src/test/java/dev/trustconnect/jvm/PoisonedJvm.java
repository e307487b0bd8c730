package dev.trustconnect.jvm;

import dev.trustconnect.JvmResolverException;
import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import dev.trustconnect.upstream.DohUpstream;
import dev.trustconnect.upstream.transport.DnsExchange;
import dev.trustconnect.upstream.transport.ExchangeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.Security;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;

/**
 * A process whose system resolver is poisoned, and what its clients reach before, while and after a
 * {@code TrustConnect} resolves its names. Prints one line for each thing it tries.
 */
final class PoisonedJvm {
  private static final String HOST = "api.example.test";

  private PoisonedJvm() {}

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    // The JVM itself remembers nothing, so that each lookup is one. java.security sets these.
    Security.setProperty("networkaddress.cache.ttl", "0");
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
    try (TestInternet internet = TestInternet.usual();
        TlsPeer peer = TlsPeer.start(internet.ca().server(HOST));
        TlsPeer rogue =
            TlsPeer.builder(internet.ca().server(HOST))
                .address(PoisonedProvider.ROGUE)
                .port(peer.port())
                .start()) {
      TrustConnect trust = trust(internet);
      TrustConnect second = trust(internet);
      say("before", () -> get(trust, peer));
      say("rogue has the key", () -> rogue.received("sk-test"));
      long before = rogue.bytesReceived();

      say("inspect before", () -> trust.inspectJvm().state());
      trust.useForThisJvm("left.test");
      say("inspect", () -> trust.inspectJvm().state());
      say("HttpClient", () -> get(trust, peer));
      say("socket", () -> plain(peer.port()));
      say("bytes at the rogue", () -> rogue.bytesReceived() - before);
      say("named", () -> InetAddress.getByName(HOST).getHostName());
      say("left to the system", () -> InetAddress.getByName("db.LEFT.test").getHostAddress());
      say("built in", () -> JvmSlot.builtInAddresses(HOST).get(0).getHostAddress());
      say("not from its answer", () -> InetAddress.getByName(HOST).getHostAddress());
      say("not left", () -> InetAddress.getByName("notleft.test"));
      say("missing", () -> InetAddress.getByName("missing.example.test"));
      say("special", () -> InetAddress.getByName("metadata.example.test"));
      say("localhost", () -> InetAddress.getByName("localhost").isLoopbackAddress());
      say("reverse", () -> InetAddress.getByAddress(new byte[] {127, 0, 1, 66}).getHostName());

      say("again", () -> use(trust));
      say("second", () -> use(second));
      say("inspect second", () -> second.inspectJvm().state());
      second.close();
      say("after the second is closed", () -> plain(peer.port()));

      trust.close();
      say("after close", () -> plain(peer.port()));
      say(
          "reverse after close",
          () -> InetAddress.getByAddress(new byte[] {127, 0, 1, 66}).getHostName());
      say("closed", () -> use(trust));
      try (TrustConnect third = trust(internet)) {
        third.useForThisJvm();
        say("third", () -> plain(peer.port()));
      }
      try (TrustConnect behindAProxy =
          internet
              .trust()
              .upstreams(DohUpstream.QUAD9.withProxy("http://proxy.other.test:3128"))
              .logAudit(false)
              .build()) {
        behindAProxy.useForThisJvm();
        say(
            "proxy of an upstream",
            () -> InetAddress.getByName("proxy.other.test").getHostAddress());
      }
      try (TrustConnect circular = circular(internet)) {
        circular.useForThisJvm();
        say("circular", () -> InetAddress.getByName(HOST).getHostAddress());
        say("circular, thread of its own", () -> circular.names().resolve(HOST));
      }
      try (TrustConnect left = circular(internet)) {
        left.useForThisJvm("dns.example.test");
        say("its server is left to the system", () -> InetAddress.getByName(HOST).getHostAddress());
      }
    }
  }

  private static TrustConnect trust(TestInternet internet) {
    return internet
        .trust()
        .logAudit(false)
        .policy(TestInternet.policy(HOST).credentials("x-api-key").build())
        .build();
  }

  /** Its DNS server is found by a name that only the JVM can resolve. */
  private static TrustConnect circular(TestInternet internet) {
    DnsExchange names = internet.names();
    DnsExchange byName =
        new DnsExchange() {
          @Override
          public CompletableFuture<Message> ask(Name name, int type, Duration timeout) {
            try {
              InetAddress unused = InetAddress.getByName("dns.example.test");
            } catch (UnknownHostException e) {
              return CompletableFuture.failedFuture(
                  new ExchangeException(Reason.UPSTREAM_UNREACHABLE, e.getMessage(), e));
            }
            return names.ask(name, type, timeout);
          }

          @Override
          public String label() {
            return "found by name";
          }

          @Override
          public void close() {}
        };
    return TrustConnect.builder()
        .dnsExchanges(byName)
        .anchors(internet.world().anchors())
        .clock(internet::now)
        .policy(TestInternet.policy(HOST).build())
        .logAudit(false)
        .build();
  }

  private static String use(TrustConnect trust) {
    trust.useForThisJvm();
    return "in force";
  }

  /** A client of its own, which has no pooled connection. */
  private static String get(TrustConnect trust, TlsPeer peer)
      throws IOException, InterruptedException {
    HttpClient client =
        HttpClient.newBuilder()
            .sslContext(trust.tls().context())
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(peer.url(HOST, "/")))
            .header("x-api-key", "sk-test")
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  /** What a client without any hook does. */
  private static String plain(int port) throws IOException {
    try (Socket socket = new Socket(HOST, port)) {
      return socket.getInetAddress().getHostAddress();
    }
  }

  private static void say(String what, Callable<Object> call) {
    String result;
    try {
      result = String.valueOf(call.call());
    } catch (JvmResolverException e) {
      result = e.state().toString();
    } catch (UnknownHostException e) {
      result = TrustRefusal.in(e).map(r -> r.reason().code()).orElse("unknown host");
    } catch (Exception e) {
      result = e + " " + Arrays.toString(e.getStackTrace());
    }
    System.out.println("> " + what + ": " + result);
  }
}
