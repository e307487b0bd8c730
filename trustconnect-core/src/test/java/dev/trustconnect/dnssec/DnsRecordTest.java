package dev.trustconnect.dnssec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.testing.Ask;
import dev.trustconnect.testing.SignedWorld;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

class DnsRecordTest {
  private static final SignedWorld WORLD =
      SignedWorld.builder()
          .zone(
              "example.test",
              zone ->
                  zone.records(
                      "_443._tcp.www TLSA 3 1 1"
                          + " 0102030405060708091011121314151617181920212223242526272829303132",
                      "www A 192.0.2.1",
                      "alias CNAME WWW",
                      "odd TYPE65280 \\# 3 abcdef"))
          .build();

  private static ValidatedAnswer answer(String name, int type) {
    return Ask.of(WORLD).resolve(name, type).answer();
  }

  @Test
  void recordHasItsDataAsTextAndAsBytes() {
    assertThat(answer("_443._tcp.www.example.test", Type.TLSA).records())
        .singleElement()
        .satisfies(
            tlsa -> {
              assertThat(tlsa.owner()).isEqualTo("_443._tcp.www.example.test");
              assertThat(tlsa.type()).isEqualTo(52);
              assertThat(tlsa.typeName()).isEqualTo("TLSA");
              assertThat(tlsa.ttlSeconds()).isPositive();
              assertThat(tlsa.rdata()).startsWithIgnoringCase("3 1 1 0102030405");
              assertThat(tlsa.rdataBytes()).hasSize(35).startsWith(3, 1, 1, 1, 2, 3);
            });
  }

  @Test
  void signaturesAreTheRecordsOfTheirOwnQuestion() {
    assertThat(answer("www.example.test", Type.RRSIG).records())
        .isNotEmpty()
        .allSatisfy(record -> assertThat(record.typeName()).isEqualTo("RRSIG"));
  }

  @Test
  void answerAndRecordsAreShownAsText() {
    ValidatedAnswer answer = answer("www.example.test", Type.A);

    assertThat(answer.toString()).contains("www.example.test", "A");
    assertThat(answer.records().get(0).toString()).contains("www.example.test", "192.0.2.1");
  }

  @Test
  void unknownTypeHasItsNumber() {
    assertThat(answer("odd.example.test", 65_280).records())
        .singleElement()
        .satisfies(
            odd -> {
              assertThat(odd.typeName()).isEqualTo("TYPE65280");
              assertThat(odd.rdataBytes()).containsExactly(0xab, 0xcd, 0xef);
            });
  }

  @Test
  void aliasComesBeforeItsTargetAndKeepsItsCase() {
    assertThat(answer("alias.example.test", Type.A).records())
        .extracting(DnsRecord::rdata)
        .containsExactly("WWW.example.test.", "192.0.2.1");
    assertThat(answer("alias.example.test", Type.A).hops().get(0).signatures())
        .extracting(DnsRecord::typeName)
        .containsExactly("RRSIG");
  }

  @Test
  void bytesAreTheCallersOwn() {
    DnsRecord address = answer("www.example.test", Type.A).records().get(0);

    address.rdataBytes()[0] = 0;

    assertThat(address.rdataBytes()).containsExactly(192, 0, 2, 1);
    assertThat(address).isEqualTo(answer("www.example.test", Type.A).records().get(0));
    assertThat(address)
        .isNotEqualTo(answer("alias.example.test", Type.A).records().get(0))
        .hasToString(address.toString());
  }

  @Test
  void signaturesAreRecordsOnlyIfTheyWereAskedFor() {
    assertThat(answer("www.example.test", Type.A).records())
        .extracting(DnsRecord::typeName)
        .containsExactly("A");
  }
}
