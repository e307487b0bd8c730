package com.example.app;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.http.Interceptor;
import com.anthropic.models.messages.MessageCreateParams;
import dev.trustconnect.TrustConnect;
import dev.trustconnect.dnssec.TrustAnchors;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.okhttp.anthropic.TrustedAnthropic;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.upstream.DohUpstream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * One message of the Anthropic SDK. Arguments: folder of keys, DoH URL, time, port of the endpoint.
 */
public final class Main {
  private Main() {}

  public static void main(String[] args) throws Exception {
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
      if (args.length > 4) { // where the SDK itself can't run
        TrustedAnthropic.httpClient(trust).close();
        System.out.println(TrustedAnthropic.transport(trust) instanceof Interceptor);
        return;
      }
      for (String host : new String[] {"api.example.test", "local.example.test"}) {
        try {
          System.out.println("answered " + ask(trust, host, Integer.parseInt(args[3])));
        } catch (Exception failed) {
          System.out.println(
              TrustRefusal.in(failed)
                  .map(refusal -> "refused " + refusal.reason().code())
                  .orElseThrow(() -> failed));
        }
      }
    }
    System.exit(0); // a client's own threads may idle on
  }

  private static String ask(TrustConnect trust, String host, int port) {
    AnthropicClient client =
        AnthropicOkHttpClient.builder()
            .apiKey("key")
            .baseUrl("https://" + host + ":" + port)
            .addInterceptor(TrustedAnthropic.transport(trust))
            .build();
    try {
      return client
          .messages()
          .create(
              MessageCreateParams.builder().model("m").maxTokens(9).addUserMessage("hi").build())
          .content()
          .get(0)
          .asText()
          .text();
    } finally {
      client.close();
    }
  }
}
