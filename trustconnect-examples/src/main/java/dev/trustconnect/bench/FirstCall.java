package dev.trustconnect.bench;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.dnssec.TrustAnchors;
import dev.trustconnect.okhttp.TrustConnectOkHttp;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.upstream.DohUpstream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.dnsoverhttps.DnsOverHttps;

/** The main class of a fresh JVM: does one lookup or one call and exits. */
final class FirstCall {
  static final String MARK = "nanos ";
  static final String HOST = "api.zone0.test";

  /** Where the servers and their certificates are. */
  private record Places(
      String doh, X509Certificate dohCa, Path anchors, X509Certificate ca, String url) {}

  private FirstCall() {}

  /**
   * {@code ours|okhttp resolve|call DOH-URL DOH-CA.pem ANCHORS CA.pem URL}; exits with 0 if it got
   * an answer. Prints the processor time of the process so far.
   */
  public static void main(String[] arguments) throws Exception {
    Places places =
        new Places(
            arguments[2],
            certificate(arguments[3]),
            Path.of(arguments[4]),
            certificate(arguments[5]),
            arguments[6]);
    boolean calls = arguments[1].equals("call");
    if (arguments[0].equals("ours")) {
      ours(calls, places);
    } else {
      okhttp(calls, places);
    }
    System.out.println(
        MARK + ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos());
    System.exit(0); // pools and their threads don't matter
  }

  private static void ours(boolean calls, Places places) throws Exception {
    TrustConnect trust =
        TrustConnect.builder()
            .upstreams(DohUpstream.builder(places.doh).roots(TrustRoots.of(places.dohCa)).build())
            .anchors(TrustAnchors.fromFile(places.anchors))
            .roots(TrustRoots.of(places.ca))
            .addressRules(Lab.RULES)
            .build();
    if (calls) {
      call(TrustConnectOkHttp.newClient(trust), places.url);
    } else {
      trust.names().resolve(HOST);
    }
  }

  private static void okhttp(boolean calls, Places places) throws Exception {
    Dns dns =
        new DnsOverHttps.Builder()
            .client(client(places.dohCa).build())
            .url(HttpUrl.get(places.doh))
            .post(true)
            .resolvePrivateAddresses(true)
            .build();
    if (calls) {
      call(client(places.ca).dns(dns).build(), places.url);
    } else if (dns.lookup(HOST).isEmpty()) {
      throw new IOException("no address");
    }
  }

  private static void call(OkHttpClient client, String url) throws IOException {
    try (Response response = client.newCall(new Request.Builder().url(url).build()).execute()) {
      if (response.body().bytes().length == 0) {
        throw new IOException("no answer");
      }
    }
  }

  private static OkHttpClient.Builder client(X509Certificate root)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("root", root);
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return new OkHttpClient.Builder()
        .sslSocketFactory(
            context.getSocketFactory(), (X509TrustManager) managers.getTrustManagers()[0]);
  }

  private static X509Certificate certificate(String file)
      throws GeneralSecurityException, IOException {
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }
}
