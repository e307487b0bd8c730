package dev.trustconnect.okhttp;

import static dev.trustconnect.okhttp.OkHttpLab.API;
import static dev.trustconnect.okhttp.OkHttpLab.OTHER;
import static dev.trustconnect.okhttp.OkHttpLab.SECRET;
import static dev.trustconnect.okhttp.OkHttpLab.body;
import static dev.trustconnect.okhttp.OkHttpLab.refused;
import static dev.trustconnect.okhttp.OkHttpLab.withKey;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.gate.TlsKit;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A client of another builder that takes only sockets and TLS from us, as older SDKs do: its
 * resolver believes anything, and it follows every redirect.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class TlsOnlyClientTest {
  private final OkHttpLab lab = new OkHttpLab();
  private final TrustConnect trust =
      lab.internet
          .trust()
          .policy(TestInternet.policy(API).build())
          .policy(TestInternet.policy(OTHER).build())
          .build();

  @AfterEach
  void close() {
    trust.close();
    lab.close();
  }

  /** Its own resolver leads it astray, or where {@code address} is. */
  private static OkHttpClient given(TlsKit kit, String address) {
    return new OkHttpClient.Builder()
        .dns(host -> List.of(InetAddress.getByName(host.equals(OTHER) ? "127.0.1.11" : address)))
        .socketFactory(kit.plainSockets())
        .sslSocketFactory(kit.socketFactory(), kit.trustManager())
        .hostnameVerifier(kit.hostnameVerifier())
        .build();
  }

  @Test
  void keyFollowsARedirectOverTlsUnlessTheKitIsForItsHostOnly() throws IOException {
    lab.api.redirect("/away", 307, lab.other.url(OTHER, "/"));
    Request request = withKey(lab.api.url(API, "/away"));

    refused(given(trust.tls().only(API), "127.0.1.10"), request, Reason.GATE_HOST_OUTSIDE_KIT);
    assertThat(lab.other.bytesReceived()).isZero();

    assertThat(body(given(trust.tls(), "127.0.1.10"), request)).isEqualTo("hello from 127.0.1.11");
    assertThat(lab.other.received(SECRET)).as("a kit for any host sees no request").isTrue();
  }

  /** A kit isn't asked about what leaves without TLS: that has to be turned off. */
  @Test
  void keyFollowsARedirectToCleartextUnlessThoseAreTurnedOff() throws IOException {
    try (TlsPeer cleartext = TlsPeer.plain().address("127.0.1.10").start()) {
      lab.api.redirect("/down", 307, "http://" + API + ":" + cleartext.port() + "/");
      Request request = withKey(lab.api.url(API, "/down"));
      OkHttpClient only = given(trust.tls().only(API), "127.0.1.10");

      try (Response stopped =
          only.newBuilder().followSslRedirects(false).build().newCall(request).execute()) {
        assertThat(stopped.code()).isEqualTo(307);
      }
      assertThat(cleartext.requests()).isEmpty();

      assertThat(body(only, request)).startsWith("hello");
      assertThat(cleartext.received(SECRET)).isTrue();
    }
  }

  @Test
  void rogueAddressGetsNoByteAndAKitThatReconnectsGoesWhereTheNameLeads() throws IOException {
    try (TlsPeer rogue =
        TlsPeer.builder(lab.internet.ca().server(API))
            .address("127.0.1.66")
            .port(lab.api.port())
            .start()) {
      Request request = withKey(lab.api.url(API, "/"));

      refused(given(trust.tls().only(API), "127.0.1.66"), request, Reason.ADDRESS_NOT_PROVEN);

      OkHttpClient led = given(trust.tls().only(API).reconnecting(), "127.0.1.66");
      assertThat(body(led, request)).isEqualTo("hello from 127.0.1.10");
      assertThat(body(led, request)).isEqualTo("hello from 127.0.1.10");
      assertThat(lab.api.connections()).as("pooled").isEqualTo(1);

      led.connectionPool().evictAll();
      lab.api.awaitNoConnection();
      rogue.awaitNoConnection();
      assertThat(rogue.bytesReceived()).isZero();
    }
  }

  /** OkHttp cancels by closing the socket it made: the one that went astray. */
  @Test
  void cancelledCallEndsOnAConnectionThatWasLedElsewhere() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 9, InetAddress.getByName("127.0.1.10"));
        ServerSocket rogue =
            new ServerSocket(silent.getLocalPort(), 9, InetAddress.getByName("127.0.1.66"))) {
      OkHttpClient led = given(trust.tls().reconnecting(), "127.0.1.66");
      CompletableFuture<IOException> ended = new CompletableFuture<>();
      Call call = led.newCall(withKey("https://" + API + ":" + silent.getLocalPort() + "/"));
      call.enqueue(
          new Callback() {
            @Override
            public void onFailure(Call failed, IOException e) {
              ended.complete(e);
            }

            @Override
            public void onResponse(Call answered, Response response) {
              response.close();
              ended.completeExceptionally(new AssertionError("an answer from nobody"));
            }
          });
      try (Socket astray = rogue.accept();
          Socket held = silent.accept()) {
        assertThat(held.getInputStream().read()).as("a ClientHello").isPositive();

        call.cancel();

        assertThat(ended.get(60, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
        assertThat(astray.getInputStream().read()).as("nothing").isNegative();
      }
    }
  }
}
