package dev.trustconnect.examples;

import com.google.genai.Client;
import com.google.genai.types.ClientOptions;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.trustconnect.PolicyWatch;
import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditSink;
import dev.trustconnect.config.PolicyFile;
import dev.trustconnect.config.StartupSetting;
import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.gate.TlsKit;
import dev.trustconnect.http.TrustedHttpClient;
import dev.trustconnect.identity.Identities;
import dev.trustconnect.lock.Drift;
import dev.trustconnect.lock.TrustLock;
import dev.trustconnect.micrometer.TrustConnectMetrics;
import dev.trustconnect.okhttp.ClientReport;
import dev.trustconnect.okhttp.TrustConnectInterceptor;
import dev.trustconnect.okhttp.TrustConnectOkHttp;
import dev.trustconnect.okhttp.langchain4j.TrustedLangchain4j;
import dev.trustconnect.okhttp.springai.TrustedSpringAi;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.pin.SpkiPin;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.server.ClientRules;
import dev.trustconnect.server.ServerKit;
import dev.trustconnect.spring.TrustedRequestFactory;
import dev.trustconnect.upstream.DohUpstream;
import io.micrometer.core.instrument.MeterRegistry;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import java.io.IOException;
import java.net.Proxy;
import java.net.URL;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import okhttp3.OkHttpClient;
import org.springframework.ai.anthropic.http.okhttp.AnthropicHttpClientBuilderCustomizer;
import org.springframework.ai.mcp.customizer.McpClientCustomizer;
import org.springframework.ai.openai.http.okhttp.OpenAiHttpClientBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.web.client.RestClient;

/** The snippets of the READMEs, word for word, so that they compile. */
final class QuickStart {
  private QuickStart() {}

  /** The other ways in. */
  static void wire(TrustConnect trust, OkHttpClient.Builder builder) throws IOException {
    // README: begin
    TrustConnectOkHttp.install(trust, builder); // your own builder, OkHttp 4.12 and 5.x
    builder.addInterceptor(new TrustConnectInterceptor(trust)); // or this alone, from OkHttp 5.4 on

    HttpsURLConnection connection =
        (HttpsURLConnection) new URL("https://api.example.com/v1").openConnection(Proxy.NO_PROXY);
    connection.setSSLSocketFactory(trust.tls().socketFactory());
    connection.setHostnameVerifier(trust.tls().hostnameVerifier());
    connection.setInstanceFollowRedirects(false); // TLS doesn't see what follows them

    HttpClient jdk =
        TrustedHttpClient.over(
            trust,
            HttpClient.newBuilder()
                .proxy(HttpClient.Builder.NO_PROXY)); // or it asks the JVM's default selector
    // README: end
    connection.disconnect();
    String unused = jdk.version().name();
  }

  /** An SDK, as it is. */
  static void sdk(TrustConnect trust, String key) {
    // README: begin
    ClientOptions options =
        ClientOptions.builder().customHttpClient(TrustConnectOkHttp.newSdkClient(trust)).build();
    Client google = Client.builder().apiKey(key).clientOptions(options).build();
    // README: end
    google.close();
  }

  /** A framework over its own clients. */
  static ChatModel langchain4j(TrustConnect trust, String key) {
    // README: begin
    ChatModel model =
        OpenAiChatModel.builder()
            .httpClientBuilder(TrustedLangchain4j.httpClientBuilder(trust))
            .apiKey(key)
            .modelName("gpt-5-mini")
            .build();
    // README: end
    return model;
  }

  /** A framework whose own OkHttp takes an interceptor. */
  static class SpringAi {
    // README: begin
    @Bean
    OpenAiHttpClientBuilderCustomizer openAi(TrustConnect trust) {
      return TrustedSpringAi.openAi(trust);
    }

    @Bean
    AnthropicHttpClientBuilderCustomizer anthropic(TrustConnect trust) {
      return TrustedSpringAi.anthropic(trust);
    }
    // README: end
  }

  /** A library that accepts a builder of the JDK's client. */
  static class Mcp {
    // README: begin
    @Bean
    McpClientCustomizer<HttpClientStreamableHttpTransport.Builder> mcp(TrustConnect trust) {
      return (name, transport) -> transport.clientBuilder(TrustedHttpClient.builder(trust));
    }
    // README: end
  }

  /** Spring's synchronous clients. */
  static RestClient spring(TrustConnect trust) {
    // README: begin
    RestClient client =
        RestClient.builder().requestFactory(TrustedRequestFactory.over(trust)).build();
    // README: end
    return client;
  }

  /** An SDK that takes sockets and TLS and nothing more. */
  static OkHttpClient sealed(TrustConnect trust) {
    // README: begin
    TlsKit kit = trust.tls().only("api.example.com").reconnecting();
    OkHttpClient sealed = // stands for the builder of an SDK
        new OkHttpClient.Builder()
            .socketFactory(kit.plainSockets()) // if it accepts one
            .sslSocketFactory(kit.socketFactory(), kit.trustManager())
            .hostnameVerifier(kit.hostnameVerifier())
            .followSslRedirects(false) // a kit can't check requests without TLS
            .build();
    // README: end
    return sealed;
  }

