package dev.trustconnect.micrometer;

import java.util.Locale;

/** Names of meters and tags. A meter always has all of its tags, {@code none} where empty. */
final class MeterNames {
  /** OpenTelemetry's semantic conventions for DNS, status Development. */
  static final String LOOKUP_DURATION = "dns.lookup.duration";

  static final String LOOKUPS = "trustconnect.lookups";
  static final String UPSTREAM_DURATION = "trustconnect.upstream.duration";
  static final String DECISIONS = "trustconnect.decisions";
  static final String HANDSHAKE_DURATION = "trustconnect.tls.handshake.duration";
  static final String REVOKED = "trustconnect.connections.revoked";
  static final String NOT_AFTER = "trustconnect.certificate.not_after";
  static final String NOT_BEFORE = "trustconnect.certificate.not_before";
  static final String SIGNATURE_EXPIRATION = "trustconnect.signature.expiration";
  static final String PINS_EXPIRATION = "trustconnect.pins.expiration";
  static final String ENDPOINT_VERDICT = "trustconnect.endpoint.verdict";
  static final String ENDPOINT_INFO = "trustconnect.endpoint.info";
  static final String HEALTH = "trustconnect.health";
  static final String CLOCK_SKEW = "trustconnect.clock.skew";
  static final String AUDIT_DROPPED = "trustconnect.audit.dropped";
  static final String WATCH_UP = "trustconnect.watch.up";
  static final String WATCH_LAST_SUCCESS = "trustconnect.watch.last_success";
  static final String WATCH_DURATION = "trustconnect.watch.duration";
  static final String WATCH_BLIND = "trustconnect.watch.blind";
  static final String WATCH_STATE_WRITABLE = "trustconnect.watch.state.writable";
  static final String WATCH_LOOKS = "trustconnect.watch.looks";
  static final String WATCH_EVENTS = "trustconnect.watch.events";
  static final String WATCH_DROPPED = "trustconnect.watch.dropped";
  static final String REMARKS = "trustconnect.remarks";
  static final String DRIFT = "trustconnect.drift";

  static final String ERROR_TYPE = "error.type";
  static final String QUESTION_NAME = "dns.question.name";
  static final String SERVER_ADDRESS = "server.address";
  static final String SERVER_PORT = "server.port";
  static final String TLS_VERSION = "tls.protocol.version";
  static final String TLS_RESUMED = "tls.resumed";
  static final String VERDICT = "trustconnect.verdict";
  static final String SOURCE = "trustconnect.source";
  static final String GATE = "trustconnect.gate";
  static final String OUTCOME = "trustconnect.outcome";
  static final String POLICY = "trustconnect.policy";
  static final String ZONE = "trustconnect.zone";
  static final String ALIAS_OWNER = "trustconnect.alias_owner";
  static final String AUTHORITY = "trustconnect.authority";
  static final String COMPONENT = "trustconnect.component";
  static final String STATUS = "trustconnect.status";
  static final String SEVERITY = "trustconnect.severity";
  static final String WEIGHT = "trustconnect.drift_class";

  /** The value of a tag that has none. */
  static final String NOTHING = "none";

  private MeterNames() {}

  static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  static String orNothing(String value) {
    return value.isEmpty() ? NOTHING : value;
  }
}
