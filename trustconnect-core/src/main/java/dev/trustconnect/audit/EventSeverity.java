package dev.trustconnect.audit;

import dev.trustconnect.audit.AuditEvent.Change;
import dev.trustconnect.audit.AuditEvent.IdentityChange;
import dev.trustconnect.audit.AuditEvent.Outcome;

/** How severe an event is, by the numbers of syslog (RFC 5424 §6.2.1, table 2). */
enum EventSeverity {
  /** Something was refused, an upstream's answer was BOGUS, or no upstream has an answer. */
  ERROR(3),
  /** Something was reported, or needs attention. */
  WARNING(4),
  /** A change that was made: policies, an identity. */
  NOTICE(5),
  /** Something was allowed, or is as it should be again. */
  INFORMATIONAL(6);

  private final int code;

  EventSeverity(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static EventSeverity of(AuditEvent event) {
    if (event instanceof AuditEvent.Judged judged) {
      return of(judged);
    }
    if (event instanceof AuditEvent.IdentityEvent identity) {
      return of(identity.change());
    }
    if (event instanceof AuditEvent.PoliciesReplaced) {
      return NOTICE;
    }
    if (event instanceof AuditEvent.PoliciesNotReplaced) {
      return WARNING;
    }
    if (event instanceof AuditEvent.UpstreamChanged changed) {
      return changed.change() == Change.PUT_ASIDE ? WARNING : INFORMATIONAL;
    }
    return ERROR; // upstreams disagree, or all fail
  }

  private static EventSeverity of(AuditEvent.Judged judged) {
    if (judged.outcome() == Outcome.REFUSED) {
      return ERROR;
    }
    return judged.outcome() == Outcome.ALLOWED && judged.warnings().isEmpty()
        ? INFORMATIONAL
        : WARNING;
  }

  private static EventSeverity of(IdentityChange change) {
    return switch (change) {
      case RELEASED -> INFORMATIONAL;
      case RENEWED -> NOTICE;
      case WITHHELD, NOT_RENEWED, EXPIRES_SOON -> WARNING;
    };
  }
}
