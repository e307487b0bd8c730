package dev.trustconnect.okhttp;

import static dev.trustconnect.okhttp.OkHttpLab.API;
import static dev.trustconnect.okhttp.OkHttpLab.OTHER;
import static dev.trustconnect.okhttp.OkHttpLab.body;
import static dev.trustconnect.okhttp.OkHttpLab.get;
import static dev.trustconnect.okhttp.OkHttpLab.withKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.gate.Evidence;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.LiveAnswer;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * Names that move to other servers, which resume the sessions of the ones before: no call is
 * refused for it, and none goes where its name doesn't lead any more.
 */
@Timeout(60)
class MovedPeersTest {
  private static final Duration BEYOND_TTL = Duration.ofHours(2);

  private final OkHttpLab lab = new OkHttpLab();
  private final TlsPeer apiNext =
      TlsPeer.builder(lab.internet.ca().server(API))
          .sharesSessionsOf(lab.api)
          .address("127.0.1.12")
          .port(lab.api.port())
          .start();
  private final TlsPeer otherNext =
      TlsPeer.builder(lab.internet.ca().server(OTHER))
          .address("127.0.1.13")
          .port(lab.api.port())
          .start();
  private final TrustConnect trust =
      lab.internet
          .trust()
          .policies(TestInternet.policy(API).build(), TestInternet.policy(OTHER).build())
          .build();

  @AfterEach
  void close() {
    trust.close();
    otherNext.close();
    apiNext.close();
    lab.close();
  }

  static List<Wiring> wirings() {
    return Wiring.all();
  }

  private void moves(String host, int lastOctet) {
    lab.internet.change(
        world ->
            world.harm(
                Harm.resign(host, Type.A, records -> List.of(moved(records.get(0), lastOctet)))));
    lab.internet.now(lab.internet.now().plus(BEYOND_TTL));
  }

  private static Record moved(Record record, int last) {
    return new ARecord(
        record.getName(), DClass.IN, record.getTTL(), new byte[] {127, 0, 1, (byte) last});
  }

  private String answer(OkHttpClient client) throws IOException {
    try (Response response = client.newCall(withKey(lab.api.url(API, "/v1"))).execute()) {
      String text = Objects.requireNonNull(response.body()).string();
      Evidence evidence = TrustConnectOkHttp.evidenceOf(response).orElseThrow();
      assertThat(text).isEqualTo("hello from " + evidence.peer().orElseThrow().getHostAddress());
      assertThat(evidence.judgedAt()).as("its own time").isEqualTo(lab.internet.now());
      return text;
    }
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void resumedConnectionsHaveEvidenceOfTheirOwnPeer(Wiring wiring) throws IOException {
    OkHttpClient client = wiring.client(trust);
    assertThat(answer(client)).isEqualTo("hello from 127.0.1.10");

    moves(API, 12);
    assertThat(answer(client)).isEqualTo("hello from 127.0.1.12");

    moves(API, 10);
    assertThat(answer(client)).as("back, and resumed").isEqualTo("hello from 127.0.1.10");
    assertThat(apiNext.requests()).hasSize(1);
  }

  /** Not the call itself: another client, a health check, whatever shares this trust. */
  @ParameterizedTest
  @MethodSource("wirings")
  void nameThatAnotherCallFoundMovedUsesItsNewPeer(Wiring wiring) throws IOException {
    OkHttpClient client = wiring.client(trust);
    assertThat(answer(client)).isEqualTo("hello from 127.0.1.10");
    moves(API, 12);
    var unusedAnswer = trust.names().resolve(API);

    assertThat(answer(client)).isEqualTo("hello from 127.0.1.12");
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void redirectTargetThatMovedIsReachedAtItsNewPeer(Wiring wiring) throws IOException {
    lab.api.redirect("/away", 307, lab.api.url(OTHER, "/there"));
    OkHttpClient client = wiring.client(trust);
    assertThat(body(client, get(lab.api.url(API, "/away")))).isEqualTo("hello from 127.0.1.11");
    moves(OTHER, 13);

    assertThat(body(client, get(lab.api.url(API, "/away")))).isEqualTo("hello from 127.0.1.13");
    assertThat(body(client, get(lab.api.url(API, "/away")))).isEqualTo("hello from 127.0.1.13");
    assertThat(lab.other.requests()).hasSize(1);
    assertThat(otherNext.connections()).isEqualTo(1);
  }

  static List<Object[]> wiringsAndProtocols() {
    return Wiring.all().stream()
        .flatMap(
            wiring ->
                List.of(
                    new Object[] {wiring, List.of(Protocol.HTTP_1_1)},
                    new Object[] {wiring, List.of(Protocol.HTTP_2, Protocol.HTTP_1_1)})
                    .stream())
        .toList();
  }

  /** The answer is half read when new policies end its connection. */
  @ParameterizedTest
  @MethodSource("wiringsAndProtocols")
  void callEndedByNewPoliciesHasTheirReason(Wiring wiring, List<Protocol> protocols)
      throws IOException {
    LiveAnswer live = lab.api.live("/live", "text/plain");
    OkHttpClient client = wiring.client(trust, new OkHttpClient.Builder().protocols(protocols));
    CompletableFuture<Void> said = CompletableFuture.runAsync(() -> live.say("so far"));
    try (Response response = client.newCall(get(lab.api.url(API, "/live"))).execute()) {
      said.join();
      assertThat(Objects.requireNonNull(response.body()).source().readUtf8(6)).isEqualTo("so far");

      trust.replacePolicies(TestInternet.policyWithUnmatchedPins(API).build());

      Throwable thrown = catchThrowable(() -> response.body().source().readUtf8());
      assertThat(TrustRefusal.in(thrown))
          .as("%s", thrown)
          .map(TrustRefusal::reason)
          .contains(Reason.PIN_NOT_IN_PATH);
    }
  }
}
