package dev.trustconnect.remark;

import dev.trustconnect.dnssec.DnsRecord;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A CAA record (RFC 8659 §4).
 *
 * @param authority the authority's domain; empty if issuance is forbidden, or for other tags
 */
record CaaRecord(String tag, String authority, boolean isBound) {
  /** Reads flags, the tag's length, the tag and the value; nothing if it is cut short. */
  static Stream<CaaRecord> read(DnsRecord record) {
    byte[] data = record.rdataBytes();
    int length = data.length < 2 ? 0 : data[1] & 0xff;
    if (length == 0 || data.length < 2 + length) {
      return Stream.empty();
    }
    String tag = text(data, 2, length).toLowerCase(Locale.ROOT);
    String value = text(data, 2 + length, data.length - 2 - length);
    String[] parts = value.split(";", -1);
    boolean bound = false;
    for (int i = 1; i < parts.length; i++) {
      bound |= parts[i].strip().toLowerCase(Locale.ROOT).startsWith("accounturi=");
    }
    return Stream.of(new CaaRecord(tag, parts[0].strip().toLowerCase(Locale.ROOT), bound));
  }

  private static String text(byte[] data, int from, int length) {
    return new String(data, from, length, StandardCharsets.ISO_8859_1);
  }

  /** Whether it is about who may issue for the name itself. */
  boolean allowsIssuance() {
    return tag.equals("issue");
  }
}
