package dev.trustconnect.dnssec;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;
import org.xbill.DNS.utils.base32;

/** Which hashes an NSEC3 covers, and which NSEC3s aren't there at all (RFC 5155 §8). */
class Nsec3LinkTest {
  private static final Name ZONE = Tamper.name("one.test");

  private static byte[] hash(int first) {
    byte[] hash = new byte[20];
    hash[0] = (byte) first;
    return hash;
  }

  private static NSEC3Record nsec3(String owner, int algorithm, int flags, byte[] next) {
    return new NSEC3Record(
        Tamper.name(owner), DClass.IN, 60, algorithm, flags, 0, null, next, new int[] {Type.A});
  }

  private static String label(byte[] hash) {
    return new base32(base32.Alphabet.BASE32HEX, false, true).toString(hash);
  }

  private static List<Nsec3Link> usable(Record record) {
    Lifetime lifetime = new Lifetime(Instant.MAX, Instant.MAX);
    return Nsec3Link.usable(ZONE, List.of(new ProvenRecord(record, lifetime)));
  }

  @ParameterizedTest
  @CsvSource({
    "10, 20, 9, false",
    "10, 20, 10, false",
    "10, 20, 11, true",
    "10, 20, 19, true",
    "10, 20, 20, false",
    "10, 20, 21, false",
    "200, 20, 201, true",
    "200, 20, 19, true",
    "200, 20, 20, false",
    "200, 20, 200, false",
    "200, 20, 100, false",
    "10, 10, 9, true",
    "10, 10, 10, false",
    "10, 10, 11, true",
  })
  void coversWhatLiesBetweenAndTheLastWrapsAround(int owner, int next, int asked, boolean covers) {
    Nsec3Link link = usable(nsec3(label(hash(owner)) + ".one.test", 1, 0, hash(next))).get(0);

    assertThat(link.covers(hash(asked))).isEqualTo(covers);
    assertThat(link.isAt(hash(asked))).isEqualTo(owner == asked);
  }

  @Test
  void misplacedAndUnknownRecordsAreIgnored() {
    String label = label(hash(1));

    assertThat(usable(nsec3(label + ".one.test", 1, 0, hash(2)))).hasSize(1);
    assertThat(usable(nsec3(label + ".one.test", 1, 1, hash(2)))).as("opt-out").hasSize(1);
    assertThat(usable(nsec3(label + ".one.test", 1, 2, hash(2)))).as("a flag").isEmpty();
    assertThat(usable(nsec3(label + ".one.test", 2, 0, hash(2)))).as("a hash").isEmpty();
    assertThat(usable(nsec3(label + ".two.test", 1, 0, hash(2)))).as("elsewhere").isEmpty();
    assertThat(usable(nsec3(label + ".sub.one.test", 1, 0, hash(2)))).as("deeper").isEmpty();
    assertThat(usable(nsec3("one.test", 1, 0, hash(2)))).as("at the apex").isEmpty();
    assertThat(usable(nsec3("no-hash.one.test", 1, 0, hash(2)))).as("no base32").isEmpty();
    assertThat(usable(nsec3(label(new byte[19]) + ".one.test", 1, 0, hash(2))))
        .as("19 bytes")
        .isEmpty();
    assertThat(usable(nsec3(label + ".one.test", 1, 0, new byte[19]))).as("next").isEmpty();
  }
}
