package dev.trustconnect.bench;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.gate.Evidence;
import dev.trustconnect.identity.Identities;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.testing.AskingPeer;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Measures the cost of a gate that decides on the client certificate: full handshakes with a server
 * that needs one, beside the JDK's own key managers, which send it to every server. The JDK has
 * two: the default one keeps its keys in memory, and PKIX's reads them from the key store in each
 * handshake.
 */
final class IdentityHandshake {
  static final Benchmark FULL =
      new Benchmark(
          "identity", "a full TLS handshake with a client identity", IdentityHandshake::run);

  private static final String HOST = "api.example.test";
  private static final byte[] ADDRESS = {127, 0, 1, 10};
  private static final int HANDSHAKES_AT_ONCE = 10;

  private IdentityHandshake() {}

  private static void run(Setting setting, Consumer<Row> rows) throws Exception {
    TestInternet internet = TestInternet.usual();
    TestCa corp = TestCa.create("Bench clients");
    TestCa.Identity client = corp.client("payments");
    try (TrustConnect trust = trust(internet, client);
        AskingPeer server = AskingPeer.builder(internet.ca().server(HOST)).needs().start()) {
      trust.names().resolve(HOST);
      X509ExtendedTrustManager ours = trust.tls().trustManager();
      X509ExtendedTrustManager platform = internet.ca().trustManager();
      KeyManager[] usual = keyManagers(KeyManagerFactory.getDefaultAlgorithm(), client);
      KeyManager[] pkix = keyManagers("PKIX", client);
      for (String version : List.of("TLSv1.3", "TLSv1.2")) {
        setting.report("handshakes, " + version);
        Sampler.Work gated =
            () -> {
              SSLSession session = shakeHands(trust.tls().context(), server, version);
              require(Evidence.of(session).orElseThrow().identity().isPresent());
            };
        Sampler.Work sameChecks = handshakes(ours, usual, server, version);
        Sampler.Work samePkix = handshakes(ours, pkix, server, version);
        Sampler.Work ordinary = handshakes(platform, usual, server, version);
        double[][] spent =
            Sampler.samples(
                setting.choose(80, 20),
                setting.choose(200, 40),
                ProcessorTime.of(HANDSHAKES_AT_ONCE, gated),
                ProcessorTime.of(HANDSHAKES_AT_ONCE, sameChecks),
                ProcessorTime.of(HANDSHAKES_AT_ONCE, samePkix),
                ProcessorTime.of(HANDSHAKES_AT_ONCE, ordinary));
        String what = "full " + version.replace("v", " ") + " handshake with an identity";
        rows.accept(
            row(what, "our checks, the JDK's default key manager", spent, 1, Bar.atMost(1.05, "×"))
                .noting("processor time of the client's threads; the median of paired ratios"));
        rows.accept(row(what, "our checks, the JDK's PKIX key manager", spent, 2, Bar.STATED));
        rows.accept(row(what, "the platform's trust and key managers", spent, 3, Bar.STATED));
      }
    }
  }

  private static Row row(String what, String peer, double[][] spent, int contender, Bar bar) {
    double[] ours = spent[0];
    double[] theirs = spent[contender];
    Figure median = Figure.ofNanos(Sampler.median(ours));
    return Row.ratio("identity", what, median, peer, Figure.ofNanos(Sampler.median(theirs)), bar)
        .with(new Figure(Sampler.median(Sampler.ratios(ours, theirs)), "×"));
  }

  private static TrustConnect trust(TestInternet internet, TestCa.Identity client) {
    TrustRoots roots = TrustRoots.of(internet.ca().certificate());
    return TrustConnect.builder()
        .dnsExchanges(internet.names())
        .anchors(internet.world().anchors())
        .clock(internet::now)
        .identity("payments", Identities.of(client.asClient()))
        .policy(
            EndpointPolicy.forHost(HOST)
                .addresses(TestInternet.PUBLIC)
                .roots(roots)
                .identity("payments")
                .build())
        .build();
  }

  private static KeyManager[] keyManagers(String algorithm, TestCa.Identity client)
      throws GeneralSecurityException, IOException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    char[] password = {};
    X509Certificate[] chain = client.chain().toArray(new X509Certificate[0]);
    keys.setKeyEntry("payments", client.key(), password, chain);
    KeyManagerFactory factory = KeyManagerFactory.getInstance(algorithm);
    factory.init(keys, password);
    return factory.getKeyManagers();
  }

  private static Sampler.Work handshakes(
      TrustManager trustManager, KeyManager[] keys, AskingPeer server, String version)
      throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, new TrustManager[] {trustManager}, null);
    return () -> require(shakeHands(context, server, version).getLocalCertificates() != null);
  }

  private static void require(boolean identified) throws IOException {
    if (!identified) {
      throw new IOException("the server got no client certificate");
    }
  }

  /** Connects, handshakes with its checks, and closes; the session can't be resumed. */
  private static SSLSession shakeHands(SSLContext context, AskingPeer server, String version)
      throws IOException {
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getByAddress(ADDRESS), server.port());
    try (Socket plain = SocketChannel.open(address).socket()) {
      plain.setTcpNoDelay(true);
      try (SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket(plain, HOST, server.port(), true)) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(new String[] {version});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        SSLSession session = socket.getSession();
        session.invalidate();
        return session;
      }
    }
  }
}
