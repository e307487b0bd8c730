package dev.trustconnect.survey;

import dev.trustconnect.path.VerifiedPath;
import dev.trustconnect.survey.Handshake.Staple;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.PKIXRevocationChecker.Option;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a stapled OCSP response (RFC 6960) with the JDK's validator, against the certificate's
 * issuer. Nothing is fetched.
 */
final class StapledStatus {
  private StapledStatus() {}

  /**
   * The status of the server's certificate in the first response; empty if none was stapled.
   *
   * @param path the verified path, whose issuer is taken; without one the issuer is the second
   *     served certificate
   */
  static Optional<Staple> of(Observed observed, Optional<VerifiedPath> path, Instant now) {
    List<byte[]> staples = observed.staples();
    if (staples.isEmpty() || staples.get(0).length == 0 || observed.served().isEmpty()) {
      return Optional.empty();
    }
    List<X509Certificate> chain =
        path.map(VerifiedPath::certificates)
            .filter(certificates -> certificates.size() > 1)
            .orElse(observed.served());
    return Optional.of(
        chain.size() < 2
            ? new Staple(Staple.State.UNUSABLE, "the issuer's certificate isn't known")
            : read(observed.served().get(0), chain.get(1), staples.get(0), now));
  }

  private static Staple read(
      X509Certificate leaf, X509Certificate issuer, byte[] response, Instant now) {
    try {
      CertPathValidator validator = CertPathValidator.getInstance("PKIX");
      PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
      checker.setOcspResponses(Map.of(leaf, response));
      checker.setOptions(EnumSet.of(Option.ONLY_END_ENTITY, Option.NO_FALLBACK));
      PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(issuer, null)));
      parameters.setDate(Date.from(now));
      parameters.addCertPathChecker(checker);
      var unused =
          validator.validate(
              CertificateFactory.getInstance("X.509").generateCertPath(List.of(leaf)), parameters);
      return new Staple(Staple.State.GOOD, "good");
    } catch (CertPathValidatorException e) {
      return e.getReason() == BasicReason.REVOKED
          ? new Staple(Staple.State.REVOKED, String.valueOf(e.getMessage()))
          : new Staple(Staple.State.UNUSABLE, String.valueOf(e.getMessage()));
    } catch (GeneralSecurityException | RuntimeException e) { // a certificate that can't be read
      return new Staple(Staple.State.UNUSABLE, String.valueOf(e.getMessage()));
    }
  }
}
