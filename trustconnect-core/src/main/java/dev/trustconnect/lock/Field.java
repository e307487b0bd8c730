package dev.trustconnect.lock;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A fact of a locked endpoint that can be compared and updated by itself. */
public enum Field {
  /** What DNSSEC proves. */
  VERDICT("verdict"),
  /** The zone of the host. */
  ZONE("zone"),
  /** The DS records of the zone. */
  DS("ds"),
  /** Where the aliases lead. */
  ALIASES("aliases"),
  /** The operators of the zone's name servers. */
  OPERATORS("operators"),
  /** Where the addresses are. */
  NETWORKS("networks"),
  /** The issuers of the certificates. */
  AUTHORITIES("authorities"),
  /** The roots of the certificate paths. */
  ROOTS("roots"),
  /** Whether the endpoint keeps its key. */
  KEYS("keys"),
  /** The oldest TLS version. */
  PROTOCOL("protocol"),
  /** Whether a client certificate is asked for. */
  CLIENT_CERTIFICATE("clientCertificate"),
  /** Certificate Transparency timestamps. */
  SCTS("scts"),
  /** The class of the HTTP status code. */
  STATUS("status"),
  /** The media type of the HTTP answer. */
  TYPE("type"),
  /** The product of the HTTP server. */
  SERVER("server");

  private final String key;

  Field(String key) {
    this.key = key;
  }

  /** Its key in the file. */
  public String key() {
    return key;
  }

  /** The field with this key; empty if there is none. */
  public static Optional<Field> of(String key) {
    return Arrays.stream(values()).filter(field -> field.key.equals(key)).findFirst();
  }

  /** All keys, in the order of the file. */
  public static List<String> keys() {
    return Arrays.stream(values()).map(Field::key).toList();
  }
}
