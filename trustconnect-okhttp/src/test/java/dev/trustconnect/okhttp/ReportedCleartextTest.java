package dev.trustconnect.okhttp;

import static dev.trustconnect.okhttp.OkHttpLab.API;
import static dev.trustconnect.okhttp.OkHttpLab.body;
import static dev.trustconnect.okhttp.OkHttpLab.get;
import static dev.trustconnect.okhttp.OkHttpLab.refused;
import static dev.trustconnect.okhttp.OkHttpLab.withKey;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditEvent;
import dev.trustconnect.audit.AuditEvent.Outcome;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.Type;

/** Cleartext under a policy that only reports passes, as README says, and is in the audit log. */
class ReportedCleartextTest {
  private final OkHttpLab lab = new OkHttpLab();
  private final TlsPeer plain = TlsPeer.plain().start();
  private final String url = "http://" + API + ":" + plain.port() + "/";
  private final List<AuditEvent> events = new CopyOnWriteArrayList<>();
  private final TrustConnect trust =
      lab.internet.trust().policy(policy().reportOnly().build()).audit(events::add).build();

  @AfterEach
  void close() {
    trust.close();
    plain.close();
    lab.close();
  }

  private static EndpointPolicy.Builder policy() {
    return TestInternet.policy(API).credentials("x-api-key");
  }

  static List<Wiring> wirings() {
    return Wiring.all();
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void cleartextIsAllowedAndReported(Wiring wiring) throws IOException {
    OkHttpClient client = wiring.client(trust);
    for (int i = 0; i < 2; i++) { // on a new connection, and on a pooled one
      try (Response response = client.newCall(withKey(url)).execute()) {
        assertThat(response.code()).isEqualTo(200);
        assertThat(TrustConnectOkHttp.evidenceOf(response)).isEmpty();
      }
    }

    assertThat(plain.requests()).hasSize(2);
    trust.close(); // the trail is at its end
    assertThat(events)
        .filteredOn(AuditEvent.Judged.class::isInstance)
        .extracting(AuditEvent.Judged.class::cast)
        .filteredOn(event -> event.outcome() == Outcome.REPORTED)
        .extracting(AuditEvent.Judged::reason)
        .contains(Optional.of(Reason.REQUEST_CLEARTEXT))
        .containsOnly(Optional.of(Reason.REQUEST_CLEARTEXT));
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void redirectToCleartextIsAllowedAndReported(Wiring wiring) throws IOException {
    lab.api.redirect("/down", 302, url);

    assertThat(body(wiring.client(trust), get(lab.api.url(API, "/down")))).startsWith("hello");
    assertThat(plain.requests()).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void enforcedPolicyRefusesCleartext(Wiring wiring) throws IOException {
    OkHttpClient client = wiring.client(trust);
    assertThat(body(client, get(url))).startsWith("hello");
    trust.replacePolicies(policy().build());

    refused(client, withKey(url), Reason.REQUEST_CLEARTEXT);
    assertThat(plain.requests()).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void bogusNameRefusesItAllTheSameAlsoOnAPooledConnection(Wiring wiring) throws IOException {
    OkHttpClient client = wiring.client(trust);
    Request request = get(url);
    assertThat(body(client, request)).startsWith("hello");
    lab.internet.change(world -> world.harm(Harm.flipSignatureByte(API, Type.A)));
    lab.internet.now(lab.internet.now().plus(Duration.ofHours(2)));

    refused(client, request, Reason.SIGNATURE_INVALID);
    assertThat(plain.requests()).hasSize(1);
  }

  /** What isn't TLS on an {@code https:} URL is another matter: a gate that was gone around. */
  @ParameterizedTest
  @MethodSource("wirings")
  void hostWithoutAPolicyIsTreatedMoreStrictly(Wiring wiring) {
    trust.replacePolicies(TestInternet.policy("other.example.test").reportOnly().build());

    refused(wiring.client(trust), withKey(url), Reason.REQUEST_CLEARTEXT);
    assertThat(plain.connections()).isZero();
  }
}
