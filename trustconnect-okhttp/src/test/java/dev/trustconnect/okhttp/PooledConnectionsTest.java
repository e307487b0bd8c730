package dev.trustconnect.okhttp;

import static dev.trustconnect.okhttp.OkHttpLab.API;
import static dev.trustconnect.okhttp.OkHttpLab.SECRET;
import static dev.trustconnect.okhttp.OkHttpLab.body;
import static dev.trustconnect.okhttp.OkHttpLab.refused;
import static dev.trustconnect.okhttp.OkHttpLab.withKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Warning;
import dev.trustconnect.gate.Evidence;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** A pooled connection outlives everything it was judged by: it is judged again before its use. */
class PooledConnectionsTest {
  /** Longer than any answer here holds. */
  private static final Duration BEYOND_TTL = Duration.ofHours(2);

  /** OkHttp takes 16 MiB of an HTTP/2 response that the application doesn't read. */
  private static final int MORE_THAN_OKHTTP_BUFFERS = 20 << 20;

  private final OkHttpLab lab = new OkHttpLab();
  private final TrustConnect trust =
      lab.internet.trust().policy(TestInternet.policy(API).build()).build();

  @AfterEach
  void close() {
    trust.close();
    lab.close();
  }

  static List<Wiring> wirings() {
    return Wiring.all();
  }

  private String call(OkHttpClient client) throws IOException {
    return body(client, withKey(lab.api.url(API, "/v1")));
  }

  private void timePasses() {
    lab.internet.now(lab.internet.now().plus(BEYOND_TTL));
  }

  /** From now on api.example.test is here. */
  private void moves(int... lastOctets) {
    lab.internet.change(
        world ->
            world.harm(
                Harm.resign(
                    API,
                    Type.A,
                    records ->
                        Arrays.stream(lastOctets)
                            .mapToObj(last -> moved(records.get(0), last))
                            .toList())));
  }

