package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.IdentityWatchTest;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Reason.Kind;
import dev.trustconnect.path.PathBuilderTest;
import dev.trustconnect.server.ServerKitTest;
import dev.trustconnect.testing.house.Provokes;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Every reason that {@code path}, {@code pin}, {@code policy} and {@code gate} can give is provoked
 * over real connections: by a row of a table, or by a test that says so. Those of requests are in
 * the tests of the OkHttp adapter, which knows some.
 */
class EveryConnectionReasonTest {
  /** Given by {@code resolve} before a gate is asked. */
  private static final Set<Reason> OF_THE_RESOLVER =
      EnumSet.of(
          Reason.NAME_NOT_A_HOST,
          Reason.NAME_DOES_NOT_EXIST,
          Reason.ADDRESS_SPECIAL_PURPOSE,
          Reason.ADDRESS_NONE);

  @Test
  void everyReasonHasItsTest() {
    Set<Reason> provoked =
        Provokes.Finder.in(
            EvidenceTest.class,
            IdentityGateTest.class,
            IdentityWatchTest.class,
            JdkClientsTest.class,
            MissingInspectorTest.class,
            ServerKitTest.class,
            NameReasonsTest.class,
            PathBuilderTest.class,
            RenewedIdentityTest.class,
            ScopedKitTest.class,
            SocksProxiesTest.class,
            SpiffePeersTest.class,
            StaleAnswersTest.class);
    provoked.addAll(HandshakeReasonsTest.reasons());
    NameReasonsTest.names().forEach(refused -> provoked.add(refused.reason()));

    provoked.retainAll(ofConnections()); // names have some of the validator's
    assertThat(provoked).containsExactlyInAnyOrderElementsOf(ofConnections());
  }

  private static Set<Reason> ofConnections() {
    Set<Reason> reasons =
        Provokes.Finder.allOf(
            Kind.ADDRESS, Kind.PATH, Kind.PIN, Kind.IDENTITY, Kind.POLICY, Kind.CONNECTION);
    reasons.add(Reason.NAME_ANSWER_STALE);
    reasons.removeAll(OF_THE_RESOLVER);
    return reasons;
  }
}
