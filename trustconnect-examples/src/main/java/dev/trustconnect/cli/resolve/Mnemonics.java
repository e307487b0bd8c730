package dev.trustconnect.cli.resolve;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;

/** The names of DNSSEC's numbers. */
final class Mnemonics {
  private static final int REVOKED = 0x80;

  private Mnemonics() {}

  /** {@code ECDSAP256SHA256}, or {@code algorithm 200}. */
  static String algorithm(int number) {
    String mnemonic = DNSSEC.Algorithm.string(number);
    return mnemonic.chars().allMatch(Character::isDigit) ? "algorithm " + number : mnemonic;
  }

  /** {@code SHA-256}; 0 stands for the whole key. */
  static String digest(int number) {
    return switch (number) {
      case 0 -> "the key itself";
      case 1 -> "SHA-1";
      case 2 -> "SHA-256";
      case 3 -> "GOST R 34.11-94";
      case 4 -> "SHA-384";
      default -> "digest " + number;
    };
  }

  /** The role of a DNSKEY: KSK or ZSK (the SEP bit, RFC 4034 §2.1.1), or why it can't be used. */
  static String role(int flags) {
    if ((flags & DNSKEYRecord.Flags.ZONE_KEY) == 0) {
      return "not a zone key";
    }
    String role = (flags & DNSKEYRecord.Flags.SEP_KEY) == 0 ? "ZSK" : "KSK";
    return (flags & REVOKED) == 0 ? role : role + ", revoked";
  }

  /** To the second, as precise as DNSSEC's times are. */
  static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
