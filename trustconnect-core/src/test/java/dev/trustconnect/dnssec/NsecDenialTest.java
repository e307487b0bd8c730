package dev.trustconnect.dnssec;

import static dev.trustconnect.dnssec.Nsec3DenialTest.said;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** Proofs by NSEC (RFC 4035 §5.4), each put together by hand, whole and with a piece missing. */
class NsecDenialTest {
  private static final Name ZONE = Tamper.name("one.test");
  private static final Name HOST = Tamper.name("x.sub.one.test");
  private static final Name SUB = Tamper.name("sub.one.test");

  private final List<ProvenRecord> records = new ArrayList<>();

  private NsecDenialTest nsec(String owner, String next, String types) {
    return nsec(owner, next, types, Instant.MAX);
  }

  private NsecDenialTest nsec(String owner, String next, String types, Instant end) {
    int[] numbers = Arrays.stream(types.split(" ")).mapToInt(Type::value).toArray();
    records.add(
        new ProvenRecord(
            new NSECRecord(Tamper.name(owner), DClass.IN, 60, Tamper.name(next), numbers),
            new Lifetime(end, Instant.MAX)));
    return this;
  }

  private NsecDenial proof() {
    return new NsecDenial(ZONE, records);
  }

  private String noName() {
    return said(proof().noName(HOST, Type.A));
  }

  private String noData() {
    return said(proof().noData(HOST, Type.A));
  }

  @Test
  void nameErrorNeedsNameAndWildcardCovered() {
    assertThat(nsec("sub.one.test", "z.one.test", "A").noName())
        .as("*.sub lies in the same gap")
        .isEqualTo("Proven");
    records.clear();
    assertThat(nsec("w.sub.one.test", "y.sub.one.test", "A").noName())
        .as("*.sub lies before w")
        .isEqualTo("DENIAL_INSUFFICIENT");
    assertThat(nsec("sub.one.test", "w.sub.one.test", "A").noName()).isEqualTo("Proven");
    records.remove(0);
    assertThat(noName()).as("the wildcard alone").isEqualTo("DENIAL_INSUFFICIENT");
  }

  @Test
  void nameErrorEndsWithTheFirstOfItsTwoProofs() {
    nsec("w.sub.one.test", "y.sub.one.test", "A", Instant.ofEpochSecond(9));
    nsec("sub.one.test", "w.sub.one.test", "A", Instant.ofEpochSecond(7));

    assertThat(proof().noName(HOST, Type.A))
        .isEqualTo(new Denial.Proven(new Lifetime(Instant.ofEpochSecond(7), Instant.MAX)));
  }

  @Test
  void wildcardDisprovesANameError() {
    nsec("w.sub.one.test", "y.sub.one.test", "A").nsec("*.sub.one.test", "w.sub.one.test", "MX");
    assertThat(noName()).as("it stands").isEqualTo("NAME_EXISTS");
    records.clear();
    nsec("w.sub.one.test", "y.sub.one.test", "A").nsec("sub.one.test", "a.*.sub.one.test", "A");
    assertThat(noName()).as("it is an empty non-terminal").isEqualTo("NAME_EXISTS");
  }

  @Test
  void existingNameDisprovesANameError() {
    assertThat(nsec("x.sub.one.test", "y.sub.one.test", "A").noName()).isEqualTo("NAME_EXISTS");
    records.clear();
    assertThat(nsec("sub.one.test", "a.x.sub.one.test", "A").noName())
        .as("a name below it")
        .isEqualTo("NAME_EXISTS");
  }

  @Test
  void delegationAtTheNameIsNotANameError() {
    assertThat(nsec("x.sub.one.test", "y.sub.one.test", "NS").noName()).isEqualTo("Unsigned");
    assertThat(said(proof().noName(HOST, Type.DS))).isEqualTo("NAME_EXISTS");
    records.clear();
    assertThat(nsec("x.sub.one.test", "y.sub.one.test", "NS DS").noName())
        .isEqualTo("DENIAL_INSUFFICIENT");
  }

