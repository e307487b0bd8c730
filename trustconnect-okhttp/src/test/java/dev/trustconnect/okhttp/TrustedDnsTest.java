package dev.trustconnect.okhttp;

import static dev.trustconnect.okhttp.WorldUpstream.WORLD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.resolve.TrustedResolver;
import dev.trustconnect.resolve.UntrustedNameException;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.KeyHarm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

/** On OkHttp 5 the client asks asynchronously, on 4.12 it doesn't: the same must hold on both. */
class TrustedDnsTest {
  private final AtomicInteger requests = new AtomicInteger();
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          byte[] body = "hello".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private Response get(TrustedResolver resolver, String host) throws IOException {
    OkHttpClient client = new OkHttpClient.Builder().dns(TrustedDns.over(resolver)).build();
    String url = "http://" + host + ":" + server.getAddress().getPort() + "/";
    return client.newCall(new Request.Builder().url(url).build()).execute();
  }

  private UntrustedNameException refusal(TrustedResolver resolver, String host) {
    UntrustedNameException refused =
        catchThrowableOfType(UntrustedNameException.class, () -> get(resolver, host).close());
    assertThat(refused).as(host).isNotNull();
    assertThat(requests).as("nothing is sent").hasValue(0);
    return refused;
  }

  @Test
  void clientConnectsWhereTheVerdictAllows() throws IOException {
    try (TrustedResolver resolver = new WorldUpstream(WORLD).resolver().build();
        Response response = get(resolver, "here.example.test")) {
      assertThat(response.body().string()).isEqualTo("hello");
    }
  }

  @Test
  void hostWithATrailingDotIsTheSameHost() throws IOException {
    WorldUpstream upstream = new WorldUpstream(WORLD);
    try (TrustedResolver resolver = upstream.resolver().build()) {
      get(resolver, "here.example.test").close();
      int asked = upstream.asked();
      get(resolver, "here.example.test.").close();
      assertThat(upstream.asked()).as("its answer was kept").isEqualTo(asked);
    }
  }

  @Test
  void bogusNameIsRefusedWithItsReasonAndNothingIsSent() {
    WorldUpstream upstream =
        new WorldUpstream(WORLD.harm(Harm.flipSignatureByte("here.example.test", Type.A)));
    try (TrustedResolver resolver = upstream.resolver().build()) {
      UntrustedNameException refused = refusal(resolver, "here.example.test");

      assertThat(refused.reason()).isEqualTo(Reason.SIGNATURE_INVALID);
      assertThat(refused.verdict()).isPresent();
      assertThat(refused.refused()).isEqualTo("here.example.test");
    }
  }

  @Test
  void brokenChainSpecialAddressAndAbsenceAreRefused() {
    try (TrustedResolver broken =
            new WorldUpstream(WORLD.harm(KeyHarm.wrongDigest("example.test"))).resolver().build();
        TrustedResolver healthy = new WorldUpstream(WORLD).resolver().build()) {
      assertThat(refusal(broken, "here.example.test").reason()).isEqualTo(Reason.KEY_NOT_IN_DS);
      assertThat(refusal(healthy, "inside.example.test").reason())
          .isEqualTo(Reason.ADDRESS_SPECIAL_PURPOSE);
      assertThat(refusal(healthy, "text.example.test").reason()).isEqualTo(Reason.ADDRESS_NONE);
      assertThat(refusal(healthy, "nothing.example.test").reason())
          .isEqualTo(Reason.NAME_DOES_NOT_EXIST);
    }
  }

  @Test
  void hostThatOnlyTheSystemKnowsIsRefused() {
    try (TrustedResolver resolver = new WorldUpstream(WORLD).resolver().build()) {
      assertThat(refusal(resolver, "localhost").reason()).isEqualTo(Reason.NAME_DOES_NOT_EXIST);
    }
  }

  @Test
  void silentUpstreamEndsAtTheResolversDeadline() {
    try (TrustedResolver resolver =
        new WorldUpstream(WORLD)
            .silent()
            .resolver()
            .resolveTimeout(Duration.ofMillis(50))
            .build()) {
      assertThat(refusal(resolver, "here.example.test").reason())
          .isEqualTo(Reason.RESOLVE_DEADLINE_EXCEEDED);
    }
  }

  @Test
  void lookupYieldsBothKindsOfAddresses() throws IOException {
    try (TrustedResolver resolver = new WorldUpstream(WORLD).resolver().build()) {
      assertThat(TrustedDns.over(resolver).lookup("both.example.test"))
          .extracting(InetAddress::getHostAddress)
          .containsExactly("2001:db8:0:0:0:0:0:1", "192.0.2.1");
    }
  }

  @Test
  void hostThatIsNoHostNameIsRefused() {
    try (TrustedResolver resolver = new WorldUpstream(WORLD).resolver().build()) {
      UntrustedNameException refused =
          catchThrowableOfType(
              UntrustedNameException.class, () -> TrustedDns.over(resolver).lookup("127.1"));
      assertThat(refused.reason()).isEqualTo(Reason.NAME_NOT_A_HOST);
    }
  }
}
