package dev.trustconnect.okhttp.anthropic;

import com.anthropic.core.http.HttpClient;
import dev.trustconnect.TrustConnect;
import okhttp3.Interceptor;

/** The transport for the Anthropic SDK with one more interceptor in its OkHttp client. */
public final class TimedAnthropic {
  private TimedAnthropic() {}

  public static HttpClient over(TrustConnect trust, Interceptor interceptor) {
    return new TrustedHttpClient(
        TrustedAnthropic.client(trust).newBuilder().addInterceptor(interceptor).build(), null);
  }
}
