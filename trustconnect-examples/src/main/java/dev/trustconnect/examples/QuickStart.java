package dev.trustconnect.examples;

import dev.trustconnect.okhttp.TrustedDns;
import dev.trustconnect.resolve.TrustedResolver;
import dev.trustconnect.resolve.UntrustedNameException;
import dev.trustconnect.upstream.DohUpstream;
import java.io.IOException;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** The README's quick start, word for word, so that it compiles. */
final class QuickStart {
  private QuickStart() {}

  /** Fetches a page from addresses that are proven, or not at all. */
  static void run() throws IOException {
    // README: begin
    TrustedResolver resolver =
        TrustedResolver.builder()
            .upstreams(DohUpstream.QUAD9.open(), DohUpstream.CLOUDFLARE.open())
            .build();
    OkHttpClient client = new OkHttpClient.Builder().dns(TrustedDns.over(resolver)).build();

    Request request = new Request.Builder().url("https://www.example.com/").build();
    try (Response response = client.newCall(request).execute()) {
      System.out.println(response.code());
    } catch (UntrustedNameException refused) {
      System.err.println(refused.reason().code() + ": " + refused.getMessage());
    }
    // README: end
  }
}
