package dev.trustconnect.audit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Events as log lines. */
final class Slf4jSink implements AuditSink {
  private final Logger log = LoggerFactory.getLogger("dev.trustconnect.audit");

  @Override
  public void accept(AuditEvent event) {
    if (event instanceof AuditEvent.Judged judged) {
      switch (judged.outcome()) {
        case REFUSED -> log.error("{}", judged.toJson());
        case REPORTED -> log.warn("{}", judged.toJson());
        case ALLOWED -> {
          if (judged.warnings().isEmpty()) {
            log.debug("{}", judged.toJson());
          } else {
            log.warn("{}", judged.toJson());
          }
        }
      }
    } else {
      log.info("{}", event.toJson());
    }
  }
}
