package dev.trustconnect.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.cli.lab.CommandLab.Ran;
import dev.trustconnect.cli.request.HttpRequests;
import dev.trustconnect.name.HostName;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.survey.HttpFacts;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The requests of {@code --get}: what they find, and that they carry and follow nothing. */
class HttpRequestsTest {
  private static final String HOST = "api.example.test";

  private static HttpFacts look(TrustConnect trust, int port, int cleartextPort)
      throws UnknownHostException {
    try (HttpRequests requests = new HttpRequests(trust, Duration.ofSeconds(30), cleartextPort)) {
      return requests.look(
          new Endpoint(HostName.parse(HOST), port), List.of(InetAddress.getByName("127.0.1.10")));
    }
  }

  @Test
  void answerIsDescribedAndNoRedirectIsFollowed() throws UnknownHostException {
    try (TestInternet internet = TestInternet.usual();
        TlsPeer peer = TlsPeer.start(internet.ca().server(HOST));
        TlsPeer plain = TlsPeer.plain().address("127.0.1.10").start();
        TrustConnect trust =
            internet
                .trust()
                .policies(TestInternet.policy(HOST).credentials("x-api-key").build())
                .build()) {
      peer.answer(
          "/",
          302,
          Map.of(
              "Location", "https://Elsewhere.example/login?token=1",
              "Content-Type", "text/html; charset=utf-8",
              "Server", "nginx/1.2.3 (Debian)",
              "Strict-Transport-Security", "max-age=1"),
          "");
      plain.answer("/", 200, Map.of(), "hello");

      HttpFacts facts = look(trust, peer.port(), plain.port());

      assertThat(facts)
          .isEqualTo(new HttpFacts(302, "elsewhere.example", "text/html", "nginx", true, 200, ""));
      assertThat(peer.requests()).hasSize(1);
      assertThat(plain.requests()).hasSize(1);
      assertThat(peer.received("x-api-key")).isFalse();
    }
  }

  @Test
  void refusedEndpointGetsNoRequestOverTls() throws UnknownHostException {
    try (TestInternet internet = TestInternet.usual();
        TlsPeer peer = TlsPeer.start(internet.ca().server("other.example.test"));
        TrustConnect trust = internet.trust().policies(TestInternet.policy(HOST).build()).build()) {
      HttpFacts facts = look(trust, peer.port(), 1);

      assertThat(facts.status()).isZero();
      assertThat(facts.cleartextStatus()).isZero();
      assertThat(facts.failure()).contains("path.name-mismatch");
      assertThat(peer.requests()).isEmpty();
    }
  }

  @Test
  void getTellsOfARedirectToAnotherHost() {
    try (AuditLab lab = new AuditLab()) {
      lab.peer.redirect("/", 301, "https://elsewhere.example/");

      Ran ran = lab.audit(lab.policyFor(HOST), "--get", lab.endpoint(HOST));

      assertThat(ran.out())
          .contains("MEDIUM    http.redirects-elsewhere  elsewhere.example   whose: caller")
          .contains("INFO      http.hsts-absent");
      assertThat(ran.status()).isZero();
      assertThat(lab.peer.requests()).hasSize(1);
    }
  }
}
