package dev.trustconnect.bench;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.gate.TrustMeter;
import dev.trustconnect.micrometer.TrustConnectMetrics;
import dev.trustconnect.okhttp.TrustConnectOkHttp;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.pin.SpkiPin;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** Measures a handshake, and a call on an open connection. */
final class Tls {
  static final List<Benchmark> ALL =
      List.of(
          new Benchmark("handshake", "a full TLS handshake with one pin", Tls::handshake),
          new Benchmark("call", "a warm HTTPS call through all gates", Tls::call));

  private static final String HOST = "api.example.test";
  private static final String ADDRESS = "127.0.1.10";
  private static final int CALLS_AT_ONCE = 50;

  private Tls() {}

  private static TrustConnect trust(TestInternet internet, TestCa.Identity identity) {
    return trust(internet, identity, TrustMeter.NONE);
  }

  private static TrustConnect trust(
      TestInternet internet, TestCa.Identity identity, TrustMeter meter) {
    return TrustConnect.builder()
        .dnsExchanges(internet.names())
        .anchors(internet.world().anchors())
        .clock(internet::now)
        .roots(TrustRoots.of(internet.ca().certificate()))
        .meter(meter)
        .policy(
            EndpointPolicy.forHost(HOST)
                .addresses(TestInternet.PUBLIC)
                .pins(SpkiPin.parse(TestCa.pin(identity.certificate())), TestInternet.SPARE_PIN)
                .pinsExpire(LocalDate.of(2100, 1, 1))
                .credentials("x-api-key")
                .build())
        .build();
  }

  private static void handshake(Setting setting, Consumer<Row> rows) throws Exception {
    TestInternet internet = TestInternet.usual();
    TestCa.Identity identity = internet.ca().server(HOST);
    try (TlsPeer peer = TlsPeer.builder(identity).address(ADDRESS).start();
        TrustConnect trust = trust(internet, identity)) {
      trust.names().resolve(HOST);
      setting.report("handshakes");
      double[] medians =
          Sampler.medians(
              setting.choose(400, 100),
              setting.choose(1_000, 150),
              Sampler.timed(() -> shakeHands(trust.tls().context(), peer)),
              () -> {
                SSLContext platform = internet.ca().clientContext(); // no session to resume
                return Sampler.timed(() -> shakeHands(platform, peer)).nanos();
              });
      rows.accept(
          Row.ratio(
              "handshake",
              "full TLS 1.3 handshake, one pin",
              Figure.ofNanos(medians[0]),
              "the platform's trust manager",
              Figure.ofNanos(medians[1]),
              Bar.atMost(1.15, "×")));
    }
  }

