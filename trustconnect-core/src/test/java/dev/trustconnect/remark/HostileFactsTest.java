package dev.trustconnect.remark;

import static dev.trustconnect.remark.AuditWorld.ADDRESS;
import static dev.trustconnect.remark.AuditWorld.CA;
import static dev.trustconnect.remark.AuditWorld.HOST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.trustconnect.path.CertificateFacts;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a zone and a server say is theirs to choose: nothing of it breaks a survey or its text. */
class HostileFactsTest {
  private static void assertPrintable(Assessment assessment) {
    for (Remark remark : assessment.remarks()) {
      for (String text : new String[] {remark.subject(), remark.seen(), remark.wanted()}) {
        assertThat(text).matches("[ -~…←]*").hasSizeLessThanOrEqualTo(301);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\000.example.test.",
        "\\027[31m.example.test.",
        "a\\032b.example.test.",
        "\\255\\254.example.test.",
        "@.example.test.",
        "\\@",
        "a\\.b.example.test.",
        "*.example.test.",
        "."
      })
  void oddNamesOfNameServersAndAliases(String name) {
    assertPrintable(new AuditWorld().record("@ NS ns.", "@ NS " + name).assess());
    assertPrintable(new AuditWorld().record("api ", "api CNAME " + name).assess());
  }

  @Test
  void recordsWithoutNumber() {
    AuditWorld world = new AuditWorld();
    for (int i = 0; i < 60; i++) {
      world.add("@ CAA 0 issue \"ca" + i + ".test\"");
    }
    Assessment assessment = world.assess();
    assertThat(assessment.remarks()).hasSize(20);
    assertThat(assessment.notEvaluated())
        .anySatisfy(open -> assertThat(open.why()).contains("more than 20"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@ CAA 0 issue \"\"",
        "@ CAA 128 issue \";\"",
        "@ CAA 0 issue \"\\027[2J; accounturi\"",
        "api HTTPS 0 other.example.test.",
        "api HTTPS 1 . key65333=\"a ipv4hint=zzz alpn=h2\"",
        "api HTTPS 1 . ipv6hint=::ffff:192.0.2.1",
        "@ CDS 0 0 0 00",
        "*._tcp.api TLSA 9 9 9 00",
        "*._tcp.api TLSA 3 1 2 " + "00",
      })
  void oddRecords(String record) {
    assertPrintable(new AuditWorld().add(record).assess());
  }

  @Test
  void oddNamesInCertificates() {
    Assessment assessment =
        new AuditWorld()
            .certificate(odd -> odd.subject("CN=\\1B[31mred\\0Aline").timestamps())
            .assess();
    assertPrintable(assessment);
    assertThat(assessment.remarks()).extracting(Remark::id).containsExactly("ct.absent");
  }

  @Test
  void cutAndTurnedExtensions() {
    Random random = new Random(11);
    for (int i = 0; i < 2_000; i++) {
      byte[] noise = new byte[random.nextInt(60)];
      random.nextBytes(noise);
      String oid =
          new String[] {
                "1.3.6.1.5.5.7.1.1", "1.3.6.1.5.5.7.1.24", "1.3.6.1.4.1.11129.2.4.2", "2.5.29.31"
              }
              [i % 4];
      if (i < 200) {
        var certificate = CA.odd(HOST).extension(oid, noise).identity().certificate();
        assertThatCode(() -> CertificateFacts.of(certificate)).doesNotThrowAnyException();
      }
      assertThatCode(() -> HttpsRecord.read(noise)).doesNotThrowAnyException();
      assertThatCode(() -> KeyTags.of(noise)).doesNotThrowAnyException();
    }
  }

  @Test
  void readsHttpsRecordsFromTheirBytes() {
    byte[] record = {
      0, 1, 0, // for the name itself
      0, 1, 0, 6, 2, 'h', '2', 2, 'h', '3', 0, 4, 0, 4, 127, 0, 1, 10
    };
    HttpsRecord read = HttpsRecord.read(record);
    assertThat(read.isForOwner()).isTrue();
    assertThat(read.protocols()).containsExactly("h2", "h3");
    assertThat(read.hints()).containsExactly(ADDRESS);
    for (int length = 0; length < record.length; length++) {
      byte[] cut = Arrays.copyOf(record, length);
      assertThatCode(() -> HttpsRecord.read(cut)).doesNotThrowAnyException();
    }
  }
}
