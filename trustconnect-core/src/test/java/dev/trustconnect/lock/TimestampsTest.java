package dev.trustconnect.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.testing.TestCa;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

class TimestampsTest {
  private static final TestCa CA = TestCa.create("Root");

  /** A certificate with a list of timestamps (RFC 6962 §3.3). */
  private static X509Certificate with(byte[] list) throws Exception {
    X500Name name = new X500Name("CN=server");
    return new JcaX509CertificateConverter()
        .getCertificate(
            new JcaX509v3CertificateBuilder(
                    name,
                    BigInteger.ONE,
                    Date.from(Instant.EPOCH),
                    Date.from(Instant.EPOCH.plusSeconds(1)),
                    name,
                    CA.keys().getPublic())
                .addExtension(
                    new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2"),
                    false,
                    new DEROctetString(list))
                .build(
                    new JcaContentSignerBuilder("SHA256withECDSA").build(CA.keys().getPrivate())));
  }

  private static byte[] list(byte[]... timestamps) {
    ByteArrayOutputStream entries = new ByteArrayOutputStream();
    for (byte[] timestamp : timestamps) {
      add(timestamp, entries);
    }
    ByteArrayOutputStream list = new ByteArrayOutputStream();
    add(entries.toByteArray(), list);
    return list.toByteArray();
  }

  /** Its length in two bytes, then the bytes. */
  private static void add(byte[] bytes, ByteArrayOutputStream to) {
    to.write(bytes.length >> 8);
    to.write(bytes.length);
    to.writeBytes(bytes);
  }

  /** Version, log ID, time, no extensions, and no signature to speak of. */
  private static byte[] timestamp(int version, int log) {
    byte[] bytes = new byte[47];
    bytes[0] = (byte) version;
    bytes[1] = (byte) log;
    return bytes;
  }

  @Test
  void logsAreCountedOnceAndUpToTwo() throws Exception {
    assertThat(Timestamps.logsOf(with(list()))).isZero();
    assertThat(Timestamps.logsOf(with(list(timestamp(0, 1))))).isEqualTo(1);
    assertThat(Timestamps.logsOf(with(list(timestamp(0, 1), timestamp(0, 1))))).isEqualTo(1);
    assertThat(Timestamps.logsOf(with(list(timestamp(0, 1), timestamp(0, 2))))).isEqualTo(2);
    assertThat(Timestamps.logsOf(with(list(timestamp(0, 1), timestamp(0, 2), timestamp(0, 3)))))
        .isEqualTo(2);
  }

  @Test
  void anUnknownVersionIsNotCounted() throws Exception {
    assertThat(Timestamps.logsOf(with(list(timestamp(1, 1), timestamp(0, 2))))).isEqualTo(1);
  }

  @Test
  void aListThatCannotBeReadCountsAsNone() throws Exception {
    assertThat(Timestamps.logsOf(CA.certificate())).isZero();
    assertThat(Timestamps.logsOf(with(new byte[0]))).isZero();
    assertThat(Timestamps.logsOf(with(new byte[] {0, 9, 0}))).isZero();
    assertThat(Timestamps.logsOf(with(list(new byte[] {0, 1, 2})))).isZero();
  }
}
