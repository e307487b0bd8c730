package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.finding.Reason;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Every reason that {@code path}, {@code pin}, {@code policy} and {@code gate} can give is provoked
 * over real connections; a new one without a place fails here.
 */
class EveryConnectionReasonTest {
  /** In {@code PathBuilderTest}: the runtime's own rules. */
  private static final Set<Reason> OF_THE_RUNTIME = EnumSet.of(Reason.PATH_PLATFORM);

  /** In {@link EvidenceTest}: they refuse nothing. */
  private static final Set<Reason> REPORTED =
      EnumSet.of(Reason.PINS_NONE, Reason.PINS_EXPIRED, Reason.PINS_EXPIRE_SOON);

  /** In {@link JdkClientsTest} and {@link ScopedKitTest}: what is done wrong with a connection. */
  private static final Set<Reason> OF_CLIENTS =
      EnumSet.of(
          Reason.ADDRESS_LITERAL,
          Reason.ADDRESS_NOT_PROVEN,
          Reason.ADDRESS_NOT_SEEN,
          Reason.HOST_NOT_KNOWN,
          Reason.EVIDENCE_MISSING,
          Reason.EVIDENCE_OF_OTHER_HOST,
          Reason.HOST_OUTSIDE_KIT);

  /** In the tests of the OkHttp adapter, which knows requests. */
  private static final Set<Reason> OF_REQUESTS =
      EnumSet.of(Reason.CLEARTEXT, Reason.CREDENTIAL_ELSEWHERE, Reason.BODY_ELSEWHERE);

  @Test
  void everyReasonHasItsPlace() {
    Set<Reason> provoked = EnumSet.noneOf(Reason.class);
    provoked.addAll(HandshakeReasonsTest.reasons());
    NameReasonsTest.names().forEach(refused -> provoked.add(refused.reason()));
    provoked.removeAll(EnumSet.complementOf(ofConnections())); // names have some of the validator's
    provoked.add(Reason.POLICY_MISSING); // in NameReasonsTest
    provoked.addAll(OF_THE_RUNTIME);
    provoked.addAll(REPORTED);
    provoked.addAll(OF_CLIENTS);
    provoked.addAll(OF_REQUESTS);

    assertThat(provoked).containsExactlyInAnyOrderElementsOf(ofConnections());
  }

  private static EnumSet<Reason> ofConnections() {
    return EnumSet.range(Reason.ADDRESS_LITERAL, Reason.BODY_ELSEWHERE);
  }
}
