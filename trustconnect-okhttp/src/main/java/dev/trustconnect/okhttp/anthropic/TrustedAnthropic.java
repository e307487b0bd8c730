package dev.trustconnect.okhttp.anthropic;

import com.anthropic.core.http.HttpClient;
import com.anthropic.core.http.Interceptor;
import dev.trustconnect.TrustConnect;
import dev.trustconnect.okhttp.TrustConnectOkHttp;
import okhttp3.OkHttpClient;

/**
 * Sends the Anthropic SDK's requests through every gate, streams and asynchronous ones too. For
 * {@code com.anthropic:anthropic-java} 3.12.
 *
 * <pre>{@code
 * AnthropicClient client =
 *     AnthropicOkHttpClient.builder().fromEnv().addInterceptor(TrustedAnthropic.transport(trust)).build();
 * }</pre>
 *
 * <p>A refusal reaches the caller as an {@code AnthropicException} that the SDK doesn't try again;
 * {@link dev.trustconnect.finding.TrustRefusal#in} finds the reason in it. A failed connection and
 * a {@linkplain dev.trustconnect.finding.TrustRefusal#isTemporary() temporary} refusal are an
 * {@code AnthropicIoException}, which the SDK does try again ({@code maxRetries}).
 */
@SuppressWarnings("exports") // its callers require com.anthropic.core themselves: it is optional
public final class TrustedAnthropic {
  static {
    readWhereItIs();
  }

  private TrustedAnthropic() {}

  /**
   * Lets this module read the SDK on the class path. A named module doesn't read the class path
   * (JLS §7.7.5), so linking would end in an {@code IllegalAccessError}, although the class is
   * found.
   */
  private static void readWhereItIs() {
    try {
      Class<?> sdk =
          Class.forName(
              "com.anthropic.core.http.HttpClient", false, TrustedAnthropic.class.getClassLoader());
      TrustedAnthropic.class.getModule().addReads(sdk.getModule());
    } catch (ClassNotFoundException e) {
      // Linking fails as well; callers are compiled against the SDK.
    }
  }

  /**
   * Takes the place of the SDK's own transport, for one client of the SDK, and is closed with it.
   * Add it before any other interceptor: what was added earlier goes on to be asked first. The
   * SDK's transport sends nothing of its requests any more; a workload's identity is still
   * exchanged over it, and other backends than Anthropic's own, which sign there, aren't for this.
   */
  public static Interceptor transport(TrustConnect trust) {
    // One for all: the SDK asks its interceptors again for every view of its client.
    OkHttpClient client = client(trust);
    return replaced -> new TrustedHttpClient(client, replaced);
  }

  /** For {@code ClientOptions.builder().httpClient(…)}: a client that is closed with the SDK's. */
  public static HttpClient httpClient(TrustConnect trust) {
    return new TrustedHttpClient(client(trust), null);
  }

  /** The SDK tries again what may be tried again: twice the retries would be a storm. */
  static OkHttpClient client(TrustConnect trust) {
    return TrustConnectOkHttp.newSdkClient(trust)
        .newBuilder()
        .retryOnConnectionFailure(false)
        .build();
  }
}
