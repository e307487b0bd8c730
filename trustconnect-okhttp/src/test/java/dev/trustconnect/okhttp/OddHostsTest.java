package dev.trustconnect.okhttp;

import static dev.trustconnect.okhttp.OkHttpLab.API;
import static dev.trustconnect.okhttp.OkHttpLab.SECRET;
import static dev.trustconnect.okhttp.OkHttpLab.refused;
import static dev.trustconnect.okhttp.OkHttpLab.withKey;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Spellings of hosts that another parser would take for another host. */
class OddHostsTest {
  private final OkHttpLab lab = new OkHttpLab();

  /** Where every disguised address and localhost would lead, with a certificate for it. */
  private final TlsPeer inside =
      TlsPeer.builder(lab.internet.ca().server("localhost", "a.localhost"))
          .address("127.0.0.1")
          .port(lab.api.port())
          .start();

  private final TrustConnect trust =
      lab.internet
          .trust()
          .policies(
              TestInternet.policy(API).credentials("x-api-key").build(),
              EndpointPolicy.forHost("localhost").addresses("127.0.0.0/8").build(),
              EndpointPolicy.forHost("a.localhost").addresses("127.0.0.0/8").build())
          .build();

  static List<Wiring> wirings() {
    return Wiring.all();
  }

  /** What is written, what OkHttp makes of it, and why it is refused. */
  static Stream<Arguments> disguised() {
    List<List<Object>> hosts =
        List.of(
            List.of("127.0.0.1", "127.0.0.1", Reason.ADDRESS_LITERAL),
            List.of("[::1]", "::1", Reason.ADDRESS_LITERAL),
            List.of("[::ffff:127.0.0.1]", "127.0.0.1", Reason.ADDRESS_LITERAL),
            List.of("[::ffff:7f00:1]", "127.0.0.1", Reason.ADDRESS_LITERAL),
            List.of("[64:ff9b::7f00:1]", "64:ff9b::7f00:1", Reason.ADDRESS_LITERAL),
            // UTS 46 maps these digits and dots to ASCII.
            List.of("\u2460\u2461\u2466.0.0.1", "127.0.0.1", Reason.ADDRESS_LITERAL),
            List.of("\uff11\uff12\uff17\u30020\u30020\u30021", "127.0.0.1", Reason.ADDRESS_LITERAL),
            List.of("%31%32%37.0.0.1", "127.0.0.1", Reason.ADDRESS_LITERAL),
            List.of("127.0.0.1.", "127.0.0.1.", Reason.NAME_NOT_A_HOST),
            // What inet_aton takes for an address; OkHttp would ask its dns for it.
            List.of("127.1", "127.1", Reason.NAME_NOT_A_HOST),
            List.of("0x7f.1", "0x7f.1", Reason.NAME_NOT_A_HOST),
            List.of("0x7f000001", "0x7f000001", Reason.NAME_NOT_A_HOST),
            List.of("2130706433", "2130706433", Reason.NAME_NOT_A_HOST),
            List.of("0177.0.0.1", "0177.0.0.1", Reason.NAME_NOT_A_HOST),
            List.of("0", "0", Reason.NAME_NOT_A_HOST),
            // UTS 46 leaves Arabic-Indic digits as they are.
            List.of("\u0661\u0662\u0667.0.0.1", "xn--9hbcp.0.0.1", Reason.NAME_NOT_A_HOST));
    return hosts.stream()
        .flatMap(
            host ->
                Wiring.all().stream()
                    .map(wiring -> Arguments.of(wiring, host.get(0), host.get(1), host.get(2))));
  }

  @AfterEach
  void close() {
    trust.close();
    inside.close();
    lab.close();
  }

  @ParameterizedTest
  @MethodSource("disguised")
  void disguisedAddressReachesNoSocket(
      Wiring wiring, String written, String becomes, Reason reason) {
    HttpUrl url = HttpUrl.get(inside.url(written, "/"));
    assertThat(url.host()).isEqualTo(becomes);

    refused(wiring.client(trust), withKey(url.toString()), reason);

    assertThat(inside.connections()).isZero();
    assertThat(lab.api.connections()).isZero();
  }

  /** RFC 6761 §6.3: whatever the system thinks, the signed root knows no such name. */
  @ParameterizedTest
  @MethodSource("wirings")
  void localhostAndNamesUnderItReachNoSocket(Wiring wiring) {
    OkHttpClient client = wiring.client(trust);

    for (String host : List.of("localhost", "LOCALHOST.", "a.localhost", "localhost.localdomain")) {
      refused(client, withKey(inside.url(host, "/")), Reason.NAME_DOES_NOT_EXIST);
    }
    assertThat(inside.connections()).isZero();
  }

  /** The dot is no other host: the same policy, the same credentials, the same evidence. */
  @ParameterizedTest
  @MethodSource("wirings")
  void hostWithADotAtItsEndIsTheSameHost(Wiring wiring) throws IOException {
    OkHttpClient client = wiring.client(trust);

    try (Response response = client.newCall(withKey(lab.api.url(API + ".", "/"))).execute()) {
      assertThat(response.code()).isEqualTo(200);
      assertThat(TrustConnectOkHttp.evidenceOf(response).orElseThrow().summary())
          .startsWith(API + " SECURE at 127.0.1.10, path " + API);
    }
    assertThat(lab.api.received(SECRET)).isTrue();
    lab.settle(client);
  }

  /** A redirect may be spelt like this as well, and its host isn't what was called. */
  @ParameterizedTest
  @MethodSource("wirings")
  void redirectToAnAddressInDisguiseReachesNoSocket(Wiring wiring) {
    lab.api.redirect("/literal", 302, inside.url("127.0.0.1", "/"));
    lab.api.redirect("/short", 302, inside.url("127.1", "/"));
    OkHttpClient client = wiring.client(trust);

    refused(client, OkHttpLab.get(lab.api.url(API, "/short")), Reason.NAME_NOT_A_HOST);
    refused(client, OkHttpLab.get(lab.api.url(API, "/literal")), Reason.ADDRESS_LITERAL);

    lab.settle(client);
    assertThat(inside.bytesReceived()).isZero();
  }
}
