package dev.trustconnect.okhttp;

import static dev.trustconnect.okhttp.OkHttpLab.API;
import static dev.trustconnect.okhttp.OkHttpLab.OTHER;
import static dev.trustconnect.okhttp.OkHttpLab.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.testing.TestInternet;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A forwarded call is checked as strictly as a call of its own. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ForwardedSecretsTest {
  private static final String TWIN = "twin.example.test"; // at the same peer as API

  private final OkHttpLab lab = new OkHttpLab();
  private final TrustConnect trust =
      lab.internet
          .trust()
          .policies(TestInternet.policy(API).build(), TestInternet.policy(OTHER).build())
          .build();

  @AfterEach
  void close() {
    trust.close();
    lab.close();
  }

  private OkHttpClient client(Interceptor before) {
    return new OkHttpClient.Builder()
        .addInterceptor(before)
        .addInterceptor(TrustConnectOkHttp.forwardingInterceptor(trust))
        .build();
  }

  private static Interceptor adding(String header, String value) {
    return chain -> chain.proceed(chain.request().newBuilder().header(header, value).build());
  }

  /** It runs {@code meanwhile} when its headers have been sent. */
  private static Request post(String url, Runnable meanwhile) {
    RequestBody body =
        new RequestBody() {
          @Override
          public MediaType contentType() {
            return null;
          }

          @Override
          public void writeTo(BufferedSink sink) throws IOException {
            meanwhile.run();
            sink.writeUtf8("the prompt");
          }
        };
    return new Request.Builder().url(url).post(body).build();
  }

  private void declareTheTokenElsewhere() {
    trust.replacePolicies(
        TestInternet.policy(API).build(),
        TestInternet.policy(OTHER).credentials("x-corp-token").build());
  }

  /** It was sent to the first host, so it belongs there, though no policy had declared it then. */
  @Test
  void headerThatIsDeclaredDuringTheCallStaysAtItsHost() throws IOException {
    lab.api.redirect("/go", 302, lab.other.url(OTHER, "/"));

    Request request = post(lab.api.url(API, "/go"), this::declareTheTokenElsewhere);
    OkHttpLab.refused(
        client(adding("x-corp-token", SECRET)), request, Reason.REQUEST_CREDENTIAL_ELSEWHERE);

    assertThat(lab.api.received(SECRET)).isTrue();
    assertThat(lab.other.requests()).isEmpty();
    assertThat(OkHttpLab.body(client(adding("x-other", "no secret")), request)).contains("hello");
    assertThat(lab.other.requests()).hasSize(1);
  }

  /** The policy of the host that an interceptor chose counts, too; the first merely reports. */
  @Test
  void hostThatAnInterceptorChoseCantSendTheBodyOn() throws IOException {
    trust.replacePolicies(
        TestInternet.policy(API).reportOnly().build(),
        TestInternet.policy(OTHER).build(),
        TestInternet.policy(TWIN).build());
    lab.other.redirect("/go", 307, lab.api.url(TWIN, "/"));
    lab.other.redirect("/here", 307, lab.other.url(OTHER, "/there"));
    OkHttpClient rewriting =
        client(
            chain -> {
              String path = chain.request().url().encodedPath();
              return chain.proceed(
                  chain.request().newBuilder().url(lab.other.url(OTHER, path)).build());
            });

    OkHttpLab.refused(
        rewriting,
        OkHttpLab.post(lab.api.url(API, "/go"), "the prompt"),
        Reason.REQUEST_BODY_ELSEWHERE);
    OkHttpLab.refused(
        rewriting, OkHttpLab.withKey(lab.api.url(API, "/go")), Reason.REQUEST_CREDENTIAL_ELSEWHERE);
    assertThat(lab.api.requests()).isEmpty();

    Request stays = OkHttpLab.post(lab.api.url(API, "/here"), "the prompt");
    assertThat(OkHttpLab.body(rewriting, stays)).contains("hello");
  }

  /** An earlier pass sent it to a host that merely reports; it is still a key of this host. */
  @Test
  void keyOfAnEarlierPassIsntSentOn() throws IOException {
    trust.replacePolicies(
        TestInternet.policy(API).build(),
        TestInternet.policy(OTHER).credentials("x-api-key").reportOnly().build(),
        TestInternet.policy(TWIN).credentials("x-api-key").build());
    lab.api.redirect("/go", 302, lab.api.url(TWIN, "/"));
    lab.api.redirect("/here", 302, lab.api.url(API, "/there"));
    OkHttpClient twice =
        client(
            chain -> {
              Request keyed = chain.request().newBuilder().header("x-api-key", SECRET).build();
              String before = lab.other.url(OTHER, "/");
              chain.proceed(keyed.newBuilder().url(before).build()).close();
              return chain.proceed(keyed);
            });

    OkHttpLab.refused(
        twice, OkHttpLab.get(lab.api.url(API, "/go")), Reason.REQUEST_CREDENTIAL_ELSEWHERE);
    assertThat(lab.other.received(SECRET)).isTrue();
    assertThat(lab.api.requests()).hasSize(1);

    assertThat(OkHttpLab.body(twice, OkHttpLab.get(lab.api.url(API, "/here")))).contains("hello");
  }
}
