package dev.trustconnect.identity;

import dev.trustconnect.testing.TestCa;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.interfaces.ECPrivateKey;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/** A P-256 key in the form of RFC 5915, as {@code openssl ecparam -genkey} writes it. */
final class Sec1 {
  private Sec1() {}

  static String pem(TestCa.Identity identity) {
    BigInteger number = ((ECPrivateKey) identity.key()).getS();
    StringWriter text = new StringWriter();
    try (PemWriter writer = new PemWriter(text)) {
      byte[] encoded =
          new org.bouncycastle.asn1.sec.ECPrivateKey(256, number, X9ObjectIdentifiers.prime256v1)
              .getEncoded();
      writer.writeObject(new PemObject("EC PRIVATE KEY", encoded));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return text.toString();
  }
}
