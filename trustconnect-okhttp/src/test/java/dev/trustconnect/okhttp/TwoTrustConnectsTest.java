package dev.trustconnect.okhttp;

import static dev.trustconnect.okhttp.OkHttpLab.API;
import static dev.trustconnect.okhttp.OkHttpLab.SECRET;
import static dev.trustconnect.okhttp.OkHttpLab.body;
import static dev.trustconnect.okhttp.OkHttpLab.refused;
import static dev.trustconnect.okhttp.OkHttpLab.withKey;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.util.List;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Type;

/** Two TrustConnects on one client: neither takes the other's word for where a name leads. */
class TwoTrustConnectsTest {
  private final OkHttpLab lab = new OkHttpLab();
  private final TestInternet misled = TestInternet.usual();
  private final TlsPeer rogue =
      TlsPeer.builder(lab.internet.ca().server(API))
          .address("127.0.1.66")
          .port(lab.api.port())
          .start();
  private final TrustConnect honest =
      lab.internet.trust().policies(TestInternet.policy(API).build()).build();
  private final TrustConnect other =
      misled
          .trust()
          .roots(TrustRoots.of(lab.internet.ca().certificate()))
          .policies(TestInternet.policy(API).build())
          .build();

  static List<Wiring> wirings() {
    return Wiring.all();
  }

  @AfterEach
  void close() {
    honest.close();
    other.close();
    rogue.close();
    lab.close();
  }

  private OkHttpClient client(Wiring wiring, TrustConnect first, TrustConnect last) {
    OkHttpClient.Builder builder = new OkHttpClient.Builder();
    return wiring.wire().apply(last, wiring.wire().apply(first, builder)).build();
  }

  private void mislead() {
    misled.change(
        world ->
            world.harm(
                Harm.resign(
                    API,
                    Type.A,
                    records ->
                        List.of(
                            new ARecord(
                                records.get(0).getName(),
                                DClass.IN,
                                records.get(0).getTTL(),
                                new byte[] {127, 0, 1, 66})))));
  }

  /** The last one's sockets are used. */
  @ParameterizedTest
  @MethodSource("wirings")
  void resolverOfTheOtherProvesNothing(Wiring wiring) {
    mislead();

    OkHttpClient client = client(wiring, honest, other);

    refused(client, withKey(lab.api.url(API, "/")), Reason.ADDRESS_NOT_PROVEN);
    assertThat(rogue.received(SECRET)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void twoThatAgreeAllowTheCall(Wiring wiring) throws IOException {
    for (OkHttpClient client :
        List.of(client(wiring, honest, other), client(wiring, other, honest))) {
      assertThat(body(client, withKey(lab.api.url(API, "/")))).isEqualTo("hello from 127.0.1.10");
      assertThat(body(client, withKey(lab.api.url(API, "/")))).as("pooled").startsWith("hello");
      client.connectionPool().evictAll();
    }
  }
}
