package dev.trustconnect.resolve;

import dev.trustconnect.audit.AuditEvent.UpstreamFailure;
import dev.trustconnect.dnssec.ValidatedAnswer;
import java.util.List;

/**
 * What a walk came back with.
 *
 * @param questions sent upstream because of it
 * @param rounds how often it had to wait for answers
 * @param failures the upstreams that led to no proof, each with its own reason
 */
record LookupResult(
    ValidatedAnswer answer, int questions, int rounds, List<UpstreamFailure> failures) {
  static LookupResult known(ValidatedAnswer answer) {
    return new LookupResult(answer, 0, 0, List.of());
  }
}
