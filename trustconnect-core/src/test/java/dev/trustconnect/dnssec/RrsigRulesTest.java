package dev.trustconnect.dnssec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.finding.Reason;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Which signatures may be checked at all (RFC 4035 §5.3.1), each rule at its edge. */
class RrsigRulesTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Duration SKEW = Duration.ofMinutes(5);
  private static final Name WWW = Tamper.name("www.one.test");
  private static final Name ONE = Tamper.name("one.test");

  private final RrsigRules rules = new RrsigRules(NOW, SKEW);

  private static RRset set(Name owner, int dclass) {
    try {
      RRset set = new RRset();
      set.addRR(new ARecord(owner, dclass, 60, InetAddress.getByName("192.0.2.1")));
      return set;
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /** RFC 4034 §3.1, with any number of labels and any times. */
  private static RRSIGRecord signature(
      Name owner, int type, int labels, Instant from, Instant until, Name signer) {
    byte[] name = signer.toWireCanonical();
    ByteBuffer rdata = ByteBuffer.allocate(18 + name.length + 64);
    rdata.putShort((short) type).put((byte) 13).put((byte) labels).putInt(60);
    rdata.putInt((int) until.getEpochSecond()).putInt((int) from.getEpochSecond());
    rdata.putShort((short) 1).put(name).put(new byte[64]);
    return (RRSIGRecord) Record.newRecord(owner, Type.RRSIG, DClass.IN, 60, rdata.array());
  }

  private static RRSIGRecord signature(Name owner, int type, int labels, Name signer) {
    return signature(owner, type, labels, NOW.minusSeconds(60), NOW.plusSeconds(60), signer);
  }

  private Reason whyNot(Instant from, Instant until) {
    return rules.whyNot(set(WWW, DClass.IN), signature(WWW, Type.A, 3, from, until, ONE), ONE);
  }

  @Test
  void signatureIsOfThisSet() {
    RRset set = set(WWW, DClass.IN);

    assertThat(rules.whyNot(set, signature(WWW, Type.A, 3, ONE), ONE)).isNull();
    assertThat(rules.whyNot(set, signature(Tamper.name("a.one.test"), Type.A, 3, ONE), ONE))
        .isEqualTo(Reason.SIGNATURE_MALFORMED);
    assertThat(rules.whyNot(set, signature(WWW, Type.AAAA, 3, ONE), ONE))
        .isEqualTo(Reason.SIGNATURE_MALFORMED);
    assertThat(rules.whyNot(set(WWW, DClass.CH), signature(WWW, Type.A, 3, ONE), ONE))
        .isEqualTo(Reason.SIGNATURE_MALFORMED);
  }

  @Test
  void signerIsTheZoneThatIsAskedAbout() {
    Name sibling = Tamper.name("two.test");
    Name above = Tamper.name("test");

    assertThat(rules.whyNot(set(WWW, DClass.IN), signature(WWW, Type.A, 3, above), ONE))
        .isEqualTo(Reason.SIGNER_NOT_THE_ZONE);
    assertThat(rules.whyNot(set(WWW, DClass.IN), signature(WWW, Type.A, 3, above), above)).isNull();
    assertThat(rules.whyNot(set(WWW, DClass.IN), signature(WWW, Type.A, 3, sibling), sibling))
        .isEqualTo(Reason.SIGNER_NOT_THE_ZONE);
  }

  @ParameterizedTest
  @CsvSource({
    "www.one.test, A, true",
    "one.test, A, true",
    "test, A, false",
    "www.two.test, A, false",
    "one.test, DS, false",
    "sub.one.test, DS, true",
    "one.test, DNSKEY, true",
    "sub.one.test, DNSKEY, false",
    "one.test, SOA, true",
    "sub.one.test, SOA, false",
    "one.test, NS, true",
    "sub.one.test, NS, false",
  })
  void zoneSignsOnlyItsOwnRecords(String owner, String type, boolean may) {
    assertThat(RrsigRules.maySign(ONE, Tamper.name(owner), Type.value(type))).isEqualTo(may);
  }

  @ParameterizedTest
  @CsvSource({
    "www.one.test, 1, SIGNATURE_MALFORMED",
    "www.one.test, 2,",
    "www.one.test, 3,",
    "www.one.test, 4, SIGNATURE_MALFORMED",
    "*.one.test, 2,",
    "*.one.test, 3, SIGNATURE_MALFORMED",
  })
  void labelsLieBetweenTheSignersAndTheOwners(String owner, int labels, Reason reason) {
    Name name = Tamper.name(owner);

    assertThat(rules.whyNot(set(name, DClass.IN), signature(name, Type.A, labels, ONE), ONE))
        .isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "-60, 60,",
    "300, 600,",
    "301, 600, SIGNATURE_NOT_YET_VALID",
    "-600, -300,",
    "-600, -301, SIGNATURE_EXPIRED",
    "10, 10,",
    "10, 9, SIGNATURE_EXPIRED",
    "-2147483647, 2147483647,",
    "-60, 2147483648, SIGNATURE_EXPIRED",
  })
  void timesMayBeOffByTheSkew(long from, long until, Reason reason) {
    assertThat(whyNot(NOW.plusSeconds(from), NOW.plusSeconds(until))).isEqualTo(reason);
  }

  /** RFC 4034 §3.1.5: 32 bits of seconds wrap around in 2106. */
  @Test
  void signatureTimesWrapAround() {
    Instant late = Instant.parse("2106-02-07T06:28:00Z");
    RrsigRules then = new RrsigRules(late, SKEW);
    RRSIGRecord across =
        signature(WWW, Type.A, 3, late.minusSeconds(60), late.plusSeconds(60), ONE);

    assertThat(then.whyNot(set(WWW, DClass.IN), across, ONE)).isNull();
    assertThat(then.endOf(across)).isEqualTo(late.plusSeconds(60));
  }

  @Test
  void denialOfAnApexIsItsOwn() {
    RRset nsec = new RRset();
    nsec.addRR(new NSECRecord(ONE, DClass.IN, 60, WWW, new int[] {Type.A}));

    assertThat(rules.whyNot(nsec, signature(ONE, Type.NSEC, 2, ONE), ONE)).isNull();
  }
}
