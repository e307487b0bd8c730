package dev.trustconnect.path;

import dev.trustconnect.finding.Reason;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXCertPathChecker;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;

/**
 * Applies the rest of RFC 5280 §6.1 with the Java runtime's validator: basic constraints, path
 * lengths, name constraints, policies, critical extensions, disabled algorithms.
 */
final class PkixRules {
  private PkixRules() {}

  static void check(List<X509Certificate> path, Instant now) throws PathFailure {
    if (path.size() == 1) {
      return; // the server's own certificate is the root
    }
    X509Certificate root = path.get(path.size() - 1);
    try {
      PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(now));
      parameters.addCertPathChecker(new PurposeIsCheckedElsewhere());
      var unused =
          CertPathValidator.getInstance("PKIX")
              .validate(
                  CertificateFactory.getInstance("X.509")
                      .generateCertPath(path.subList(0, path.size() - 1)),
                  parameters);
    } catch (CertPathValidatorException e) {
      int index = Math.max(0, Math.min(e.getIndex(), path.size() - 1));
      throw new PathFailure(
          reason(e.getReason()),
          ShownText.of(path.get(index)) + ": " + words(e),
          "a path in which every authority may issue the certificate below it");
    } catch (RuntimeException e) {
      // The runtime's validator throws for some constraints, such as a zero-length dNSName.
      throw new PathFailure(
          Reason.PATH_CONSTRAINT_BROKEN,
          "a chain that the Java runtime's validator fails at: "
              + ShownText.of(e.getClass().getSimpleName()),
          "a path in which every authority may issue the certificate below it");
    } catch (GeneralSecurityException e) {
      throw new PathFailure(
          Reason.PATH_MALFORMED, "certificates that can't be validated", "RFC 5280 certificates");
    }
  }

  private static Reason reason(CertPathValidatorException.Reason reason) {
    if (reason == BasicReason.EXPIRED) {
      return Reason.PATH_EXPIRED;
    }
    if (reason == BasicReason.NOT_YET_VALID) {
      return Reason.PATH_NOT_YET_VALID;
    }
    if (reason == BasicReason.INVALID_SIGNATURE) {
      return Reason.PATH_SIGNATURE_INVALID;
    }
    return reason == BasicReason.ALGORITHM_CONSTRAINED
        ? Reason.PATH_HASH_WEAK
        : Reason.PATH_CONSTRAINT_BROKEN;
  }

  private static String words(CertPathValidatorException e) {
    if (e.getReason() instanceof PKIXReason pkix) {
      return switch (pkix) {
        case NOT_CA_CERT ->
            "isn't an authority (basicConstraints) but issued the certificate below it";
        case PATH_TOO_LONG -> "allows fewer authorities below it (pathLenConstraint)";
        case INVALID_NAME ->
            "carries a name that an authority above may not issue (nameConstraints)";
        case INVALID_KEY_USAGE -> "has a key that may not sign certificates (keyUsage)";
        case UNRECOGNIZED_CRIT_EXT -> "has a critical extension that isn't known";
        case INVALID_POLICY -> "breaks a certificate policy";
        case NAME_CHAINING -> "has an issuer name that isn't its issuer's";
        case NO_TRUST_ANCHOR -> "doesn't lead to a root";
      };
    }
    return ShownText.of(String.valueOf(e.getMessage()));
  }

  /** Makes the validator accept a critical extended key usage, which {@link KeyUsages} checks. */
  private static final class PurposeIsCheckedElsewhere extends PKIXCertPathChecker {
    @Override
    public void init(boolean forward) {}

    @Override
    public boolean isForwardCheckingSupported() {
      return true;
    }

    @Override
    public Set<String> getSupportedExtensions() {
      return Set.of(CertificateExtensions.EXTENDED_KEY_USAGE);
    }

    @Override
    public void check(Certificate certificate, Collection<String> unresolved) {
      unresolved.remove(CertificateExtensions.EXTENDED_KEY_USAGE);
    }
  }
}
