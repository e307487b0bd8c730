package dev.trustconnect.okhttp;

import static dev.trustconnect.okhttp.OkHttpLab.API;
import static dev.trustconnect.okhttp.OkHttpLab.refused;
import static dev.trustconnect.okhttp.OkHttpLab.withKey;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.testing.TestInternet;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import javax.net.ssl.SSLContext;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * An installed client with one seam taken out again: what looks protected is, or refuses. The
 * intruder's certificate is one that the ordinary client trusts.
 */
class RemovedSeamsTest {
  private final OkHttpLab lab = new OkHttpLab();
  private final TrustConnect trust =
      lab.internet
          .trust()
          .policy(TestInternet.policy(API).build())
          .policy(TestInternet.policy(OkHttpLab.OTHER).build())
          .build();

  @AfterEach
  void close() {
    trust.close();
    lab.close();
  }

  private OkHttpClient.Builder installed() {
    return TrustConnectOkHttp.newClient(trust).newBuilder();
  }

  private OkHttpClient.Builder withOrdinaryTls(OkHttpClient.Builder builder) {
    SSLContext ordinary = lab.internet.ca().clientContext();
    return builder.sslSocketFactory(ordinary.getSocketFactory(), lab.internet.ca().trustManager());
  }

  @Test
  void withoutOurDnsARogueAddressGetsNoByte() {
    OkHttpClient client =
        installed().dns(host -> List.of(InetAddress.getByName("127.0.1.11"))).build();

    refused(client, withKey(lab.api.url(API, "/")), Reason.ADDRESS_NOT_PROVEN);

    lab.settle(client);
    assertThat(lab.other.connections()).isPositive();
    assertThat(lab.other.bytesReceived()).isZero();
  }

  @Test
  void withoutOurTlsThereIsNoEvidenceAndNoRequest() {
    OkHttpClient client = withOrdinaryTls(installed()).build();

    refused(client, withKey(lab.api.url(API, "/")), Reason.GATE_NO_EVIDENCE);

    assertThat(lab.api.requests()).isEmpty();
  }

  /** OkHttp's own verifier coalesces: the connection of one host is offered to another. */
  @Test
  void withoutOurVerifierAConnectionOfAnotherHostIsRefused() throws IOException {
    OkHttpClient client =
        installed().hostnameVerifier(new OkHttpClient().hostnameVerifier()).build();
    String twin = "twin.example.test";
    trust.replacePolicies(TestInternet.policy(API).build(), TestInternet.policy(twin).build());
    assertThat(OkHttpLab.body(client, OkHttpLab.get(lab.api.url(API, "/")))).startsWith("hello");

    refused(client, withKey(lab.api.url(twin, "/")), Reason.GATE_OTHER_HOST);

    assertThat(lab.api.received(OkHttpLab.SECRET)).isFalse();
  }

  @Test
  void withoutOurApplicationInterceptorTheNetworkOneStillRefuses() throws IOException {
    OkHttpClient.Builder builder = installed();
    builder.interceptors().clear();

    keyStaysAtHome(builder.build());
    builder = withOrdinaryTls(builder);
    refused(builder.build(), withKey(lab.api.url(API, "/")), Reason.GATE_NO_EVIDENCE);
  }

  /** On OkHttp 4.12 only we see a redirect: nothing is sent at all. */
  @Test
  void withoutOurNetworkInterceptorTheApplicationsRefuses() throws IOException {
    OkHttpClient.Builder builder = installed();
    builder.networkInterceptors().clear();

    if (OkHttpAbilities.watchesCalls()) {
      keyStaysAtHome(builder.build());
    } else {
      refused(builder.build(), withKey(lab.api.url(API, "/")), Reason.GATE_NO_EVIDENCE);
    }
    builder = withOrdinaryTls(builder);
    refused(builder.build(), withKey(lab.api.url(API, "/")), Reason.GATE_NO_EVIDENCE);
    assertThat(lab.api.requests()).hasSizeLessThanOrEqualTo(1); // that of the redirect
  }

  private void keyStaysAtHome(OkHttpClient client) throws IOException {
    lab.api.redirect("/away", 307, lab.other.url(OkHttpLab.OTHER, "/"));

    refused(client, withKey(lab.api.url(API, "/away")), Reason.REQUEST_CREDENTIAL_ELSEWHERE);

    assertThat(lab.other.requests()).isEmpty();
  }

  /** What {@code install} says of it: names and handshakes are judged, and secrets not. */
  @Test
  void withoutAnyInterceptorNamesAndHandshakesAreJudged() throws IOException {
    OkHttpClient.Builder builder = installed();
    builder.interceptors().clear();
    builder.networkInterceptors().clear();
    OkHttpClient client = builder.build();

    refused(
        client, withKey(lab.api.url("local.example.test", "/")), Reason.ADDRESS_SPECIAL_PURPOSE);
    lab.api.redirect("/away", 307, lab.other.url(OkHttpLab.OTHER, "/"));
    assertThat(OkHttpLab.body(client, withKey(lab.api.url(API, "/away")))).startsWith("hello");
    assertThat(lab.other.received(OkHttpLab.SECRET)).as("who takes both out").isTrue();
  }
}
