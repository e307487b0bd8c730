package dev.trustconnect.testing;

import dev.trustconnect.dnssec.Question;
import java.util.Locale;
import org.xbill.DNS.Type;

/** What a caller asks of a {@link HostileDoh}: one question for each kind of proof. */
public enum HostileTarget {
  /** Addresses in a signed zone. */
  SIGNED("www.signed.test", Type.A, "mail.signed.test"),
  /** A name that a signed zone denies. */
  NXDOMAIN("nothing.signed.test", Type.A, "www.signed.test"),
  /** What a certificate may be held against. */
  TLSA("_443._tcp.www.signed.test", Type.TLSA, "_443._tcp.mail.signed.test"),
  /** An alias into another signed zone. */
  INTO_SIGNED("away.signed.test", Type.A, "mail.signed.test"),
  /** A signed alias to unsigned data. */
  INTO_UNSIGNED("plain.signed.test", Type.A, "mail.signed.test"),
  /** Addresses below a proven insecure delegation. */
  UNSIGNED("www.plain.test", Type.A, "mail.plain.test");

  private final String host;
  private final int type;
  private final String sibling;

  HostileTarget(String host, int type, String sibling) {
    this.host = host;
    this.type = type;
    this.sibling = sibling;
  }

  /** What is asked. */
  public Question question() {
    return Harm.question(host, type);
  }

  /** Another question of the same zone and type, whose honest answer is something else. */
  public Question sibling() {
    return Harm.question(sibling, type);
  }

  /** The owner, without its last dot. */
  String host() {
    return host;
  }

  int type() {
    return type;
  }

  /** Whether all of the honest answer is signed, so that a change to any of it must be noticed. */
  public boolean isSigned() {
    return this != INTO_UNSIGNED && this != UNSIGNED;
  }

  /** The world that all of these are in. */
  public static SignedWorld world() {
    return plan("192.0.2.").build();
  }

  /** The same zones with the same keys two months ago, when the hosts were elsewhere. */
  static SignedWorld old() {
    return plan("203.0.113.").now(SignedWorld.NOW.minusSeconds(60 * 86_400L)).build();
  }

  private static SignedWorld.Builder plan(String net) {
    return SignedWorld.builder()
        .zone(
            "signed.test",
            zone ->
                zone.nsec3(0, "ab")
                    .records(
                        "www A " + net + "1",
                        "www AAAA 2001:db8::1",
                        "www TXT hello",
                        "mail A " + net + "2",
                        "_443._tcp.www TLSA 3 1 1 " + "00112233".repeat(8),
                        "_443._tcp.mail TLSA 3 1 1 " + "44556677".repeat(8),
                        "away CNAME www.other.org.",
                        "plain CNAME www.plain.test."))
        .zone("other.org", zone -> zone.records("www A " + net + "3", "mail A " + net + "4"))
        .zone(
            "plain.test",
            zone -> zone.unsigned().records("www A " + net + "5", "mail A " + net + "6"));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
