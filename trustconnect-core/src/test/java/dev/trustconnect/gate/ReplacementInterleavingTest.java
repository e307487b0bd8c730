package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.PolicyBook;
import dev.trustconnect.policy.PolicyBook.Profile;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Policies that are replaced at the very moment when something is judged, many thousand times. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ReplacementInterleavingTest {
  private static final String HOST = "api.example.test";
  private static final String OTHER = "other.example.test";
  private static final int REQUESTS = 20_000;
  private static final int ROUNDS = 500;

  private final TestInternet internet = TestInternet.usual();
  private final TlsPeer peer = TlsPeer.start(internet.ca().server(HOST));
  private final TrustConnect trust =
      internet.trust().policy(TestInternet.policy(HOST).build()).build();
  private final ExecutorService threads = Executors.newFixedThreadPool(2);

  @AfterEach
  void end() {
    threads.shutdownNow();
    trust.close();
    peer.close();
  }

  /**
   * A secret on its way to another host, in the clear: the first book refuses it by the policy of
   * where it goes, the second by the policy of where it belongs. Half of each would let it pass.
   */
  @Test
  void requestIsCheckedUnderOneBook() throws Exception {
    EndpointPolicy home = TestInternet.policy(HOST).credentials("x-key").build();
    EndpointPolicy reportedHome =
        TestInternet.policy(HOST).credentials("x-key").reportOnly().build();
    EndpointPolicy target = TestInternet.policy(OTHER).build();
    EndpointPolicy reportedTarget = TestInternet.policy(OTHER).reportOnly().build();
    Map<String, String> secret = Map.of("x-key", "a secret");
    Outgoing leak = new Outgoing(OTHER, 80, false, false, false, secret, secret);
    AtomicBoolean done = new AtomicBoolean();
    Future<?> replaces =
        threads.submit(
            () -> {
              while (!done.get()) {
                trust.replacePolicies(reportedHome, target);
                trust.replacePolicies(home, reportedTarget);
              }
            });

    trust.replacePolicies(home, reportedTarget);
    int passed = 0;
    for (int i = 0; i < REQUESTS; i++) {
      if (catchThrowable(() -> trust.requestGate().begin(HOST, 443).check(secrets -> leak))
          == null) {
        passed++;
      }
    }
    done.set(true);
    replaces.get();

    assertThat(passed).as("requests that no book allows and that passed").isZero();
  }

  /**
   * A connection is judged again while its policy is replaced: it may pass by the old one until the
   * replacement has returned, never after.
   */
  @Test
  void nothingIsAllowedByReplacedPolicies() throws Exception {
    EndpointPolicy allowing = TestInternet.policy(HOST).build();
    EndpointPolicy pinnedElsewhere = TestInternet.policyWithUnmatchedPins(HOST).build();
    CyclicBarrier together = new CyclicBarrier(2);
    for (int round = 0; round < ROUNDS; round++) {
      trust.replacePolicies(allowing);
      try (SSLSocket socket =
          (SSLSocket) trust.tls().socketFactory().createSocket(HOST, peer.port())) {
        socket.startHandshake();
        SSLSession session = socket.getSession();
        Future<?> replaces =
            threads.submit(
                () -> {
                  together.await();
                  trust.replacePolicies(pinnedElsewhere);
                  return null;
                });
        Future<?> uses =
            threads.submit(
                () -> {
                  together.await();
                  return catchThrowable(() -> use(session));
                });
        replaces.get();
        uses.get();

        assertThat(TrustRefusal.in(catchThrowable(() -> use(session))))
            .as("round %d", round)
            .isPresent();
      }
    }
  }

  @Test
  void noPoliciesAtAllReplaceNothing() {
    PolicyBook before = trust.policies();

    assertThat(
            catchThrowable(
                () ->
                    new PolicyShelf(before, new IdentityShelf(Map.of(), renewed -> {}))
                        .replace(book -> null)))
        .isInstanceOf(NullPointerException.class);
    assertThat(catchThrowable(() -> trust.replacePolicies((PolicyBook) null)))
        .isInstanceOf(NullPointerException.class);
    assertThat(trust.policies()).isSameAs(before);
  }

  /** Whoever replaces the policies alone keeps the profile, also the one that came a moment ago. */
  @Test
  void profileSurvivesAConcurrentReplacement() throws Exception {
    EndpointPolicy policy = TestInternet.policy(HOST).build();
    PolicyBook standard = PolicyBook.of(Profile.STANDARD, List.of());
    PolicyBook strict = PolicyBook.of(Profile.STRICT, List.of());
    CyclicBarrier together = new CyclicBarrier(2);
    for (int round = 0; round < REQUESTS / 10; round++) {
      trust.replacePolicies(standard);
      Future<?> policiesAlone =
          threads.submit(
              () -> {
                together.await();
                trust.replacePolicies(policy);
                return null;
              });
      together.await();
      trust.replacePolicies(strict);
      policiesAlone.get();

      assertThat(trust.policies().profile()).as("round %d", round).isEqualTo(Profile.STRICT);
    }
  }

  private Evidence use(SSLSession session) throws UntrustedConnectionException {
    return trust.requestGate().checkConnection(HOST, peer.port(), session);
  }
}
