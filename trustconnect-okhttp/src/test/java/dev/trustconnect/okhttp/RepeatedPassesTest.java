package dev.trustconnect.okhttp;

import static dev.trustconnect.okhttp.OkHttpLab.API;
import static dev.trustconnect.okhttp.OkHttpLab.OTHER;
import static dev.trustconnect.okhttp.OkHttpLab.SECRET;
import static dev.trustconnect.okhttp.OkHttpLab.body;
import static dev.trustconnect.okhttp.OkHttpLab.get;
import static dev.trustconnect.okhttp.OkHttpLab.post;
import static dev.trustconnect.okhttp.OkHttpLab.refused;
import static dev.trustconnect.okhttp.OkHttpLab.withKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Interceptors that let one call pass several times, or change its URL: every pass is judged, its
 * home stays the host that the application called, and a refusal keeps its reason.
 */
class RepeatedPassesTest {
  private final OkHttpLab lab = new OkHttpLab();
  private final TrustConnect trust =
      lab.internet
          .trust()
          .policies(
              TestInternet.policy(API).build(),
              TestInternet.policy(OTHER).credentials("x-api-key").build())
          .build();

  static List<Wiring> wirings() {
    return Wiring.all();
  }

  @AfterEach
  void close() {
    trust.close();
    lab.close();
  }

  private OkHttpClient with(Wiring wiring, Interceptor before) {
    return wiring.client(
        trust, new OkHttpClient.Builder().followRedirects(false).addInterceptor(before));
  }

  private static Request at(Interceptor.Chain chain, String url) {
    return chain.request().newBuilder().url(url).build();
  }

