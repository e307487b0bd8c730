package dev.trustconnect.audit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes events to an SLF4J logger. */
final class Slf4jSink implements AuditSink {
  static final Slf4jSink OF_THE_LIBRARY =
      new Slf4jSink(LoggerFactory.getLogger("dev.trustconnect.audit"));

  private final Logger log;

  Slf4jSink(Logger log) {
    this.log = log;
  }

  @Override
  public boolean wantsAllowed() {
    return log.isDebugEnabled();
  }

  @Override
  public void accept(AuditEvent event) {
    if (isWarning(event)) {
      log.warn("{}", event.toJson());
    } else if (event instanceof AuditEvent.Judged || isRelease(event)) {
      log.debug("{}", event.toJson());
    } else {
      log.info("{}", event.toJson());
    }
  }

  private static boolean isRelease(AuditEvent event) {
    return event instanceof AuditEvent.IdentityEvent identity
        && identity.change() == AuditEvent.IdentityChange.RELEASED;
  }

  private static boolean isWarning(AuditEvent event) {
    if (event instanceof AuditEvent.Judged judged) {
      return judged.outcome() != AuditEvent.Outcome.ALLOWED || !judged.warnings().isEmpty();
    }
    if (event instanceof AuditEvent.UpstreamChanged changed) {
      return changed.change() == AuditEvent.Change.PUT_ASIDE;
    }
    if (event instanceof AuditEvent.IdentityEvent identity) {
      return identity.change() != AuditEvent.IdentityChange.RELEASED
          && identity.change() != AuditEvent.IdentityChange.RENEWED;
    }
    return event instanceof AuditEvent.PoliciesNotReplaced
        || event instanceof AuditEvent.UpstreamsDisagree
        || event instanceof AuditEvent.UpstreamsFailed;
  }
}
