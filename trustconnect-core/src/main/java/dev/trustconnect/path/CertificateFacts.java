package dev.trustconnect.path;

import java.io.IOException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.util.encoders.Hex;
import org.jspecify.annotations.Nullable;

/**
 * Facts in a certificate that its validity doesn't depend on. An extension that can't be read
 * counts as absent.
 *
 * @param mustStaple whether it demands a stapled OCSP response (RFC 7633)
 * @param namesIssuer whether it says where its issuer's certificate can be fetched (RFC 5280
 *     §4.2.2.1); we fetch nothing
 * @param namesOcsp whether it names an OCSP responder
 * @param namesCrl whether it names a revocation list
 * @param isForClients whether it may be used by TLS clients too
 * @param timestamps how many signed certificate timestamps it holds (RFC 6962 §3.3)
 * @param logs the IDs of the logs that they are from, in hex; distinct
 */
public record CertificateFacts(
    boolean mustStaple,
    boolean namesIssuer,
    boolean namesOcsp,
    boolean namesCrl,
    boolean isForClients,
    int timestamps,
    Set<String> logs) {
  private static final String ACCESS = "1.3.6.1.5.5.7.1.1";
  private static final String TLS_FEATURE = "1.3.6.1.5.5.7.1.24";
  private static final String CRL_POINTS = "2.5.29.31";
  private static final String TIMESTAMPS = "1.3.6.1.4.1.11129.2.4.2";
  private static final String CLIENT_AUTHENTICATION = "1.3.6.1.5.5.7.3.2";
  private static final int STATUS_REQUEST = 5;
  private static final int LOG_ID_BYTES = 32;

  /** More are not counted: the list is the server's. */
  private static final int MAX_TIMESTAMPS = 100;

  public CertificateFacts {
    logs = Set.copyOf(logs);
  }

  /** Reads the extensions of {@code certificate}. */
  public static CertificateFacts of(X509Certificate certificate) {
    AuthorityInformationAccess access =
        read(certificate, ACCESS, AuthorityInformationAccess::getInstance);
    Set<String> logs = new LinkedHashSet<>();
    int timestamps = timestamps(certificate, logs);
    return new CertificateFacts(
        mustStaple(certificate),
        names(access, AccessDescription.id_ad_caIssuers.getId()),
        names(access, AccessDescription.id_ad_ocsp.getId()),
        certificate.getExtensionValue(CRL_POINTS) != null,
        isForClients(certificate),
        timestamps,
        logs);
  }

  private static boolean names(@Nullable AuthorityInformationAccess access, String method) {
    if (access == null) {
      return false;
    }
    for (AccessDescription description : access.getAccessDescriptions()) {
      if (description.getAccessMethod().getId().equals(method)) {
        return true;
      }
    }
    return false;
  }

  private static boolean mustStaple(X509Certificate certificate) {
    ASN1Sequence features = read(certificate, TLS_FEATURE, ASN1Sequence::getInstance);
    if (features == null) {
      return false;
    }
    for (ASN1Encodable feature : features) {
      if (feature instanceof ASN1Integer number && number.hasValue(STATUS_REQUEST)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isForClients(X509Certificate certificate) {
    try {
      List<String> purposes = certificate.getExtendedKeyUsage();
      return purposes != null && purposes.contains(CLIENT_AUTHENTICATION);
    } catch (CertificateParsingException unreadable) {
      return false;
    }
  }

  /** Counts the entries of the list: a version, the log's ID and more (RFC 6962 §3.2). */
  private static int timestamps(X509Certificate certificate, Set<String> logs) {
    byte[] list =
        read(certificate, TIMESTAMPS, value -> ASN1OctetString.getInstance(value).getOctets());
    if (list == null || list.length < 2 || length(list, 0) != list.length - 2) {
      return 0;
    }
    int count = 0;
    int at = 2;
    while (at + 2 <= list.length && count < MAX_TIMESTAMPS) {
      int end = at + 2 + length(list, at);
      if (end > list.length || end - at < 3 + LOG_ID_BYTES) {
        return count;
      }
      logs.add(Hex.toHexString(list, at + 3, LOG_ID_BYTES));
      count++;
      at = end;
    }
    return count;
  }

  private static int length(byte[] bytes, int at) {
    return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
  }

  private static <T> @Nullable T read(
      X509Certificate certificate, String oid, Function<ASN1Primitive, T> reader) {
    byte[] value = certificate.getExtensionValue(oid);
    if (value == null) {
      return null;
    }
    try {
      return reader.apply(
          ASN1Primitive.fromByteArray(
              ASN1OctetString.getInstance(ASN1Primitive.fromByteArray(value)).getOctets()));
    } catch (IOException | IllegalArgumentException | IllegalStateException unreadable) {
      return null;
    }
  }
}
