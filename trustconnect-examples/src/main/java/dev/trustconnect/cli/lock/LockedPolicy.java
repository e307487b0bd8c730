package dev.trustconnect.cli.lock;

import dev.trustconnect.lock.LockedEndpoint;
import dev.trustconnect.lock.LockedName.Proof;
import dev.trustconnect.lock.LockedTls;
import dev.trustconnect.lock.TrustLock;
import dev.trustconnect.name.HostName;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.pin.Pin;
import dev.trustconnect.pin.SpkiPin;
import java.security.cert.X509Certificate;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * A policy file that demands what a lock knows: SECURE names, the owners of aliases, and the roots
 * of certificate paths as pins, with another root of the same organisation as a backup.
 */
final class LockedPolicy {
  private static final int MAX_BACKUPS = 3;

  private final Map<SpkiPin, X509Certificate> roots = new LinkedHashMap<>();
  private final LocalDate expiry;
  private final StringBuilder text = new StringBuilder();

  private LockedPolicy(TrustRoots known, LocalDate expiry) {
    this.expiry = expiry;
    known.certificates().forEach(root -> roots.put(SpkiPin.of(root), root));
  }

  /**
   * The file's text, which {@code PolicyFile} accepts.
   *
   * @param known the roots to choose backups from
   * @param expiry when the pins are to be renewed
   */
  static String of(TrustLock lock, TrustRoots known, LocalDate expiry) {
    LockedPolicy policy = new LockedPolicy(known, expiry);
    policy.text.append("# Made from a lock by `trustconnect lock --policy-from`; review it.\n");
    policy.text.append("version: 1\nupstreams: [QUAD9, CLOUDFLARE]\n");
    Map<String, List<LockedEndpoint>> hosts = new LinkedHashMap<>();
    for (LockedEndpoint locked : lock.endpoints()) {
      hosts
          .computeIfAbsent(locked.endpoint().host().ascii(), host -> new ArrayList<>())
          .add(locked);
    }
    if (!hosts.isEmpty()) {
      policy.text.append("endpoints:\n");
    }
    hosts.forEach(policy::host);
    return policy.text.toString();
  }

  private void host(String host, List<LockedEndpoint> ports) {
    text.append("  - host: ").append(host).append('\n');
    if (ports.stream().anyMatch(locked -> locked.name().verdict() == Proof.SECURE)) {
      text.append("    dnssec: REQUIRE_SECURE\n");
    }
    aliasOwners(ports);
    pins(ports);
  }

  /** The host's own zone too: an alias may take a step within it before it leaves. */
  private void aliasOwners(List<LockedEndpoint> ports) {
    Set<String> owners = new TreeSet<>();
    ports.forEach(locked -> locked.name().aliases().forEach(owners::addAll));
    if (!owners.isEmpty()) {
      ports.forEach(locked -> owners.addAll(locked.name().zones()));
      owners.stream()
          .filter(owner -> !isHost(owner))
          .forEach(
              owner ->
                  text.append("    # no host name, so not among aliasOwners: ")
                      .append(owner)
                      .append('\n'));
      owners.removeIf(owner -> !isHost(owner));
      if (owners.isEmpty()) { // without aliasOwners any alias would be allowed
        owners.add(ports.get(0).endpoint().host().ascii());
      }
      text.append("    aliasOwners: [").append(String.join(", ", owners)).append("]\n");
    }
  }

  /** DNS names and edited locks may hold what YAML takes as syntax. */
  private static boolean isHost(String owner) {
    try {
      return HostName.parse(owner).ascii().equals(owner);
    } catch (IllegalArgumentException other) {
      return false;
    }
  }

  private void pins(List<LockedEndpoint> ports) {
    Set<SpkiPin> pins = new LinkedHashSet<>();
    ports.forEach(locked -> locked.tls().map(LockedTls::roots).ifPresent(pins::addAll));
    if (pins.isEmpty()) {
      return;
    }
    List<SpkiPin> backups = backups(pins);
    if (pins.size() + backups.size() < 2) {
      text.append("    # no pins: ")
          .append(pins.iterator().next())
          .append(" has no backup; add one of another root of yours\n");
      return;
    }
    text.append("    pins:\n");
    pins.forEach(pin -> pin(pin, ""));
    backups.forEach(pin -> pin(pin, " # backup"));
    text.append("    pinsExpire: ").append(expiry).append('\n');
  }

  private void pin(SpkiPin pin, String comment) {
    text.append("      - ").append(pin.at(Pin.Level.ISSUER)).append(comment).append('\n');
  }

  /** Other roots of the same organisations; none if the lock has several roots already. */
  private List<SpkiPin> backups(Set<SpkiPin> pins) {
    if (pins.size() > 1) {
      return List.of();
    }
    return Optional.ofNullable(roots.get(pins.iterator().next()))
        .map(LockedPolicy::organisation)
        .filter(organisation -> !organisation.isEmpty())
        .map(
            organisation ->
                roots.entrySet().stream()
                    .filter(root -> organisation(root.getValue()).equals(organisation))
                    .map(Map.Entry::getKey)
                    .filter(pin -> !pins.contains(pin))
                    .sorted(Comparator.comparing(SpkiPin::base64))
                    .limit(MAX_BACKUPS)
                    .toList())
        .orElse(List.of());
  }

  /** Empty without one, and for a value that isn't text but bytes, which compare with no other. */
  private static String organisation(X509Certificate root) {
    try {
      for (Rdn part : new LdapName(root.getSubjectX500Principal().getName()).getRdns()) {
        if (part.getType().equalsIgnoreCase("O") && part.getValue() instanceof String name) {
          return name;
        }
      }
      return "";
    } catch (InvalidNameException e) {
      throw new IllegalStateException("a certificate's name is always written so", e);
    }
  }
}
