package dev.trustconnect.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditEvent.IdentityChange;
import dev.trustconnect.audit.AuditEvent.IdentityEvent;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.gate.WithheldIdentityException;
import dev.trustconnect.identity.Identities;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.testing.AskingPeer;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import java.io.IOException;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a call throws if its server requires a client certificate that the policy doesn't grant. */
@Timeout(60)
class WithheldIdentityCallTest {
  private static final String HOST = "api.example.test";

  private final TestInternet internet = TestInternet.usual();
  private final TestCa corp = TestCa.create("Corp");
  private final TestCa.Identity payments = corp.client("payments.example.test");

  @AfterEach
  void close() {
    internet.close();
  }

  private EndpointPolicy.Builder policy() {
    return TestInternet.policy(HOST).roots(TrustRoots.of(corp.certificate()));
  }

  private Throwable call(EndpointPolicy policy, AskingPeer server) {
    try (TrustConnect trust =
        internet
            .trust()
            .identity("payments", Identities.of(payments.asClient()))
            .policy(policy)
            .build()) {
      OkHttpClient client = TrustConnectOkHttp.newClient(trust);
      String url = "https://" + HOST + ":" + server.port() + "/v1";
      Throwable thrown =
          catchThrowable(
              () -> {
                try (Response response = client.newCall(OkHttpLab.get(url)).execute()) {
                  assertThat(response.code()).isEqualTo(200);
                }
              });
      client.connectionPool().evictAll();
      return thrown;
    }
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.2, http/1.1", "TLSv1.3, http/1.1", "TLSv1.2, h2"})
  void exceptionSaysThatThePolicyNamesNoIdentity(String version, String application) {
    try (AskingPeer server =
        AskingPeer.builder(corp.server(HOST))
            .protocols(version)
            .selects(application)
            .needs()
            .start()) {
      Throwable thrown = call(policy().build(), server);

      assertThat(thrown).isInstanceOf(IOException.class);
      assertThat(WithheldIdentityException.in(thrown).map(WithheldIdentityException::reason))
          .as("%s", thrown)
          .contains(Reason.IDENTITY_WITHHELD);
      assertThat(TrustRefusal.in(thrown)).as("we have refused nothing").isEmpty();
      assertThat(server.requests()).isEmpty();
    }
  }

  /**
   * In TLS 1.3 the server objects after the handshake. OkHttp's thread that reads HTTP/2 frames may
   * learn of it before a call uses the connection. OkHttp then reports that all routes are
   * exhausted or that the connection has been shut down, without a cause. Only the audit log always
   * has the reason.
   */
  @Test
  void anHttp2ConnectionMayEndBeforeItsFirstCall() {
    try (AskingPeer server =
        AskingPeer.builder(corp.server(HOST)).protocols("TLSv1.3").selects("h2").needs().start()) {
      Throwable thrown = call(policy().build(), server);

      assertThat(thrown).isInstanceOf(IOException.class);
      assertThat(TrustRefusal.in(thrown)).as("%s", thrown).isEmpty();
      assertThat(internet.events())
          .filteredOn(IdentityEvent.class::isInstance)
          .extracting(event -> ((IdentityEvent) event).change())
          .contains(IdentityChange.WITHHELD);
      assertThat(server.requests()).isEmpty();
    }
  }

  /** The healthy twin. */
  @ParameterizedTest
  @CsvSource({"TLSv1.2", "TLSv1.3"})
  void grantedIdentityIsEnoughForTheSameServer(String version) {
    try (AskingPeer server =
        AskingPeer.builder(corp.server(HOST)).protocols(version).needs().start()) {
      assertThat(call(policy().identity("payments").build(), server)).isNull();

      assertThat(server.harvest()).containsExactly(payments.certificate());
    }
  }
}
