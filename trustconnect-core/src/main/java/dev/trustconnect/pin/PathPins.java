package dev.trustconnect.pin;

import dev.trustconnect.path.VerifiedPath;
import dev.trustconnect.text.SafeText;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;

/** Lists the pins of the keys and certificates in a path for a message, each with its subject. */
final class PathPins {
  private PathPins() {}

  /**
   * The pins of the keys, followed by those of the certificates if {@code wanted} has any of these.
   */
  static String of(VerifiedPath path, Collection<? extends Pin> wanted) {
    List<String> seen = new ArrayList<>();
    for (X509Certificate certificate : path.certificates()) {
      seen.add(SpkiPin.of(certificate) + " (" + name(certificate) + ")");
    }
    if (wanted.stream().anyMatch(CertificatePin.class::isInstance)) {
      for (X509Certificate certificate : path.certificates()) {
        seen.add(CertificatePin.of(certificate) + " (" + name(certificate) + ")");
      }
    }
    return "a path with " + String.join(", ", seen);
  }

  /** The common name, or else the whole subject, or else the serial number. */
  private static String name(X509Certificate certificate) {
    X500Principal subject = certificate.getSubjectX500Principal();
    String whole = subject.getName(X500Principal.RFC2253);
    if (whole.isEmpty()) {
      return "serial number " + SafeText.of(certificate.getSerialNumber().toString(16));
    }
    return SafeText.of(commonName(subject).map(name -> "CN=" + name).orElse(whole));
  }

  private static Optional<String> commonName(X500Principal subject) {
    try {
      return Stream.of(X500Name.getInstance(subject.getEncoded()).getRDNs())
          .flatMap(rdn -> Stream.of(rdn.getTypesAndValues()))
          .filter(attribute -> attribute.getType().equals(BCStyle.CN))
          .map(attribute -> attribute.getValue().toString())
          .findFirst();
    } catch (IllegalArgumentException | IllegalStateException e) { // Bouncy Castle can't read it
      return Optional.empty();
    }
  }
}
