package dev.trustconnect.okhttp;

import static dev.trustconnect.okhttp.OkHttpLab.API;
import static dev.trustconnect.okhttp.OkHttpLab.OTHER;
import static dev.trustconnect.okhttp.OkHttpLab.SECRET;
import static dev.trustconnect.okhttp.OkHttpLab.body;
import static dev.trustconnect.okhttp.OkHttpLab.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.testing.TestInternet;
import java.io.IOException;
import java.util.List;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An interceptor after ours sends again, when redirects have led the call to another host. */
class RequestsAfterRedirectsTest {
  private final OkHttpLab lab = new OkHttpLab();
  private final TrustConnect trust =
      lab.internet
          .trust()
          .policies(TestInternet.policy("*.example.test").credentials("x-api-key").build())
          .build();

  static List<Wiring> wirings() {
    return Wiring.all();
  }

  @BeforeEach
  void redirect() {
    lab.api.redirect("/away", 302, lab.other.url(OTHER, "/"));
    lab.api.redirect("/torn", 302, lab.other.url(OTHER, "/torn"));
    lab.other.hangUpOn("/torn");
  }

  @AfterEach
  void close() {
    trust.close();
    lab.close();
  }

  private interface Next {
    Request after(Request asked, Request answered);
  }

  private OkHttpClient sendingAgain(Wiring wiring, Next next) {
    Interceptor again =
        chain -> {
          Request last;
          try (Response response = chain.proceed(chain.request())) {
            last = response.request();
          } catch (IOException torn) {
            last = get(lab.other.url(OTHER, "/"));
          }
          return chain.proceed(next.after(chain.request(), last));
        };
    return wiring.client(trust).newBuilder().addInterceptor(again).build();
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void keyAndPromptDoNotFollowTheRedirect(Wiring wiring) {
    for (String path : List.of("/away", "/torn")) {
      OkHttpClient client =
          sendingAgain(
              wiring,
              (asked, answered) ->
                  answered
                      .newBuilder()
                      .header("x-api-key", SECRET)
                      .post(RequestBody.create("prompt " + SECRET, null))
                      .build());

      Throwable thrown = catchThrowable(() -> body(client, get(lab.api.url(API, path))));

      assertThat(TrustRefusal.in(thrown)).as("refusal in %s", thrown).isPresent();
      client.connectionPool().evictAll();
    }
    assertThat(lab.other.received(SECRET)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void retryFromTheBeginningFollowsTheRedirectAgain(Wiring wiring) throws IOException {
    OkHttpClient client = sendingAgain(wiring, (asked, answered) -> asked);

    assertThat(body(client, get(lab.api.url(API, "/away")))).isEqualTo("hello from 127.0.1.11");
    assertThat(lab.other.requests()).hasSize(2);
    client.connectionPool().evictAll();
  }
}
