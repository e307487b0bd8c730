package dev.trustconnect.okhttp.anthropic;

import com.anthropic.core.http.HttpClient;
import com.anthropic.core.http.Interceptor;
import dev.trustconnect.TrustConnect;
import dev.trustconnect.okhttp.TrustConnectOkHttp;
import dev.trustconnect.okhttp.adapter.OptionalLibrary;
import okhttp3.OkHttpClient;

/**
 * Sends the Anthropic SDK's requests through a TrustConnect client, streaming and asynchronous ones
 * too. For {@code com.anthropic:anthropic-java} 3.12.
 *
 * <pre>{@code
 * AnthropicClient client =
 *     AnthropicOkHttpClient.builder().fromEnv().addInterceptor(TrustedAnthropic.transport(trust)).build();
 * }</pre>
 *
 * <p>A refusal reaches the caller as an {@code AnthropicException}, which the SDK doesn't retry;
 * {@link dev.trustconnect.finding.TrustRefusal#in} finds the reason in it. A failed connection and
 * a {@linkplain dev.trustconnect.finding.TrustRefusal#isTemporary() temporary} refusal are an
 * {@code AnthropicIoException}, which the SDK does retry ({@code maxRetries}).
 */
@SuppressWarnings("exports") // its callers require com.anthropic.core themselves: it is optional
public final class TrustedAnthropic {
  private static final OptionalLibrary LIBRARY =
      new OptionalLibrary(
          "com.anthropic.core.http.HttpClient",
          "com.anthropic:anthropic-java",
          "com.anthropic.core");

  private TrustedAnthropic() {}

  /**
   * An interceptor that replaces the transport of one SDK client and is closed with it. Add it
   * before any other interceptor: those added before it run outside it. The SDK's own transport no
   * longer sends the client's requests, but still exchanges a workload's identity for a token. Not
   * for backends other than Anthropic's own, which sign requests in that transport.
   *
   * @throws IllegalStateException if the SDK is absent, or if two OkHttps are on the class path
   */
  public static Interceptor transport(TrustConnect trust) {
    LIBRARY.require(TrustedAnthropic.class);
    // One client for all: the SDK calls its interceptors again for every view of its client.
    OkHttpClient client = client(trust);
    return replaced -> TrustedHttpClient.over(client, replaced);
  }

  /**
   * An HTTP client for {@code ClientOptions.builder().httpClient(…)}, which is closed with the
   * SDK's client.
   *
   * @throws IllegalStateException if the SDK is absent, or if two OkHttps are on the class path
   */
  public static HttpClient httpClient(TrustConnect trust) {
    LIBRARY.require(TrustedAnthropic.class);
    return TrustedHttpClient.over(client(trust), null);
  }

  /** A client without OkHttp's retries: the SDK retries itself, and the two would multiply. */
  static OkHttpClient client(TrustConnect trust) {
    return TrustConnectOkHttp.newSdkClient(trust)
        .newBuilder()
        .retryOnConnectionFailure(false)
        .build();
  }
}
