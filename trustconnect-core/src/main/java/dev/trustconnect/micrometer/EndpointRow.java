package dev.trustconnect.micrometer;

import dev.trustconnect.dnssec.Hop;
import dev.trustconnect.gate.Evidence;
import dev.trustconnect.text.SafeText;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/**
 * The facts known about one endpoint. A value that isn't known is empty, and its meter absent.
 *
 * @param verdict of the name, in lower case; empty if unknown
 * @param zone of the host; empty if unknown
 * @param aliasOwner the zone that the aliases lead to; empty without an alias
 * @param authority the organisation that issued the certificate; empty if unknown
 */
record EndpointRow(
    String host,
    int port,
    String verdict,
    String zone,
    String aliasOwner,
    String authority,
    Optional<Instant> notBefore,
    Optional<Instant> notAfter,
    Optional<Instant> signatureEnd) {

  static EndpointRow of(Evidence evidence, int port) {
    List<Hop> hops = evidence.name().hops();
    X509Certificate leaf = evidence.path().leaf();
    return new EndpointRow(
        evidence.host().ascii(),
        port,
        evidence.name().verdict().label().toLowerCase(Locale.ROOT),
        zone(hops.get(0)),
        hops.size() > 1 ? zone(hops.get(hops.size() - 1)) : "",
        organisation(leaf.getIssuerX500Principal()),
        Optional.of(leaf.getNotBefore().toInstant()),
        Optional.of(evidence.path().validUntil()),
        Optional.of(evidence.name().verdict().signatureEnd()));
  }

  private static String zone(Hop hop) {
    String zone = hop.zone();
    return zone.length() > 1 && zone.endsWith(".") ? zone.substring(0, zone.length() - 1) : zone;
  }

  /** The organisation, or else the common name; empty if the name has neither as text. */
  static String organisation(X500Principal issuer) {
    try {
      String commonName = "";
      for (Rdn part : new LdapName(issuer.getName()).getRdns()) {
        if (!(part.getValue() instanceof String text)) {
          continue; // bytes: an array's text is another one each time, and so would the series be
        }
        if (part.getType().equalsIgnoreCase("O")) {
          return SafeText.of(text);
        }
        if (part.getType().equalsIgnoreCase("CN")) {
          commonName = SafeText.of(text);
        }
      }
      return commonName;
    } catch (InvalidNameException unreadable) {
      return "";
    }
  }
}