  private static Record moved(Record record, int last) {
    return new ARecord(
        record.getName(), DClass.IN, record.getTTL(), new byte[] {127, 0, 1, (byte) last});
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void unchangedNameIsLookedUpAgainAndItsConnectionKept(Wiring wiring) throws IOException {
    OkHttpClient client = wiring.client(trust);
    Instant first;
    try (Response response = client.newCall(withKey(lab.api.url(API, "/v1"))).execute()) {
      first = TrustConnectOkHttp.evidenceOf(response).map(Evidence::validUntil).orElseThrow();
    }
    timePasses();

    try (Response response = client.newCall(withKey(lab.api.url(API, "/v1"))).execute()) {
      assertThat(TrustConnectOkHttp.evidenceOf(response).map(Evidence::validUntil).orElseThrow())
          .isAfter(first);
    }
    assertThat(lab.api.connections()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void nameThatTurnedBogusIsRefusedBeforeItsConnectionIsUsedAgain(Wiring wiring)
      throws IOException {
    OkHttpClient client = wiring.client(trust);
    assertThat(call(client)).isEqualTo("hello from 127.0.1.10");
    lab.internet.change(world -> world.harm(Harm.dropRrsigs(API, Type.A)));
    timePasses();

    refused(client, withKey(lab.api.url(API, "/v1")), Reason.SIGNATURE_MISSING);
    assertThat(lab.api.requests()).hasSize(1);

    // Healed: a new connection, since the old one was opened while proofs were broken.
    lab.internet.change(SignedWorld::healthy);
    timePasses(); // the refusal was remembered
    assertThat(call(client)).isEqualTo("hello from 127.0.1.10");
    assertThat(lab.api.connections()).isEqualTo(2);
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void connectionWhoseAddressLeftTheAnswerIsNotUsedAgain(Wiring wiring) throws IOException {
    OkHttpClient client = wiring.client(trust);
    assertThat(call(client)).isEqualTo("hello from 127.0.1.10");
    try (TlsPeer next =
        TlsPeer.builder(lab.internet.ca().server(API))
            .address("127.0.1.12")
            .port(lab.api.port())
            .start()) {
      moves(12);
      timePasses();

      assertThat(call(client)).isEqualTo("hello from 127.0.1.12");
      assertThat(call(client)).isEqualTo("hello from 127.0.1.12");
      assertThat(lab.api.requests()).hasSize(1);
      assertThat(next.connections()).isEqualTo(1);
    }
  }

  /** From OkHttp 5.4 on a call can be kept off a connection; before, that has to be closed. */
  @ParameterizedTest
  @MethodSource("wirings")
  void callInProgressFinishesWhereOkHttpCanKeepOthersOff(Wiring wiring) throws IOException {
    String more = "x".repeat(MORE_THAN_OKHTTP_BUFFERS);
    lab.api.answer("/long", 200, Map.of(), more);
    OkHttpClient client = wiring.client(trust);
    try (TlsPeer next =
            TlsPeer.builder(lab.internet.ca().server(API))
                .address("127.0.1.12")
                .port(lab.api.port())
                .start();
        Response underWay = client.newCall(withKey(lab.api.url(API, "/long"))).execute()) {
      moves(12);
      timePasses();

      assertThat(call(client)).isEqualTo("hello from 127.0.1.12");
      if (OkHttpAbilities.overridesPerCall()) {
        assertThat(underWay.body().string()).hasSameSizeAs(more);
      } else {
        assertThatThrownBy(() -> underWay.body().string()).isInstanceOf(IOException.class);
      }
      assertThat(next.requests()).hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void connectionIsKeptIfItsAddressIsOneOfSeveral(Wiring wiring) throws IOException {
    OkHttpClient client = wiring.client(trust);
    assertThat(call(client)).isEqualTo("hello from 127.0.1.10");
    moves(12, 10);
    timePasses();

    assertThat(call(client)).isEqualTo("hello from 127.0.1.10");
    assertThat(lab.api.connections()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void failedLookupKeepsTheConnectionWhileTheAnswerIsStale(Wiring wiring) throws IOException {
    OkHttpClient client = wiring.client(trust);
    assertThat(call(client)).isEqualTo("hello from 127.0.1.10");
    lab.internet.change(world -> world.harm(Harm.rcode(API, Type.A, Rcode.SERVFAIL)));
    timePasses();

    try (Response response = client.newCall(withKey(lab.api.url(API, "/v1"))).execute()) {
      assertThat(TrustConnectOkHttp.evidenceOf(response).orElseThrow().warnings())
          .extracting(Warning::reason)
          .containsExactly(Reason.NAME_ANSWER_STALE);
    }
    assertThat(lab.api.connections()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void failedLookupIsRefusedWhereAnswersMustBeFreshAndTheConnectionIsKept(Wiring wiring)
      throws IOException {
    trust.replacePolicies(TestInternet.policy(API).requireFreshAnswers().build());
    unaskableNameIsRefused(wiring.client(trust), Reason.NAME_ANSWER_STALE);
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void failedLookupIsRefusedAndTheConnectionIsKept(Wiring wiring) throws IOException {
    try (TrustConnect strict =
        lab.internet
            .trust()
            .serveStale(Duration.ZERO)
            .policy(TestInternet.policy(API).build())
            .build()) {
      unaskableNameIsRefused(wiring.client(strict), Reason.UPSTREAM_RCODE);
    }
  }

  private void unaskableNameIsRefused(OkHttpClient client, Reason reason) throws IOException {
    assertThat(call(client)).isEqualTo("hello from 127.0.1.10");
    lab.internet.change(world -> world.harm(Harm.rcode(API, Type.A, Rcode.SERVFAIL)));
    timePasses();

    refused(client, withKey(lab.api.url(API, "/v1")), reason);
    assertThat(lab.api.requests()).hasSize(1);

    lab.internet.change(SignedWorld::healthy);
    timePasses(); // the failure was remembered
    assertThat(call(client)).isEqualTo("hello from 127.0.1.10");
    assertThat(lab.api.connections()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void certificateThatExpiredMeanwhileIsRefused(Wiring wiring) throws IOException {
    Instant end = lab.internet.now().plus(Duration.ofMinutes(10));
    try (TlsPeer brief =
        TlsPeer.builder(lab.internet.ca().odd(API).to(end).identity())
            .port(0)
            .address("127.0.1.10")
            .start()) {
      OkHttpClient client = wiring.client(trust);
      assertThat(body(client, withKey(brief.url(API, "/")))).startsWith("hello");
      assertThat(body(client, withKey(brief.url(API, "/")))).startsWith("hello");
      assertThat(brief.connections()).isEqualTo(1);

      lab.internet.now(end.plusSeconds(1));

      refused(client, withKey(brief.url(API, "/")), Reason.PATH_EXPIRED);
      assertThat(brief.requests()).hasSize(2);
    }
  }

  @Test
  void clientsOverOneTrustShareAPool() throws IOException {
    OkHttpClient first = TrustConnectOkHttp.newClient(trust);
    OkHttpClient second =
        TrustConnectOkHttp.install(
                trust, new OkHttpClient.Builder().connectionPool(first.connectionPool()))
            .build();

    assertThat(call(first)).isEqualTo(call(second));
    assertThat(lab.api.connections()).isEqualTo(1);
    assertThat(lab.api.received(SECRET)).isTrue();
  }
}
