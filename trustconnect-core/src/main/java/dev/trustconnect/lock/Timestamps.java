package dev.trustconnect.lock;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.Set;
import org.bouncycastle.asn1.ASN1OctetString;

/** The Certificate Transparency timestamps in a certificate (RFC 6962 §3.3). */
final class Timestamps {
  private static final String LIST = "1.3.6.1.4.1.11129.2.4.2";
  private static final int LOG_ID_BYTES = 32;

  /** Browsers want two; a certificate that lives longer has more, so that more says nothing. */
  private static final int ENOUGH = 2;

  private Timestamps() {}

  /**
   * From how many logs it has timestamps, counted up to two; 0 if they can't be read. Their
   * signatures aren't verified.
   */
  static int logsOf(X509Certificate certificate) {
    byte[] extension = certificate.getExtensionValue(LIST);
    if (extension == null) {
      return 0;
    }
    try {
      byte[] inner = ASN1OctetString.getInstance(extension).getOctets();
      return Math.min(
          ENOUGH, logs(ByteBuffer.wrap(ASN1OctetString.getInstance(inner).getOctets())));
    } catch (IllegalArgumentException | BufferUnderflowException malformed) {
      return 0;
    }
  }

  /** A list of lists of bytes, each after its length in two bytes: version, log ID, the rest. */
  private static int logs(ByteBuffer list) {
    ByteBuffer rest = list.slice(2, Math.min(list.getShort() & 0xffff, list.remaining()));
    Set<ByteBuffer> logs = new HashSet<>();
    while (rest.hasRemaining()) {
      int length = rest.getShort() & 0xffff;
      byte[] one = new byte[Math.min(length, rest.remaining())];
      rest.get(one);
      ByteBuffer timestamp = ByteBuffer.wrap(one);
      byte version = timestamp.get();
      byte[] log = new byte[LOG_ID_BYTES];
      timestamp.get(log);
      if (version == 0) {
        logs.add(ByteBuffer.wrap(log));
      }
    }
    return logs.size();
  }
}
