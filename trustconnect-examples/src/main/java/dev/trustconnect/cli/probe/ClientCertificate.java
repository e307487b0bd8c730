package dev.trustconnect.cli.probe;

import dev.trustconnect.audit.AuditEvent;
import dev.trustconnect.audit.AuditEvent.IdentityChange;
import dev.trustconnect.audit.AuditEvent.IdentityEvent;
import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.gate.Evidence;
import dev.trustconnect.gate.UsedIdentity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a server asks for a client certificate, and what it got.
 *
 * @param asked null if that isn't known: the connection ended before
 * @param authorities the authorities that it named, safe to print; empty if it accepts any
 * @param wanted whether the policy's identity fits what it asked for; null if that isn't known
 * @param sent the identity whose certificate it got; null if there is none
 * @param released the name and generation of the identity that was released to it; may be empty
 * @param reason why it got none; null if it did, or didn't ask
 * @param message the same in words; may be empty
 */
record ClientCertificate(
    @Nullable Boolean asked,
    List<String> authorities,
    @Nullable Boolean wanted,
    @Nullable UsedIdentity sent,
    String released,
    @Nullable Reason reason,
    String message) {

  /**
   * What {@code events} say about the first handshake.
   *
   * @param evidence null if the connection was refused or failed
   */
  static ClientCertificate of(List<AuditEvent> events, @Nullable Evidence evidence) {
    for (AuditEvent event : events) {
      if (event instanceof IdentityEvent identity
          && (identity.change() == IdentityChange.RELEASED
              || identity.change() == IdentityChange.WITHHELD)) {
        return of(identity, evidence);
      }
    }
    return new ClientCertificate(
        evidence == null ? null : false, List.of(), null, null, "", null, "");
  }

  private static ClientCertificate of(IdentityEvent event, @Nullable Evidence evidence) {
    Reason reason = event.reason().orElse(null);
    String message = reason == null ? "" : event.message();
    Finding found = evidence == null ? null : evidence.finding(Check.IDENTITY).orElse(null);
    if (found instanceof Finding.NotEvaluated open) { // JSSE may not have sent what was released
      reason = open.reason();
      message = open.why();
    }
    Boolean wanted =
        reason == null ? Boolean.TRUE : reason == Reason.IDENTITY_NOT_WANTED ? Boolean.FALSE : null;
    return new ClientCertificate(
        true,
        event.authorities(),
        wanted,
        evidence == null ? null : evidence.identity().orElse(null),
        reason == null ? event.identity() : "",
        reason,
        message);
  }
}
