package dev.trustconnect.examples;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.google.genai.Client;
import com.google.genai.types.ClientOptions;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditSink;
import dev.trustconnect.config.PolicyFile;
import dev.trustconnect.config.StartupSetting;
import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.gate.TlsKit;
import dev.trustconnect.okhttp.ClientReport;
import dev.trustconnect.okhttp.TrustConnectInterceptor;
import dev.trustconnect.okhttp.TrustConnectOkHttp;
import dev.trustconnect.okhttp.anthropic.TrustedAnthropic;
import dev.trustconnect.pin.SpkiPin;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.upstream.DohUpstream;
import java.io.IOException;
import java.net.Proxy;
import java.net.URL;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Set;
import javax.net.ssl.HttpsURLConnection;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** The README's snippets, word for word, so that they compile. */
final class QuickStart {
  private QuickStart() {}

  /** A client for one API. */
  static void run(String key) throws IOException {
    // README: begin
    TrustConnect trust =
        TrustConnect.builder()
            .upstreams(DohUpstream.QUAD9, DohUpstream.CLOUDFLARE)
            .policy(EndpointPolicy.forHost("api.example.com").credentials("x-api-key").build())
            .audit(AuditSink.slf4j())
            .build(); // one for the whole process; close() ends it
    OkHttpClient client = TrustConnectOkHttp.newClient(trust);

    Request request =
        new Request.Builder().url("https://api.example.com/v1").header("x-api-key", key).build();
    try (Response response = client.newCall(request).execute()) {
      System.out.println(TrustConnectOkHttp.evidenceOf(response).orElseThrow().summary());
    } catch (IOException failed) {
      System.err.println(
          TrustRefusal.in(failed).map(refusal -> refusal.reason().code()).orElse("no refusal"));
    }
    // README: end
  }

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
        HttpClient.newBuilder()
            .sslContext(trust.tls().context())
            .proxy(HttpClient.Builder.NO_PROXY) // or it asks the JVM's default selector
            .build();
    // README: end
    connection.disconnect();
    String unused = jdk.version().name();
  }

  /** SDKs, as they are. */
  static void sdks(TrustConnect trust, String key) {
    // README: begin
    AnthropicClient anthropic =
        AnthropicOkHttpClient.builder()
            .fromEnv()
            .addInterceptor(TrustedAnthropic.transport(trust))
            .build();

    OpenAIClient openai =
        OpenAIOkHttpClient.builder()
            .fromEnv()
            .okHttpClient(TrustConnectOkHttp.newSdkClient(trust))
            .maxRetries(0) // it tries refusals again, which end the same
            .build();

    ClientOptions options =
        ClientOptions.builder().customHttpClient(TrustConnectOkHttp.newSdkClient(trust)).build();
    Client google = Client.builder().apiKey(key).clientOptions(options).build();
    // README: end
    anthropic.close();
    openai.close();
    google.close();
  }

  /** An SDK that takes sockets and TLS and nothing more. */
  static OkHttpClient sealed(TrustConnect trust) {
    // README: begin
    TlsKit kit = trust.tls().only("api.example.com").reconnecting();
    OkHttpClient sealed = // stands for the builder of an SDK
        new OkHttpClient.Builder()
            .socketFactory(kit.plainSockets()) // if it takes one
            .sslSocketFactory(kit.socketFactory(), kit.trustManager())
            .hostnameVerifier(kit.hostnameVerifier())
            .followSslRedirects(false) // what leaves without TLS no kit can see
            .build();
    // README: end
    return sealed;
  }

  /** A client that somebody else built. */
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
    TrustConnect trust = TrustConnect.fromFile(Path.of("policies.yaml"), AuditSink.slf4j());

    Set<StartupSetting> restart = // at run time; what the file changes beyond its policies
        trust.replacePolicies(PolicyFile.read(Path.of("policies.yaml")));
    if (!restart.isEmpty()) {
      System.err.println("restart for " + restart);
    }
    // README: end
    trust.close();
  }

  /** Names alone. */
  static void names(TrustConnect trust) throws Exception {
    // README: begin
    ValidatedAnswer answer =
        trust
            .resolver()
            .lookup(new Question(Name.fromString("_443._tcp.www.example.com."), Type.TLSA))
            .answer();
    System.out.println(answer.verdict().label() + " " + answer.verdict().reason().code());
    // README: end
  }
}
