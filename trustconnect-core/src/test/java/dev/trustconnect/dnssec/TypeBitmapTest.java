package dev.trustconnect.dnssec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.finding.Reason;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** What the types at a name say of the others (RFC 4035 §5.4, RFC 6840 §4). */
class TypeBitmapTest {
  private static final Name ZONE = Tamper.name("one.test");
  private static final int NXNAME = 128;
  private static final Lifetime LIFETIME = new Lifetime(Instant.MAX, Instant.MAX);

  private static TypeBitmap bitmap(Name owner, String types) {
    int[] numbers =
        Arrays.stream(types.split(" "))
            .mapToInt(type -> type.equals("NXNAME") ? NXNAME : Type.value(type))
            .toArray();
    return TypeBitmap.of(new NSECRecord(owner, DClass.IN, 60, ZONE, numbers));
  }

  private static String said(Denial denial) {
    return denial instanceof Denial.Refuted refuted
        ? refuted.failure().reason().name() + (refuted.isDisproof() ? " disproof" : "")
        : denial.getClass().getSimpleName();
  }

  @ParameterizedTest
  @CsvSource({
    "one.test, A NSEC RRSIG, AAAA, Proven",
    "one.test, A NSEC RRSIG, A, TYPE_EXISTS disproof",
    "one.test, CNAME NSEC RRSIG, A, TYPE_EXISTS disproof",
    "one.test, NSEC RRSIG, ANY, Proven",
    "one.test, NXNAME NSEC RRSIG, ANY, Proven",
    "one.test, A NSEC RRSIG, ANY, TYPE_EXISTS disproof",
    "sub.one.test, NS NSEC RRSIG, DS, Delegation",
    "sub.one.test, NS DS NSEC RRSIG, DS, TYPE_EXISTS disproof",
    "sub.one.test, NS NSEC RRSIG, A, Unsigned",
    "sub.one.test, NS DS NSEC RRSIG, A, DENIAL_INSUFFICIENT",
    "sub.one.test, NS SOA NSEC RRSIG, DS, DENIAL_INSUFFICIENT",
    "sub.one.test, SOA NSEC RRSIG, DS, DENIAL_INSUFFICIENT",
    "sub.one.test, NS SOA NSEC RRSIG, A, Proven",
    "sub.one.test, A NSEC RRSIG, DS, Proven",
    "., NS SOA NSEC RRSIG, DS, Proven",
  })
  void absentTypeIsDeniedByTheRightSideOfTheCut(
      String owner, String types, String type, String denial) {
    Name name = owner.equals(".") ? Name.root : Tamper.name(owner);

    assertThat(said(bitmap(name, types).denies(name, Type.value(type), LIFETIME, ZONE)))
        .isEqualTo(denial);
  }

  @ParameterizedTest
  @CsvSource({
    "NS NSEC RRSIG, true",
    "NS SOA NSEC RRSIG, false",
    "DNAME NSEC RRSIG, true",
    "A NSEC RRSIG, false",
  })
  void delegationsAndDnamesHideWhatIsBelow(String types, boolean hides) {
    assertThat(bitmap(ZONE, types).hidesWhatIsBelow()).isEqualTo(hides);
  }

  @ParameterizedTest
  @CsvSource({
    "NAME_EXISTS, true",
    "TYPE_EXISTS, true",
    "DENIAL_INSUFFICIENT, false",
    "DENIAL_MISSING, false",
  })
  void existingRecordsProveTheOpposite(Reason reason, boolean disproof) {
    assertThat(TypeBitmap.refuted(reason, "seen", ZONE).isDisproof()).isEqualTo(disproof);
  }
}
