package dev.trustconnect.okhttp;

import static dev.trustconnect.okhttp.OkHttpLab.API;
import static dev.trustconnect.okhttp.OkHttpLab.withKey;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.gate.Evidence;
import dev.trustconnect.okhttp.doh.OkHttpDohTransportFactory;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.upstream.DohUpstream;
import dev.trustconnect.upstream.transport.DnsExchange;
import dev.trustconnect.upstream.transport.DohTransportFactory;
import java.nio.file.Path;
import java.security.Security;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.conscrypt.Conscrypt;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** A program that puts Conscrypt first, as some do for speed, and then makes honest calls. */
final class ConscryptFirst {
  private static final Duration PLENTY = Duration.ofSeconds(20);

  private ConscryptFirst() {}

  /**
   * Prints a line for each thing that went well; throws at the first that doesn't.
   *
   * @param args {@code true} if the JDK's own TLS was used before, the URL of the API and its
   *     authority's file, the URL of a DoH server and its authority's file
   */
  public static void main(String[] args) throws Exception {
    if (Boolean.parseBoolean(args[0])) {
      SSLContext before = SSLContext.getInstance("TLS");
      before.init(null, null, null);
      System.out.println("before: " + before.createSSLEngine().getClass().getName());
    }
    Security.insertProviderAt(Conscrypt.newProvider(), 1);
    TrustRoots roots = TrustRoots.fromPem(Path.of(args[2]));
    try (TrustConnect trust =
        TestInternet.usual()
            .trust()
            .roots(roots)
            .policy(TestInternet.policy(API).build())
            .build()) {
      calls(trust, args[1]);
    }
    ask(args[3], Path.of(args[4]), DohUpstream.jdkTransport());
    ask(args[3], Path.of(args[4]), new OkHttpDohTransportFactory());
  }

  private static void calls(TrustConnect trust, String url) throws Exception {
    for (Wiring wiring : Wiring.all()) {
      OkHttpClient client = wiring.client(trust);
      for (int i = 0; i < 2; i++) { // on a new connection, and on one that resumes its session
        try (Response response = client.newCall(withKey(url)).execute()) {
          Evidence evidence = TrustConnectOkHttp.evidenceOf(response).orElseThrow();
          System.out.println(
              wiring + ": " + response.code() + " " + response.protocol() + " " + evidence);
        }
        client.connectionPool().evictAll();
      }
    }
    System.out.println(
        "inspect: " + TrustConnectOkHttp.inspect(trust, TrustConnectOkHttp.newClient(trust)));
    int port = okhttp3.HttpUrl.get(url).port();
    try (SSLSocket socket = (SSLSocket) trust.tls().socketFactory().createSocket(API, port)) {
      socket.startHandshake();
      System.out.println("socket: " + Evidence.of(socket.getSession()).orElseThrow());
    }
    System.out.println("provider: " + trust.tls().context().getProvider().getName());
  }

  private static void ask(String url, Path ca, DohTransportFactory factory) throws Exception {
    try (DnsExchange exchange =
        DohUpstream.builder(url).roots(TrustRoots.fromPem(ca)).transport(factory).build().open()) {
      Message answer = exchange.ask(Name.root, Type.NS, PLENTY).join();
      System.out.println("DoH: " + answer.getQuestion());
    }
  }
}
