package dev.trustconnect.dnssec;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;
import org.xbill.DNS.utils.base32;

/** Proofs by NSEC3 (RFC 5155 §8), each put together by hand, whole and with a piece missing. */
class Nsec3DenialTest {
  private static final Name ZONE = Tamper.name("one.test");
  private static final Name SUB = Tamper.name("sub.one.test");
  private static final Name HOST = Tamper.name("x.sub.one.test");
  private static final Name WILDCARD = Tamper.name("*.sub.one.test");
  private static final int OPT_OUT = 1;

  private final List<ProvenRecord> records = new ArrayList<>();

  private static byte[] hash(Name name) {
    try {
      return nsec3(ZONE, 0, new byte[20], new int[0]).hashName(name);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static NSEC3Record nsec3(Name owner, int flags, byte[] next, int[] types) {
    return new NSEC3Record(owner, DClass.IN, 60, 1, flags, 0, null, next, types);
  }

  private static byte[] plus(byte[] hash, int number) {
    byte[] sum = new BigInteger(1, hash).add(BigInteger.valueOf(number)).toByteArray();
    byte[] padded = new byte[20];
    for (int i = 1; i <= Math.min(20, sum.length); i++) {
      padded[20 - i] = sum[sum.length - i];
    }
    return padded;
  }

  private void add(byte[] owner, int flags, byte[] next, String types) {
    String label = new base32(base32.Alphabet.BASE32HEX, false, true).toString(owner);
    int[] numbers =
        types.isEmpty()
            ? new int[0]
            : Arrays.stream(types.split(" ")).mapToInt(Type::value).toArray();
    records.add(
        new ProvenRecord(
            nsec3(Tamper.name(label + ".one.test"), flags, next, numbers),
            new Lifetime(Instant.MAX, Instant.MAX)));
  }

  /** The name is there, with these types. */
  private Nsec3DenialTest at(Name name, String types) {
    add(hash(name), 0, plus(hash(name), 1), types);
    return this;
  }

  /** The name is not there. */
  private Nsec3DenialTest covering(Name name, int flags) {
    add(plus(hash(name), -1), flags, plus(hash(name), 1), "A");
    return this;
  }

  private Nsec3Denial proof() {
    return Nsec3Denial.each(
            ZONE,
            records,
            new Nsec3Hashes(new WorkBudget(WorkLimits.DEFAULT)),
            ValidatorSettings.DEFAULT)
        .get(0);
  }

  /** Proven, unsigned or a delegation, or why not. */
  static String said(Denial denial) {
    return denial instanceof Denial.Refuted refuted
        ? refuted.failure().reason().name()
        : denial.getClass().getSimpleName();
  }

  private String noName() {
    return said(proof().noName(HOST, Type.A));
  }

  private String noData() {
    return said(proof().noData(HOST, Type.A));
  }

  @ParameterizedTest
  @CsvSource({
    "A, Proven",
    "'', Proven",
    "NS SOA, Proven",
    "NS, DENIAL_INSUFFICIENT",
    "NS DS, DENIAL_INSUFFICIENT",
    "DNAME, DENIAL_INSUFFICIENT",
  })
  void closestEncloserIsNeitherADelegationNorADname(String types, String denial) {
    at(SUB, types).covering(HOST, 0).covering(WILDCARD, 0);

    assertThat(noName()).isEqualTo(denial);
    assertThat(said(proof().noName(Tamper.name("y.x.sub.one.test"), Type.A)))
        .as("the next closer name of a deeper one is the same")
        .isEqualTo(denial);
  }

  @Test
  void nameErrorNeedsAllThree() {
    assertThat(at(SUB, "A").covering(HOST, 0).noName()).isEqualTo("DENIAL_INSUFFICIENT");
    records.clear();
    assertThat(at(SUB, "A").covering(WILDCARD, 0).noName()).isEqualTo("DENIAL_INSUFFICIENT");
    records.clear();
    assertThat(covering(HOST, 0).covering(WILDCARD, 0).noName()).isEqualTo("DENIAL_INSUFFICIENT");
  }

  @Test
  void existingNameDisprovesANameError() {
    assertThat(at(HOST, "A").noName()).isEqualTo("NAME_EXISTS");
    records.clear();
    at(SUB, "A").covering(HOST, 0).at(WILDCARD, "A");
    assertThat(noName()).as("the wildcard").isEqualTo("NAME_EXISTS");
  }

  @Test
  void delegationAtTheNameIsNotANameError() {
    assertThat(at(HOST, "NS").noName()).isEqualTo("Unsigned");
    assertThat(said(proof().noName(HOST, Type.DS))).isEqualTo("NAME_EXISTS");
    records.clear();
    assertThat(at(HOST, "NS DS").noName()).isEqualTo("DENIAL_INSUFFICIENT");
  }

  @Test
  void optOutSpanMayHideUnsignedNames() {
    at(SUB, "A").covering(HOST, OPT_OUT).covering(WILDCARD, 0);

    assertThat(noName()).isEqualTo("Unsigned");
    assertThat(noData()).isEqualTo("Unsigned");
    assertThat(said(proof().noCloserName(HOST, SUB))).isEqualTo("Unsigned");
  }

  @Test
  void noDataIsProvenAtTheNameOrAtTheWildcard() {
    assertThat(at(HOST, "MX").noData()).isEqualTo("Proven");
    records.clear();
    assertThat(at(HOST, "A").noData()).isEqualTo("TYPE_EXISTS");
    records.clear();
    assertThat(at(SUB, "A").covering(HOST, 0).at(WILDCARD, "MX").noData()).isEqualTo("Proven");
    records.clear();
    assertThat(at(SUB, "A").covering(HOST, 0).at(WILDCARD, "A").noData()).isEqualTo("TYPE_EXISTS");
    records.clear();
    assertThat(at(SUB, "A").covering(HOST, 0).covering(WILDCARD, 0).noData())
        .as("no NSEC3 says that the name exists")
        .isEqualTo("DENIAL_INSUFFICIENT");
    records.clear();
    assertThat(at(SUB, "A").at(WILDCARD, "MX").noData()).isEqualTo("DENIAL_INSUFFICIENT");
    records.clear();
    assertThat(covering(HOST, 0).at(WILDCARD, "MX").noData()).isEqualTo("DENIAL_INSUFFICIENT");
    records.clear();
    assertThat(at(SUB, "A").covering(HOST, OPT_OUT).at(WILDCARD, "A").noData())
        .as("a span that leaves room makes nothing of the type that exists")
        .isEqualTo("TYPE_EXISTS");
    records.clear();
    assertThat(at(SUB, "A").covering(HOST, OPT_OUT).at(WILDCARD, "MX").noData())
        .isEqualTo("Unsigned");
  }

  @Test
  void wildcardNeedsTheNextCloserNameCovered() {
    assertThat(said(covering(HOST, 0).proof().noCloserName(HOST, SUB))).isEqualTo("Proven");
    assertThat(said(proof().noCloserName(HOST, ZONE)))
        .as("sub is the next closer name of the zone")
        .isEqualTo("WILDCARD_UNPROVEN");
    records.clear();
    at(SUB, "A");
    assertThat(said(proof().noCloserName(HOST, SUB))).isEqualTo("WILDCARD_UNPROVEN");
  }

  @Test
  void nameOfAnotherZoneIsNotDenied() {
    at(SUB, "A").covering(HOST, 0).covering(WILDCARD, 0);

    assertThat(said(proof().noName(Tamper.name("x.two.test"), Type.A)))
        .isEqualTo("DENIAL_INSUFFICIENT");
    assertThat(said(proof().noData(Tamper.name("test"), Type.A))).isEqualTo("DENIAL_INSUFFICIENT");
  }
}
