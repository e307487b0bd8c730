package dev.trustconnect.cli.issued;

import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** A made-up certificate in the JSON of the search services. */
final class Entry {
  /** A key that policies pin, in base64 and in hexadecimal. */
  static final String PINNED = "ERERERERERERERERERERERERERERERERERERERERERE=";

  static final String STRANGE = "IiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiI=";
  static final String ISSUER = "MzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzM=";

  private Entry() {}

  static String hex(String base64) {
    return HexFormat.of().formatHex(Base64.getDecoder().decode(base64));
  }

  /** As Cert Spotter has it. The world's own time is in June 2026. */
  static String of(String id, String key, String... names) {
    return until("2026-08-01T00:00:00Z", id, key, names);
  }

  static String until(String notAfter, String id, String key, String... names) {
    return "{\"id\":\""
        + id
        + "\",\"tbs_sha256\":\"00\",\"cert_sha256\":\""
        + hex(ISSUER)
        + "\",\"dns_names\":["
        + List.of(names).stream().map(name -> '"' + name + '"').collect(Collectors.joining(","))
        + "],\"pubkey_sha256\":\""
        + hex(key)
        + "\",\"issuer\":{\"friendly_name\":\"An Authority\",\"name\":\"C=XX, O=An Authority\","
        + "\"pubkey_sha256\":\""
        + hex(ISSUER)
        + "\",\"caa_domains\":[\"ca.example\"]},\"not_before\":\"2026-05-03T00:00:00Z\","
        + "\"not_after\":\""
        + notAfter
        + "\",\"revoked\":false,\"problem_reporting\":\"-\"}";
  }

  /** As crt.sh has it. */
  static String crtSh(long id, String names) {
    return "{\"issuer_ca_id\":1,\"issuer_name\":\"C=XX, O=An Authority\",\"common_name\":\"x\","
        + "\"name_value\":\""
        + names
        + "\",\"id\":"
        + id
        + ",\"entry_timestamp\":\"2026-05-03T01:02:03.4\",\"not_before\":\"2026-05-03T00:00:00\","
        + "\"not_after\":\"2026-08-01T00:00:00\",\"serial_number\":\"00ab\",\"result_count\":2}";
  }
}
