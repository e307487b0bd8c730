package dev.trustconnect.lock;

import dev.trustconnect.survey.Endpoint;

/**
 * A difference between a lock and a survey.
 *
 * @param field the fact that changed
 * @param before what the lock or the state has, as written in a lock
 * @param after what was seen, as it would be written; safe to show
 * @param sentence what it means
 */
public record Change(
    Endpoint endpoint, Kind kind, Field field, String before, String after, String sentence) {
  /** How much it matters. */
  public Weight weight() {
    return kind.weight();
  }

  /** One line: {@code api.example.com:443 drift.root-new: The certificate path ends in …}. */
  @Override
  public String toString() {
    return endpoint + " " + kind.code() + ": " + sentence;
  }

  /** Whether two looks saw the same. */
  boolean isAs(Change other) {
    return endpoint.equals(other.endpoint) && kind == other.kind && field == other.field;
  }

  /** How much a change matters, the least first. */
  public enum Weight {
    /** Normal: it happens to healthy endpoints all the time. */
    SILENT,
    /** Worth a look; normal after a migration. */
    NOTICE,
    /** Looks like an attack; a person has to find out why it happened. */
    ALERT
  }

  /** The kinds of changes. The codes are stable. */
  public enum Kind {
    /** An address in a block that wasn't seen before. */
    NETWORK_NEW("drift.network-new", Weight.NOTICE),
    /** The same, and the policy's {@code addresses} don't allow it. */
    NETWORK_OUT_OF_SCOPE("drift.network-out-of-scope", Weight.ALERT),
    /** Another intermediate certificate of the same authority. */
    INTERMEDIATE_NEW("drift.intermediate-new", Weight.SILENT),
    /** A new certificate with a new key, in the second half of the old one's lifetime. */
    KEY_RENEWED("drift.key-renewed", Weight.SILENT),
    /** Another key beside the known ones, or a key that hasn't been known for long enough. */
    KEY_BESIDE("drift.key-beside", Weight.SILENT),
    /** A new key in the first half of the old one's lifetime, which stayed. */
    KEY_EARLY("drift.key-early", Weight.NOTICE),
    /** A new key early, and a second sign. */
    INTERCEPTION("drift.interception", Weight.ALERT),
    /** A new key of an endpoint that kept its key. */
    KEY_NOT_REUSED("drift.key-not-reused", Weight.ALERT),
    /** Another authority. */
    AUTHORITY_NEW("drift.authority-new", Weight.ALERT),
    /** Another root. */
    ROOT_NEW("drift.root-new", Weight.ALERT),
    /** An alias leads into another domain. */
    ALIAS_NEW("drift.alias-new", Weight.ALERT),
    /** The aliases out of the zone are gone. */
    ALIAS_GONE("drift.alias-gone", Weight.NOTICE),
    /** All name servers are run by another operator. */
    OPERATORS_REPLACED("drift.operators-replaced", Weight.ALERT),
    /** Some name servers are run by another operator. */
    OPERATOR_NEW("drift.operator-new", Weight.NOTICE),
    /** The name is in another zone. */
    ZONE_MOVED("drift.zone-moved", Weight.NOTICE),
    /** The name was SECURE and isn't any more. */
    SIGNATURES_GONE("drift.signatures-gone", Weight.ALERT),
    /** The zone's DS records are gone. */
    DS_GONE("drift.ds-gone", Weight.ALERT),
    /** A DS record of another algorithm or digest type. */
    DS_ALGORITHM("drift.ds-algorithm", Weight.NOTICE),
    /** The name was INSECURE and is SECURE now. */
    SIGNED("drift.signed", Weight.NOTICE),
    /** An older TLS version. */
    PROTOCOL_OLDER("drift.protocol-older", Weight.NOTICE),
    /** Fewer Certificate Transparency timestamps. */
    TIMESTAMPS_FEWER("drift.timestamps-fewer", Weight.NOTICE),
    /** A client certificate is asked for. */
    CLIENT_CERTIFICATE_ASKED("drift.client-certificate-asked", Weight.NOTICE),
    /** A client certificate isn't required any more. */
    CLIENT_CERTIFICATE_DROPPED("drift.client-certificate-dropped", Weight.ALERT),
    /** The HTTP answer is of another kind. */
    ANSWER_CHANGED("drift.answer-changed", Weight.NOTICE),
    /** The same, and the name leads elsewhere: a parked page also answers 200. */
    ANSWER_ELSEWHERE("drift.answer-elsewhere", Weight.ALERT);

    private final String code;
    private final Weight weight;

    Kind(String code, Weight weight) {
      this.code = code;
      this.weight = weight;
    }

    /** A stable name, such as {@code drift.root-new}. */
    public String code() {
      return code;
    }

    /** How much it matters. */
    public Weight weight() {
      return weight;
    }
  }
}