  /** Connects, handshakes with its checks, and closes; the session isn't kept. */
  private static void shakeHands(SSLContext context, TlsPeer peer) throws IOException {
    InetAddress address = InetAddress.getByAddress(new byte[] {127, 0, 1, 10});
    try (Socket plain = SocketChannel.open(new InetSocketAddress(address, peer.port())).socket()) {
      plain.setTcpNoDelay(true);
      try (SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket(plain, HOST, peer.port(), true)) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        socket.getSession().invalidate();
      }
    }
  }

  private static void call(Setting setting, Consumer<Row> rows) throws Exception {
    TestInternet internet = TestInternet.usual();
    TestCa.Identity identity = internet.ca().server(HOST);
    try (TlsPeer peer = TlsPeer.builder(identity).address(ADDRESS).start();
        TrustConnect trust = trust(internet, identity)) {
      peer.answer("/v1", 200, Map.of("content-type", "application/json"), "{\"answer\":42}");
      OkHttpClient ours = TrustConnectOkHttp.newClient(trust);
      OkHttpClient plain = plain(internet.ca());
      Request request =
          new Request.Builder().url(peer.url(HOST, "/v1")).header("x-api-key", "key").build();
      setting.report("warm calls");
      Sampler.Work secured = () -> call(ours, request);
      Sampler.Work bare = () -> call(plain, request);
      double[] wall =
          Sampler.medians(
              setting.choose(2_000, 2_000),
              setting.choose(10_000, 2_000),
              Sampler.timed(secured),
              Sampler.timed(bare));
      double[] spent =
          Sampler.medians(
              setting.choose(40, 20),
              setting.choose(400, 100),
              ProcessorTime.of(CALLS_AT_ONCE, secured),
              ProcessorTime.of(CALLS_AT_ONCE, bare));
      String note = "processor time of the caller's and OkHttp's threads";
      rows.accept(
          Row.ratio(
                  "call",
                  "warm HTTPS call, all gates",
                  Figure.ofNanos(spent[0]),
                  "OkHttp alone",
                  Figure.ofNanos(spent[1]),
                  Bar.atMost(1.02, "×"))
              .noting(note));
      rows.accept(
          Row.alone(
                  "call",
                  "processor time added to a warm call",
                  new Figure((spent[0] - spent[1]) / 1e3, "µs"),
                  Bar.atMost(2, "µs"))
              .noting(note));
      rows.accept(
          Row.ratio(
                  "call",
                  "warm HTTPS call, all gates, p50",
                  Figure.ofNanos(wall[0]),
                  "OkHttp alone",
                  Figure.ofNanos(wall[1]),
                  Bar.STATED)
              .noting("by the clock: a busy machine decides it"));
      plain.connectionPool().evictAll();
      ours.connectionPool().evictAll();
    }
  }

  /** What Micrometer's metrics add to a warm call; part of the benchmark of meters. */
  static void meteredCall(Setting setting, Consumer<Row> rows) throws Exception {
    TestInternet internet = TestInternet.usual();
    TestCa.Identity identity = internet.ca().server(HOST);
    TrustConnectMetrics metrics = TrustConnectMetrics.create();
    try (TlsPeer peer = TlsPeer.builder(identity).address(ADDRESS).start();
        TrustConnect without = trust(internet, identity);
        TrustConnect with = trust(internet, identity, metrics)) {
      metrics.observe(with).bindTo(new SimpleMeterRegistry());
      peer.answer("/v1", 200, Map.of("content-type", "application/json"), "{\"answer\":42}");
      OkHttpClient metered = TrustConnectOkHttp.newClient(with);
      OkHttpClient bare = TrustConnectOkHttp.newClient(without);
      Request request =
          new Request.Builder().url(peer.url(HOST, "/v1")).header("x-api-key", "key").build();
      setting.report("warm calls with a meter");
      double[][] spent =
          Sampler.samples(
              setting.choose(100, 40),
              setting.choose(600, 150),
              ProcessorTime.of(CALLS_AT_ONCE, () -> call(metered, request)),
              ProcessorTime.of(CALLS_AT_ONCE, () -> call(bare, request)));
      rows.accept(
          Row.ratio(
                  "meter",
                  "warm HTTPS call, with a meter",
                  Figure.ofNanos(Sampler.median(spent[0])),
                  "without",
                  Figure.ofNanos(Sampler.median(spent[1])),
                  Bar.atMost(1.01, "×"))
              .with(new Figure(Sampler.median(Sampler.ratios(spent[0], spent[1])), "×"))
              .noting("processor time; the median of paired ratios"));
      metered.connectionPool().evictAll();
      bare.connectionPool().evictAll();
    }
  }

  private static OkHttpClient plain(TestCa ca) throws GeneralSecurityException {
    SSLContext context = ca.clientContext();
    return new OkHttpClient.Builder()
        .dns(host -> List.of(InetAddress.getByAddress(host, new byte[] {127, 0, 1, 10})))
        .sslSocketFactory(new Prompt(context.getSocketFactory()), ca.trustManager())
        .build();
  }

  private static void call(OkHttpClient client, Request request) throws IOException {
    try (Response response = client.newCall(request).execute()) {
      if (!response.isSuccessful() || response.body().bytes().length == 0) {
        throw new IOException("an answer is missing: " + response);
      }
    }
  }
}
