package com.example.app;

import dev.langchain4j.http.client.HttpMethod;
import dev.langchain4j.http.client.HttpRequest;
import dev.trustconnect.TrustConnect;
import dev.trustconnect.dnssec.TrustAnchors;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.okhttp.langchain4j.TrustedLangchain4j;
import dev.trustconnect.okhttp.springai.TrustedSpringAi;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.reactor.TrustedReactor;
import dev.trustconnect.spring.TrustedRequestFactory;
import dev.trustconnect.upstream.DohUpstream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.springframework.ai.anthropic.AnthropicChatModel;
import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.http.client.ClientHttpResponse;
import reactor.netty.http.client.HttpClient;

/** Sends a request through each adapter to an honest host and to one that must be refused. */
final class Requests {
  private Requests() {}

  static void send(String[] args) throws Exception {
    Path files = Path.of(args[0]);
    TrustConnect trust =
        TrustConnect.builder()
            .upstreams(
                DohUpstream.builder(args[1])
                    .roots(TrustRoots.fromPem(files.resolve("doh.pem")))
                    .build())
            .anchors(TrustAnchors.fromFile(files.resolve("anchors")))
            .roots(TrustRoots.fromPem(files.resolve("ca.pem")))
            .clock(InstantSource.fixed(Instant.parse(args[2])))
            .resolveTimeout(Duration.ofSeconds(60))
            .policy(EndpointPolicy.forHost("api.example.test").addresses("127.0.1.0/24").build())
            .build();
    try (trust) {
      for (String host : new String[] {"api.example.test", "local.example.test"}) {
        String url = "https://" + host + ":" + args[3];
        report("langchain4j", () -> langchain4j(trust, url));
        report("spring-ai-openai", () -> openAi(trust, url));
        report("spring-ai-anthropic", () -> anthropic(trust, url));
        report("spring-web", () -> springWeb(trust, url));
        report("reactor-netty-http", () -> reactor(trust, url));
      }
    }
  }

  private static void report(String library, Asking asking) throws Exception {
    try {
      System.out.println(library + " answered " + asking.ask());
    } catch (Exception failed) {
      System.out.println(
          TrustRefusal.in(failed)
              .map(refusal -> library + " refused " + refusal.reason().code())
              .orElseThrow(() -> failed));
    }
  }

  private interface Asking {
    String ask() throws Exception;
  }

  private static String langchain4j(TrustConnect trust, String url) {
    HttpRequest request = HttpRequest.builder().method(HttpMethod.GET).url(url + "/v1").build();
    return TrustedLangchain4j.httpClientBuilder(trust).build().execute(request).body();
  }

  private static String openAi(TrustConnect trust, String url) {
    return OpenAiChatModel.builder()
        .options(
            OpenAiChatOptions.builder()
                .baseUrl(url + "/v1")
                .apiKey("key")
                .model("m")
                .maxRetries(0)
                .build())
        .httpClientBuilderCustomizer(TrustedSpringAi.openAi(trust))
        .build()
        .call("hi");
  }

  private static String anthropic(TrustConnect trust, String url) {
    return AnthropicChatModel.builder()
        .options(
            AnthropicChatOptions.builder()
                .baseUrl(url)
                .apiKey("key")
                .model("m")
                .maxTokens(9)
                .maxRetries(0)
                .build())
        .httpClientBuilderCustomizer(TrustedSpringAi.anthropic(trust))
        .build()
        .call("hi");
  }

  private static String springWeb(TrustConnect trust, String url) throws Exception {
    try (ClientHttpResponse response =
        TrustedRequestFactory.over(trust)
            .createRequest(URI.create(url + "/v1"), org.springframework.http.HttpMethod.GET)
            .execute()) {
      return new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String reactor(TrustConnect trust, String url) {
    return TrustedReactor.secure(trust, HttpClient.create())
        .get()
        .uri(url + "/v1")
        .responseContent()
        .aggregate()
        .asString()
        .block();
  }
}
