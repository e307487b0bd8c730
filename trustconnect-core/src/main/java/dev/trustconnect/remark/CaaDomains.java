package dev.trustconnect.remark;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The domains by which CAA records name authorities, from what the authorities publish in their
 * certification practice statements. Not complete: an authority that isn't here isn't judged.
 */
final class CaaDomains {
  private static final Map<String, Set<String>> BY_ORGANISATION =
      Map.ofEntries(
          Map.entry("let's encrypt", Set.of("letsencrypt.org")),
          Map.entry("google trust services", Set.of("pki.goog")),
          Map.entry("digicert", Set.of("digicert.com", "www.digicert.com", "digicert.ne.jp")),
          Map.entry("sectigo", Set.of("sectigo.com", "comodoca.com", "usertrust.com")),
          Map.entry(
              "amazon", Set.of("amazon.com", "amazontrust.com", "awstrust.com", "amazonaws.com")),
          Map.entry("globalsign", Set.of("globalsign.com")),
          Map.entry("entrust", Set.of("entrust.net")),
          Map.entry("ssl corporation", Set.of("ssl.com")),
          Map.entry("godaddy", Set.of("godaddy.com", "starfieldtech.com")),
          Map.entry("starfield", Set.of("godaddy.com", "starfieldtech.com")),
          Map.entry("zerossl", Set.of("sectigo.com")),
          Map.entry("microsoft corporation", Set.of("microsoft.com")),
          Map.entry("buypass", Set.of("buypass.com", "buypass.no")),
          Map.entry("actalis", Set.of("actalis.it")));

  private CaaDomains() {}

  /** The domains of the authority with this name; empty if it isn't known. */
  static Set<String> of(String issuer) {
    String lower = issuer.toLowerCase(Locale.ROOT);
    return BY_ORGANISATION.entrySet().stream()
        .filter(
            entry ->
                lower.contains("o=" + entry.getKey()) || lower.contains("o=\"" + entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(Set.of());
  }
}