  /** A certificate of ours for one endpoint, and an SDK's client that has it. */
  static OkHttpClient mutualTls() throws IOException {
    // README: begin
    TrustConnect mutual =
        TrustConnect.builder()
            .upstreams(DohUpstream.QUAD9, DohUpstream.CLOUDFLARE)
            .identity("models", Identities.pem(Path.of("/certs/bundle.pem"))) // key and chain
            .policy(
                EndpointPolicy.forHost("models.corp.example")
                    .roots(TrustRoots.fromPem(Path.of("/certs/corp-ca.pem")))
                    .identity("models")
                    .build())
            .build();
    OkHttpClient models = TrustConnectOkHttp.newSdkClient(mutual); // for openai-java, say
    // README: end
    return models;
  }

  /** A client that was built elsewhere. */
  static void inspect(TrustConnect trust, OkHttpClient client) {
    // README: begin
    ClientReport report = TrustConnectOkHttp.inspect(trust, client);
    if (!report.isProtected()) {
      System.err.println(report);
    }
    // README: end
  }

  /** Everything an endpoint can be asked for. */
  static EndpointPolicy policy() {
    // README: begin
    EndpointPolicy policy =
        EndpointPolicy.forHost("ai-gateway.example.com") // or *.example.com
            .requireSecure()
            .pins(
                SpkiPin.parse("leaf:sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
                SpkiPin.parse("leaf:sha256/BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA="))
            .pinsExpire(LocalDate.of(2027, 6, 30))
            .aliasOwners("example.com")
            .addresses("198.51.100.0/24")
            .requireBoundAddress()
            .credentials("x-gateway-token")
            .build(); // .reportOnly() before it, while you roll it out
    // README: end
    return policy;
  }

  /** Policies that operators write. */
  static void fromFile() throws IOException {
    // README: begin
    TrustConnect trust = TrustConnect.fromFile(Path.of("policies.yaml"));

    Set<StartupSetting> restart = // at run time; what the file changes beyond its policies
        trust.replacePolicies(PolicyFile.read(Path.of("policies.yaml")));
    if (!restart.isEmpty()) {
      System.err.println("restart for " + restart);
    }
    // README: end
    trust.close();
  }

  /** Names alone. */
  static void names(TrustConnect trust) {
    // README: begin
    ValidatedAnswer answer =
        trust.lookups().lookup(Question.parse("_443._tcp.www.example.com TLSA")).answer();
    System.out.println(answer.verdict().label() + " " + answer.verdict().reason().code());
    answer.records().forEach(record -> System.out.println(record.rdata()));
    // README: end
  }

  static void lock(TrustConnect trust) throws IOException {
    // README: begin
    Drift drift = TrustLock.read(Path.of("trustconnect.lock")).check(trust.surveyor());
    drift.alerts().forEach(System.err::println); // a test asserts that there are none
    drift.notJudged().forEach(System.err::println);
    // README: end
  }

  static void metrics(MeterRegistry registry) {
    // README: begin
    TrustConnectMetrics metrics = TrustConnectMetrics.create();
    TrustConnect trust =
        TrustConnect.builder()
            .upstreams(DohUpstream.QUAD9, DohUpstream.CLOUDFLARE)
            .meter(metrics)
            .build();
    metrics.observe(trust).bindTo(registry);
    // README: end
  }

  static void watch(TrustConnect trust) throws IOException {
    // README: begin
    PolicyWatch watch = trust.watch(Path.of("policies.yaml")); // closed with trust
    watch.problem().ifPresent(why -> System.err.println("not in force: " + why.getMessage()));
    // README: end
  }

  static void useForThisJvm(TrustConnect trust) {
    // README: begin
    // These and names under them are left to the system.
    trust.useForThisJvm("build-agent-7", "corp.example.com");
    // README: end
  }

  static TrustConnect identity() throws IOException {
    // README: begin
    TrustConnect identified =
        TrustConnect.builder()
            .upstreams(DohUpstream.QUAD9, DohUpstream.CLOUDFLARE)
            .identity("payments", Identities.pem(Path.of("/certs/bundle.pem")))
            .policy(
                EndpointPolicy.forHost("pay.corp.example")
                    .roots(TrustRoots.fromPem(Path.of("/certs/corp-ca.pem")))
                    .identity("payments")
                    .build())
            .build();
    // README: end
    return identified;
  }

  static TrustConnect.Builder audited(List<X509Certificate> corporateRoots) {
    // README: begin
    TrustConnect.Builder audited =
        TrustConnect.builder()
            .audit(
                AuditSink.syslog("logs.corp.example", 6514)
                    .roots(corporateRoots)
                    .appName("billing")
                    .build());
    // README: end
    return audited;
  }

  static SSLEngine server(TrustConnect trust) throws IOException {
    // README: begin
    ServerKit kit =
        trust.server(
            ClientRules.roots(TrustRoots.fromPem(Path.of("/certs/trust-bundle.pem")))
                .ids("spiffe://corp.example/ns/shop/*")
                .build());
    SSLContext context = // or kit.trustManager() in your own context
        kit.context(Identities.pem(Path.of("/certs/bundle.pem")));
    SSLParameters parameters = kit.parameters(); // a certificate is required
    // README: end
    SSLEngine engine = context.createSSLEngine();
    engine.setSSLParameters(parameters);
    return engine;
  }
}
