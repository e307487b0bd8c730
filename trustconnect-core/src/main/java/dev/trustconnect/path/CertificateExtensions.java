package dev.trustconnect.path;

import dev.trustconnect.finding.Reason;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.jspecify.annotations.Nullable;

/**
 * The extensions of one certificate that path rules use (RFC 5280 §4.2.1). Each is parsed once,
 * when it is first needed. Not thread-safe.
 *
 * <p>Empty means that the certificate doesn't have the extension. An extension that can't be parsed
 * throws: the Java runtime treats it as absent unless it is critical, and then its restriction
 * would be lost.
 */
final class CertificateExtensions {
  static final String KEY_USAGE = "2.5.29.15";
  static final String ALTERNATIVE_NAMES = "2.5.29.17";
  static final String BASIC_CONSTRAINTS = "2.5.29.19";
  static final String NAME_CONSTRAINTS = "2.5.29.30";
  static final String POLICIES = "2.5.29.32";
  static final String POLICY_MAPPINGS = "2.5.29.33";
  static final String EXTENDED_KEY_USAGE = "2.5.29.37";

  private final X509Certificate certificate;
  private final Map<String, Content> contents = new HashMap<>();
  private @Nullable NameConstraints nameConstraints;

  /**
   * An extension whose value is a sequence.
   *
   * @param bytes its length; 0 if the certificate doesn't have it
   * @param count the number of its entries, or its length, which is more, if it can't be parsed
   * @param entries the sequence; null if the extension is absent or can't be parsed
   */
  private record Content(int bytes, int count, @Nullable ASN1Sequence entries) {}

  CertificateExtensions(X509Certificate certificate) {
    this.certificate = certificate;
  }

  X509Certificate certificate() {
    return certificate;
  }

  /** The bits of KeyUsage (RFC 5280 §4.2.1.3), as in {@link X509Certificate#getKeyUsage}. */
  Optional<boolean[]> keyUsage() throws PathFailure {
    return readable(KEY_USAGE, certificate.getKeyUsage());
  }

  /** The OIDs of the purposes (RFC 5280 §4.2.1.12). */
  Optional<List<String>> extendedKeyUsage() throws PathFailure {
    try {
      return readable(EXTENDED_KEY_USAGE, certificate.getExtendedKeyUsage());
    } catch (CertificateParsingException e) {
      throw unreadable(String.valueOf(e.getMessage()));
    }
  }

  /**
   * The alternative names (RFC 5280 §4.2.1.6), as in {@link
   * X509Certificate#getSubjectAlternativeNames}.
   */
  Optional<Collection<List<?>>> alternativeNames() throws PathFailure {
    try {
      return readable(ALTERNATIVE_NAMES, certificate.getSubjectAlternativeNames());
    } catch (CertificateParsingException e) {
      throw unreadable(String.valueOf(e.getMessage()));
    }
  }

  /** The alternative names in the form that name constraints need. */
  List<GeneralName> generalNames() throws PathFailure {
    ASN1Sequence names = content(ALTERNATIVE_NAMES).entries;
    if (names == null) {
      return List.of(); // ReadableExtensions refuses those that can't be parsed
    }
    try {
      return List.of(GeneralNames.getInstance(names).getNames());
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw unreadable(ALTERNATIVE_NAMES);
    }
  }

  /** The names that the certificate's subject may issue for (RFC 5280 §4.2.1.10). */
  Optional<NameConstraints> nameConstraints() throws PathFailure {
    Content content = content(NAME_CONSTRAINTS);
    if (nameConstraints == null && content.bytes > 0) {
      try {
        nameConstraints = NameConstraints.getInstance(content.entries);
      } catch (IllegalArgumentException | IllegalStateException e) {
        throw unreadable(NAME_CONSTRAINTS);
      }
      if (nameConstraints == null) {
        throw unreadable(NAME_CONSTRAINTS);
      }
    }
    return Optional.ofNullable(nameConstraints);
  }

  /**
   * The number of entries of the extension, or its length, which is more, if it can't be parsed.
   */
  int count(String oid) {
    return content(oid).count;
  }

  /** The number of subtrees of the name constraints, or their length if they can't be parsed. */
  int subtrees() {
    try {
      NameConstraints constraints = nameConstraints().orElse(null);
      return constraints == null
          ? 0
          : count(constraints.getPermittedSubtrees()) + count(constraints.getExcludedSubtrees());
    } catch (PathFailure unreadable) {
      return content(NAME_CONSTRAINTS).bytes;
    }
  }

  private static int count(GeneralSubtree @Nullable [] subtrees) {
    return subtrees == null ? 0 : subtrees.length;
  }

  private Content content(String oid) {
    Content content = contents.get(oid);
    if (content == null) {
      content = read(oid);
      contents.put(oid, content);
    }
    return content;
  }

  private Content read(String oid) {
    byte[] wrapped = certificate.getExtensionValue(oid);
    if (wrapped == null) {
      return new Content(0, 0, null);
    }
    try {
      ASN1Sequence entries =
          ASN1Sequence.getInstance(ASN1OctetString.getInstance(wrapped).getOctets());
      return new Content(wrapped.length, entries.size(), entries); // size() parses a lazy sequence
    } catch (IllegalArgumentException | IllegalStateException e) {
      return new Content(wrapped.length, wrapped.length, null);
    }
  }

  private <T> Optional<T> readable(String oid, @Nullable T read) throws PathFailure {
    if (read == null && certificate.getExtensionValue(oid) != null) {
      throw unreadable(oid);
    }
    return Optional.ofNullable(read);
  }

  private PathFailure unreadable(String what) {
    return new PathFailure(
        Reason.PATH_MALFORMED,
        ShownText.of(certificate)
            + " with an extension that can't be parsed: "
            + ShownText.of(what),
        "extensions in the form of RFC 5280 §4.2.1");
  }
}