  /** Tries {@code next} when the first host answers with an error or not at all. */
  private Interceptor failover(String next) {
    return chain -> {
      try (Response first = chain.proceed(chain.request())) {
        if (first.isSuccessful()) {
          throw new AssertionError("nothing to fail over for");
        }
      } catch (IOException e) {
        if (TrustRefusal.in(e).isPresent()) {
          throw e;
        }
      }
      return chain.proceed(at(chain, next));
    };
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void failoverToAnAllowedHostWorksWithoutSecrets(Wiring wiring) throws IOException {
    lab.api.answer("/503", 503, Map.of(), "");
    lab.api.hangUpOn("/gone");
    for (String path : List.of("/503", "/gone")) {
      OkHttpClient client = with(wiring, failover(lab.other.url(OTHER, "/v1")));

      try (Response response = client.newCall(get(lab.api.url(API, path))).execute()) {
        assertThat(Objects.requireNonNull(response.body()).string())
            .isEqualTo("hello from 127.0.1.11");
        assertThat(TrustConnectOkHttp.evidenceOf(response).orElseThrow().summary())
            .startsWith(OTHER + " SECURE at 127.0.1.11");
      }
    }
  }

  /** A name that is refused, and a host that has a key declared for it. */
  @ParameterizedTest
  @MethodSource("wirings")
  void failoverMayHaveAKeyOfItsOwn(Wiring wiring) throws IOException {
    OkHttpClient client =
        with(
            wiring,
            chain -> {
              try {
                chain.proceed(chain.request()).close();
              } catch (IOException refusedName) {
                // as a client that knows a second host would do
              }
              return chain.proceed(
                  at(chain, lab.other.url(OTHER, "/v1"))
                      .newBuilder()
                      .header("x-api-key", SECRET)
                      .build());
            });

    assertThat(body(client, get(lab.api.url("local.example.test", "/")))).startsWith("hello");
    assertThat(lab.other.received(SECRET)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void failoverTakesNeitherKeyNorBodyAlong(Wiring wiring) {
    lab.api.answer("/503", 503, Map.of(), "");
    OkHttpClient client = with(wiring, failover(lab.other.url(OTHER, "/v1")));

    refused(client, withKey(lab.api.url(API, "/503")), Reason.REQUEST_CREDENTIAL_ELSEWHERE);
    refused(client, post(lab.api.url(API, "/503"), "the prompt"), Reason.REQUEST_BODY_ELSEWHERE);

    lab.settle(client);
    assertThat(lab.other.bytesReceived()).isZero();
  }

  /** The stranger is where the interceptor goes, and isn't where the application called. */
  @ParameterizedTest
  @MethodSource("wirings")
  void redirectFollowedByAnInterceptorDoesNotOwnTheSecrets(Wiring wiring) throws IOException {
    lab.api.redirect("/go", 307, lab.other.url(OTHER, "/steal"));
    lab.api.redirect("/here", 307, lab.api.url(API, "/there"));
    OkHttpClient client =
        with(
            wiring,
            chain -> {
              Response answer = chain.proceed(chain.request());
              String location = Objects.requireNonNull(answer.header("Location"));
              answer.close();
              // The request of the answer has our tags, and whatever was added on the way.
              return chain.proceed(answer.request().newBuilder().url(location).build());
            });

    refused(client, withKey(lab.api.url(API, "/go")), Reason.REQUEST_CREDENTIAL_ELSEWHERE);
    refused(client, post(lab.api.url(API, "/go"), "the prompt"), Reason.REQUEST_BODY_ELSEWHERE);
    lab.settle(client);
    assertThat(lab.other.bytesReceived()).isZero();

    assertThat(body(client, withKey(lab.api.url(API, "/here")))).startsWith("hello");
    assertThat(body(client, get(lab.api.url(API, "/go")))).isEqualTo("hello from 127.0.1.11");
  }

  /** An interceptor that exchanges the host at once: the application called another one. */
  @ParameterizedTest
  @MethodSource("wirings")
  void rewrittenHostDoesNotOwnTheSecrets(Wiring wiring) throws IOException {
    OkHttpClient client =
        with(wiring, chain -> chain.proceed(at(chain, lab.other.url(OTHER, "/v1"))));

    refused(client, withKey(lab.api.url(API, "/v1")), Reason.REQUEST_CREDENTIAL_ELSEWHERE);
    refused(client, post(lab.api.url(API, "/v1"), "the prompt"), Reason.REQUEST_BODY_ELSEWHERE);
    lab.settle(client);
    assertThat(lab.other.bytesReceived()).isZero();

    assertThat(body(client, get(lab.api.url(API, "/v1")))).isEqualTo("hello from 127.0.1.11");
  }

  /** The first pass ended elsewhere; the next begins at home again. */
  @ParameterizedTest
  @MethodSource("wirings")
  void retryAfterARedirectBeginsAtHome(Wiring wiring) throws IOException {
    lab.api.redirect("/go", 302, lab.other.url(OTHER, "/v1"));
    Interceptor twice =
        chain -> {
          chain.proceed(chain.request()).close();
          return chain.proceed(chain.request());
        };
    for (OkHttpClient client :
        List.of(
            wiring.client(trust, new OkHttpClient.Builder().addInterceptor(twice)),
            wiring.client(trust).newBuilder().addInterceptor(twice).build())) {
      assertThat(body(client, get(lab.api.url(API, "/go")))).isEqualTo("hello from 127.0.1.11");
    }
    assertThat(lab.api.requests()).hasSize(4);
    assertThat(lab.other.requests()).hasSize(4);
  }

  /** Once OkHttp has cancelled a call for us, it can only say so: we say why. */
  @ParameterizedTest
  @MethodSource("wirings")
  void everyPassOfARefusedCallGetsTheReason(Wiring wiring) {
    lab.api.redirect("/go", 302, lab.other.url(OTHER, "/steal"));
    List<IOException> failures = new ArrayList<>();
    OkHttpClient client =
        wiring.client(
            trust,
            new OkHttpClient.Builder()
                .addInterceptor(
                    chain -> {
                      for (int i = 0; i < 2; i++) {
                        try {
                          return chain.proceed(chain.request());
                        } catch (IOException e) {
                          failures.add(e);
                        }
                      }
                      return chain.proceed(chain.request());
                    }));

    refused(client, withKey(lab.api.url(API, "/go")), Reason.REQUEST_CREDENTIAL_ELSEWHERE);

    assertThat(failures)
        .hasSize(2)
        .allSatisfy(
            failure ->
                assertThat(TrustRefusal.in(failure).map(TrustRefusal::reason))
                    .as("%s", failure)
                    .contains(Reason.REQUEST_CREDENTIAL_ELSEWHERE));
    assertThat(lab.other.requests()).isEmpty();
  }

  /** Each installation has its own record of a call. */
  @ParameterizedTest
  @MethodSource("wirings")
  void clientThatIsProtectedTwiceWorksAndRefuses(Wiring wiring) throws IOException {
    lab.api.redirect("/go", 302, lab.other.url(OTHER, "/steal"));
    OkHttpClient client = wiring.client(trust, wiring.client(trust).newBuilder());

    assertThat(body(client, withKey(lab.api.url(API, "/v1")))).isEqualTo("hello from 127.0.1.10");
    assertThat(body(client, get(lab.api.url(API, "/go")))).isEqualTo("hello from 127.0.1.11");
    refused(client, withKey(lab.api.url(API, "/go")), Reason.REQUEST_CREDENTIAL_ELSEWHERE);
    assertThat(lab.other.received(SECRET)).isFalse();
  }

  /** What an interceptor before ours makes of an old URL is still where the application called. */
  @Test
  void urlUpgradedToTlsKeepsItsSecrets() {
    Request own = get("http://api.example.test/v1");

    assertThat(home(own, "https://api.example.test/v1")).hasToString("https://api.example.test/v1");
    for (String another :
        List.of(
            "https://other.example.test/v1",
            "https://api.example.test:8443/v1",
            "http://api.example.test:8080/v1")) {
      assertThat(home(own, another)).isEqualTo(own.url());
    }
    assertThat(home(get("http://api.example.test:8080/"), "https://api.example.test/").port())
        .isEqualTo(8080);
  }

  private static HttpUrl home(Request own, String first) {
    return CallState.home(own, get(first));
  }

  /** The application's own cancellation stays what it is. */
  @ParameterizedTest
  @MethodSource("wirings")
  void cancelledCallIsNoRefusal(Wiring wiring) {
    OkHttpClient client =
        with(
            wiring,
            chain -> {
              chain.proceed(chain.request()).close();
              chain.call().cancel();
              return chain.proceed(chain.request());
            });

    Throwable thrown = catchThrowable(() -> body(client, get(lab.api.url(API, "/v1"))));

    assertThat(thrown).isInstanceOf(IOException.class).hasMessage("Canceled");
    assertThat(TrustRefusal.in(thrown)).isEmpty();
  }

  /** The same host, another server: what was looked at was for the first. */
  @ParameterizedTest
  @MethodSource("wirings")
  void rewrittenPortGetsNothing(Wiring wiring) {
    try (TlsPeer next = TlsPeer.start(lab.internet.ca().server(API))) {
      Interceptor rewriting = chain -> chain.proceed(at(chain, next.url(API, "/")));
      OkHttpClient after = wiring.client(trust).newBuilder().addInterceptor(rewriting).build();
      OkHttpClient before = with(wiring, rewriting);
      boolean watched = OkHttpAbilities.watchesCalls();

      refused(
          after,
          withKey(lab.api.url(API, "/")),
          watched ? Reason.GATE_OTHER_HOST : Reason.REQUEST_CREDENTIAL_ELSEWHERE);
      refused(
          after,
          post(lab.api.url(API, "/"), "the prompt"),
          watched ? Reason.GATE_OTHER_HOST : Reason.REQUEST_BODY_ELSEWHERE);
      refused(before, withKey(lab.api.url(API, "/")), Reason.REQUEST_CREDENTIAL_ELSEWHERE);
      refused(before, post(lab.api.url(API, "/"), "the prompt"), Reason.REQUEST_BODY_ELSEWHERE);

      lab.settle(after);
      lab.settle(before);
      next.awaitNoConnection();
      assertThat(next.requests()).isEmpty();
    }
  }
}
