package dev.trustconnect.dnssec.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.testing.TestKey;
import dev.trustconnect.testing.TestKeys;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.Name;

/** Which public keys count at all, to the bit (RFC 3110, RFC 6605, RFC 8080), and how they show. */
class KeyReaderTest {
  private static final int RSA = AlgorithmNumbers.RSASHA256;
  private static final BigInteger F4 = BigInteger.valueOf(65_537);

  private final KeyReader reader = new KeyReader(KeyLimits.LIVE, null);

  private static DNSKEYRecord record(int algorithm, byte[] key) {
    return new DNSKEYRecord(Name.root, DClass.IN, 0, 256, 3, algorithm, key);
  }

  private boolean isRead(int algorithm, byte[] key) {
    return reader.read(record(algorithm, key)).isPresent();
  }

  /** RFC 3110 §2, in the short form. */
  private static byte[] rsa(BigInteger exponent, BigInteger modulus) {
    byte[] bytes = unsigned(exponent);
    return joined(new byte[] {(byte) bytes.length}, bytes, unsigned(modulus));
  }

  /** RFC 3110 §2, in the long form. */
  private static byte[] longRsa(byte[] exponent, BigInteger modulus) {
    byte[] length = {0, (byte) (exponent.length >> 8), (byte) exponent.length};
    return joined(length, exponent, unsigned(modulus));
  }

  private static byte[] unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static BigInteger oddOf(int bits) {
    return BigInteger.ONE.shiftLeft(bits - 1).setBit(0);
  }

  @ParameterizedTest
  @CsvSource({"1016, false", "1017, true", "1024, true", "4096, true", "4097, false"})
  void modulusHas128To512Bytes(int bits, boolean isRead) {
    assertThat(isRead(RSA, rsa(F4, oddOf(bits)))).isEqualTo(isRead);
  }

  @ParameterizedTest
  @CsvSource({"1, false", "2, true", "35, true", "36, false"})
  void exponentHasTwoTo35Bits(int bits, boolean isRead) {
    assertThat(isRead(RSA, rsa(oddOf(bits), oddOf(2048)))).isEqualTo(isRead);
  }

  @Test
  void evenNumbersAreNotAKey() {
    assertThat(isRead(RSA, rsa(F4.add(BigInteger.ONE), oddOf(2048)))).isFalse();
    assertThat(isRead(RSA, rsa(F4, oddOf(2048).clearBit(0)))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void partOfAKeyIsNotAKey(int bytes) {
    byte[] whole = rsa(F4, oddOf(2048));

    assertThat(isRead(RSA, Arrays.copyOf(whole, bytes))).isFalse();
    assertThat(KeySize.bits(record(RSA, Arrays.copyOf(whole, bytes)))).isZero();
  }

  @Test
  void exponentMayBeWrittenInTheLongForm() {
    byte[] padded = joined(new byte[256], unsigned(F4)); // both octets of the length count

    assertThat(isRead(RSA, longRsa(unsigned(F4), oddOf(2048)))).isTrue();
    assertThat(isRead(RSA, longRsa(padded, oddOf(2048)))).isTrue();
    assertThat(isRead(RSA, longRsa(new byte[0], oddOf(2048)))).isFalse();
    assertThat(KeySize.bits(record(RSA, longRsa(unsigned(F4), oddOf(2047))))).isEqualTo(2047);
    assertThat(KeySize.bits(record(RSA, longRsa(padded, oddOf(2048))))).isEqualTo(2048);
  }

  @Test
  void exponentOf128BytesAndMoreIsReadUnsigned() {
    byte[] padded = joined(new byte[200], unsigned(F4));
    byte[] key = joined(new byte[] {(byte) padded.length}, padded, unsigned(oddOf(2048)));

    assertThat(isRead(RSA, key)).isTrue();
    assertThat(KeySize.bits(record(RSA, key))).isEqualTo(2048);
    byte[] longKey = longRsa(padded, oddOf(2048));
    assertThat(isRead(RSA, longKey)).isTrue();
    assertThat(KeySize.bits(record(RSA, longKey))).isEqualTo(2048);
  }

  @Test
  void exponentWithoutAModulusIsNotAKey() {
    byte[] whole = rsa(F4, oddOf(2048));
    byte[] noModulus = Arrays.copyOf(whole, 4);

    assertThat(isRead(RSA, noModulus)).isFalse();
    assertThat(KeySize.bits(record(RSA, noModulus))).isZero();
    assertThat(KeySize.bits(record(RSA, Arrays.copyOf(whole, 5)))).isEqualTo(8);
  }

  /** Algorithms whose keys have one length: one byte more or less is another thing. */
  @ParameterizedTest
  @CsvSource({"13, 256", "14, 384", "15, 256", "16, 456", "18, 10496"})
  void keyHasTheLengthOfItsAlgorithm(int algorithm, int bits) {
    byte[] key = TestKeys.of(algorithm, TestKey.ZONE_KEY, "length").publicKey();

    assertThat(isRead(algorithm, key)).isTrue();
    assertThat(isRead(algorithm, Arrays.copyOf(key, key.length - 1))).isFalse();
    assertThat(isRead(algorithm, Arrays.copyOf(key, key.length + 1))).isFalse();
    assertThat(isRead(algorithm, new byte[0])).isFalse();
    assertThat(KeySize.bits(record(algorithm, key))).isEqualTo(bits);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 4, 12, 17, 252, 253, 255})
  void unknownAlgorithmsHaveNoKeys(int algorithm) {
    assertThat(isRead(algorithm, rsa(F4, oddOf(2048)))).isFalse();
  }

  /** A signature of another length is wrong, and throws nothing. */
  @ParameterizedTest
  @CsvSource({"8, 256", "13, 64", "14, 96", "15, 64", "16, 114", "18, 2420"})
  void signatureOfAnotherLengthIsWrong(int algorithm, int bytes) {
    byte[] key =
        algorithm == RSA
            ? rsa(F4, oddOf(2048))
            : TestKeys.of(algorithm, TestKey.ZONE_KEY, "length").publicKey();
    VerifyingKey verifying = reader.read(record(algorithm, key)).orElseThrow();

    for (int length : new int[] {0, 1, bytes - 1, bytes, bytes + 1, 2 * bytes}) {
      assertThat(verifying.verifies(new byte[10], new byte[length])).as("%d", length).isFalse();
    }
  }
}
