package dev.trustconnect.examples.clients;

import dev.langchain4j.http.client.jdk.JdkHttpClient;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.trustconnect.TrustConnect;
import dev.trustconnect.gate.TlsKit;
import dev.trustconnect.http.TrustedHttpClient;
import dev.trustconnect.okhttp.TrustConnectOkHttp;
import dev.trustconnect.okhttp.langchain4j.TrustedLangchain4j;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URL;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.io.HttpClientConnectionOperator;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.http.conn.ssl.SSLConnectionSocketFactory;
import org.apache.http.protocol.HttpContext;
import retrofit2.Retrofit;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.http.apache.ProxyConfiguration;

/** The few lines that protect clients other than OkHttp, as far as each can be. */
final class ProtectedClients {
  private ProtectedClients() {}

  /** Retrofit: all that OkHttp has. */
  static Retrofit retrofit(TrustConnect trust, String baseUrl) {
    return new Retrofit.Builder()
        .baseUrl(baseUrl)
        .client(TrustConnectOkHttp.newClient(trust))
        .build();
  }

  /**
   * Apache HttpClient 5: names and sockets of ours, a look at every request before anything is
   * connected to, and no redirects.
   */
  static CloseableHttpClient apache(TrustConnect trust) {
    return apacheBuilder(trust)
        .addExecInterceptorFirst("trustconnect", new ApacheGuard(trust.requestGate()))
        .disableRedirectHandling()
        .build();
  }

  /** The same without the look: what TLS alone reaches. */
  static HttpClientBuilder apacheBuilder(TrustConnect trust) {
    TlsKit kit = trust.tls();
    DnsResolver names =
        new DnsResolver() {
          @Override
          public InetAddress[] resolve(String host) throws UnknownHostException {
            return trust.names().resolve(host).addresses().toArray(InetAddress[]::new);
          }

          @Override
          public String resolveCanonicalHostname(String host) {
            return host;
          }
        };
    TlsSocketStrategy tls =
        (socket, host, port, attachment, context) -> {
          SSLSocket secured =
              (SSLSocket) kit.socketFactory().createSocket(socket, host, port, true);
          secured.startHandshake();
          boolean unused = kit.hostnameVerifier().verify(host, secured.getSession());
          return secured;
        };
    HttpClientConnectionOperator operator =
        new DefaultHttpClientConnectionOperator(
            socksProxy -> kit.plainSockets().createSocket(), // direct, whatever the JVM's proxy
            DefaultSchemePortResolver.INSTANCE,
            names,
            RegistryBuilder.<TlsSocketStrategy>create().register("https", tls).build());
    return HttpClients.custom()
        .setConnectionManager(
            new PoolingHttpClientConnectionManager(operator, null, null, null, null));
  }

  /** AWS SDK 2 over its Apache client, which follows no redirects; each request is looked at. */
  static SdkHttpClient aws(TrustConnect trust) {
    return new AwsGuard(trust.requestGate(), awsClient(trust));
  }

  /** The same without the look: what TLS alone reaches. */
  static SdkHttpClient awsClient(TrustConnect trust) {
    TlsKit kit = trust.tls();
    return ApacheHttpClient.builder()
        .dnsResolver(host -> trust.names().resolve(host).addresses().toArray(InetAddress[]::new))
        .socketFactory(
            new SSLConnectionSocketFactory(kit.socketFactory(), kit.hostnameVerifier()) {
              @Override
              public Socket createSocket(HttpContext context) throws IOException {
                return kit.plainSockets().createSocket(); // direct, whatever the JVM's proxy
              }
            })
        .proxyConfiguration(
            ProxyConfiguration.builder()
                .useSystemPropertyValues(false)
                .useEnvironmentVariableValues(false)
                .build())
        .build();
  }

  /**
   * The JDK's HttpClient: judged in the handshake; it follows no redirects unless told.
   *
   * <p>It looks the name up by itself and doesn't show whom it is connected to: a stranger at a
   * wrong address who has a certificate of a trusted CA gets the request. Pins stop him, and
   * nothing else does; an {@code http:} URL goes out as it is.
   */
  static HttpClient.Builder jdk(TrustConnect trust) {
    return HttpClient.newBuilder()
        .sslContext(trust.tls().context())
        .proxy(HttpClient.Builder.NO_PROXY);
  }

  /** The JDK's HttpClient, each request checked: no cleartext, and a new pool for new policies. */
  static HttpClient trusted(TrustConnect trust) {
    return TrustedHttpClient.over(
        trust, HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY));
  }

  /** langchain4j over OkHttp. */
  static ChatModel langchain4j(TrustConnect trust, String baseUrl, String key) {
    return langchain4j(TrustedLangchain4j.httpClientBuilder(trust), baseUrl, key);
  }

  /** langchain4j over the JDK's HttpClient. */
  static ChatModel langchain4jOverJdk(TrustConnect trust, String baseUrl, String key) {
    return langchain4j(JdkHttpClient.builder().httpClientBuilder(jdk(trust)), baseUrl, key);
  }

  private static ChatModel langchain4j(
      dev.langchain4j.http.client.HttpClientBuilder http, String baseUrl, String key) {
    return OpenAiChatModel.builder()
        .httpClientBuilder(http)
        .baseUrl(baseUrl)
        .apiKey(key)
        .modelName("m")
        .maxRetries(0)
        .build();
  }

  /** HttpsURLConnection: one host's kit, and no redirects, which TLS doesn't see. */
  static HttpsURLConnection urlConnection(TrustConnect trust, URL url) throws IOException {
    TlsKit kit = trust.tls().only(url.getHost());
    HttpsURLConnection connection = (HttpsURLConnection) url.openConnection(Proxy.NO_PROXY);
    connection.setSSLSocketFactory(kit.socketFactory());
    connection.setHostnameVerifier(kit.hostnameVerifier());
    connection.setInstanceFollowRedirects(false);
    return connection;
  }
}