  @Test
  void noDataIsProvenAtTheNameOrAtTheWildcard() {
    assertThat(nsec("x.sub.one.test", "y.sub.one.test", "MX").noData()).isEqualTo("Proven");
    records.clear();
    assertThat(nsec("x.sub.one.test", "y.sub.one.test", "A").noData()).isEqualTo("TYPE_EXISTS");
    records.clear();
    assertThat(nsec("sub.one.test", "a.x.sub.one.test", "A").noData())
        .as("an empty non-terminal has no types")
        .isEqualTo("Proven");
    records.clear();
    nsec("w.sub.one.test", "y.sub.one.test", "A");
    assertThat(noData()).as("without the wildcard").isEqualTo("DENIAL_INSUFFICIENT");
    assertThat(nsec("*.sub.one.test", "w.sub.one.test", "MX").noData()).isEqualTo("Proven");
    records.remove(1);
    assertThat(nsec("*.sub.one.test", "w.sub.one.test", "A").noData()).isEqualTo("TYPE_EXISTS");
    records.remove(1);
    assertThat(nsec("sub.one.test", "w.sub.one.test", "A").noData())
        .as("no NSEC says that the wildcard exists")
        .isEqualTo("DENIAL_INSUFFICIENT");
    records.remove(1);
    assertThat(nsec("sub.one.test", "a.*.sub.one.test", "A").noData())
        .as("a wildcard that is an empty non-terminal has no types")
        .isEqualTo("Proven");
    records.remove(0);
    assertThat(noData()).as("the wildcard alone").isEqualTo("DENIAL_INSUFFICIENT");
  }

  @Test
  void wildcardNoDataEndsWithTheFirstOfItsTwoProofs() {
    nsec("w.sub.one.test", "y.sub.one.test", "A", Instant.ofEpochSecond(7));
    nsec("*.sub.one.test", "w.sub.one.test", "MX", Instant.ofEpochSecond(9));
    Denial seven = new Denial.Proven(new Lifetime(Instant.ofEpochSecond(7), Instant.MAX));

    assertThat(proof().noData(HOST, Type.A)).isEqualTo(seven);
    records.remove(1);
    nsec("sub.one.test", "a.*.sub.one.test", "A", Instant.ofEpochSecond(9));
    assertThat(proof().noData(HOST, Type.A)).isEqualTo(seven);
  }

  @Test
  void wildcardNeedsTheNextCloserNameCovered() {
    nsec("w.sub.one.test", "y.sub.one.test", "A");

    assertThat(said(proof().noCloserName(HOST, SUB))).isEqualTo("Proven");
    assertThat(said(proof().noCloserName(HOST, ZONE)))
        .as("sub exists, and is closer")
        .isEqualTo("WILDCARD_UNPROVEN");
    assertThat(said(proof().noCloserName(Tamper.name("z.sub.one.test"), SUB)))
        .isEqualTo("WILDCARD_UNPROVEN");
    records.clear();
    nsec("sub.one.test", "a.x.sub.one.test", "A");
    assertThat(said(proof().noCloserName(HOST, SUB)))
        .as("the name is an empty non-terminal")
        .isEqualTo("WILDCARD_UNPROVEN");
  }

  @Test
  void lastGapRunsToTheApexAndEndsWithTheZone() {
    nsec("w.one.test", "one.test", "A").nsec("one.test", "a.one.test", "SOA NS");

    assertThat(said(proof().noName(Tamper.name("x.one.test"), Type.A))).isEqualTo("Proven");
    assertThat(said(proof().noName(Tamper.name("x.two.test"), Type.A)))
        .as("sorts after w, in another zone")
        .isEqualTo("DENIAL_INSUFFICIENT");
    assertThat(said(proof().noName(Tamper.name("v.one.test"), Type.A)))
        .isEqualTo("DENIAL_INSUFFICIENT");
  }

  @Test
  void delegationAndDnameDenyNothingBelow() {
    for (String types : List.of("NS", "DNAME A")) {
      records.clear();
      nsec("sub.one.test", "z.one.test", types).nsec("one.test", "sub.one.test", "SOA NS");
      assertThat(noName()).as(types).isEqualTo("DENIAL_INSUFFICIENT");
      assertThat(noData()).as(types).isEqualTo("DENIAL_INSUFFICIENT");
      assertThat(said(proof().noName(Tamper.name("t.one.test"), Type.A)))
          .as("beside it")
          .isEqualTo("Proven");
    }
  }

  @Test
  void nsecThatPointsOutOfItsZoneIsIgnored() {
    assertThat(nsec("w.sub.one.test", "y.sub.two.test", "A").proof().isEmpty()).isTrue();
    assertThat(noName()).isEqualTo("DENIAL_INSUFFICIENT");
  }
}
