package dev.trustconnect.gate;

import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.gate.SeenSecrets.Place;
import dev.trustconnect.name.HostName;
import dev.trustconnect.policy.PolicyBook;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The headers of one request whose secrets don't belong to its host and port: those whose value was
 * first sent elsewhere in the call, by that host, and those that the host doesn't declare. Header
 * names are sorted, for messages. For one check.
 */
final class MisplacedSecrets {
  private final Map<String, Set<ByteBuffer>> fresh = new HashMap<>();
  private final SortedMap<HostName, SortedSet<String>> elsewhere = new TreeMap<>();
  private final SortedMap<HostName, SortedSet<String>> late = new TreeMap<>();
  private final SortedSet<String> undeclared = new TreeSet<>();
  private final boolean fits;

  /** Examines the credentials of {@code outgoing}, which goes to {@code target}. */
  MisplacedSecrets(Outgoing outgoing, Place target, SeenSecrets seen) {
    int more = 0;
    for (Map.Entry<String, String> header : outgoing.credentials().entrySet()) {
      String name = header.getKey();
      Set<ByteBuffer> unseen = new HashSet<>(4);
      fresh.put(name, unseen);
      for (ByteBuffer value : SecretValues.in(name, header.getValue())) {
        Place home = seen.homeOf(value);
        if (home == null) {
          unseen.add(value);
          more++;
        } else if (!home.equals(target)) {
          elsewhere.computeIfAbsent(home.host(), host -> new TreeSet<>()).add(name);
        }
      }
    }
    this.fits = seen.hasRoomFor(more);
    for (Map.Entry<Place, SortedSet<String>> added : seen.late().entrySet()) {
      Place place = added.getKey();
      if (!place.equals(target)) {
        late.computeIfAbsent(place.host(), host -> new TreeSet<>()).addAll(added.getValue());
      }
    }
  }

  /**
   * Records the headers that aren't meant for the target.
   *
   * @param declared the headers that the target's policy declares as its secrets
   * @param atHome whether the application called the target
   */
  void noteUndeclared(Outgoing outgoing, Set<String> declared, boolean atHome) {
    for (String name : fresh.keySet()) {
      boolean belongs =
          declared.contains(name)
              || (atHome
                  && PolicyBook.USUAL_CREDENTIALS.contains(name)
                  && !isOfAProxy(name, outgoing));
      if (!belongs && elsewhere.values().stream().noneMatch(names -> names.contains(name))) {
        undeclared.add(name);
      }
    }
  }

  /**
   * Whether it is a proxy's credential inside TLS, where the proxy doesn't read it (RFC 9110
   * §11.7.2). The attack: a host behind a proxy's tunnel answers 407, and clients send it the
   * proxy's password. A header that the application itself set may be meant for the host.
   */
  private static boolean isOfAProxy(String name, Outgoing outgoing) {
    return name.equals("proxy-authorization")
        && outgoing.encrypted()
        && !outgoing.homeCredentials().containsKey(name);
  }

  /** The hosts that these secrets belong to, or may belong to. */
  Set<HostName> hosts() {
    if (elsewhere.isEmpty() && late.isEmpty()) {
      return Set.of(); // the usual case
    }
    Set<HostName> hosts = new TreeSet<>();
    hosts.addAll(elsewhere.keySet());
    hosts.addAll(late.keySet());
    return hosts;
  }

  /** The headers with secrets of {@code host}. */
  Set<String> of(HostName host) {
    Set<String> names = elsewhere.get(host);
    return names == null ? Set.of() : names;
  }

  /** The headers that the target doesn't declare and whose secrets belong to no other place. */
  Set<String> undeclared() {
    return undeclared;
  }

  /** The values that are new in this call, except those in removed headers. */
  Collection<ByteBuffer> freshWithout(Set<String> stripped) {
    if (fresh.size() == 1 && stripped.isEmpty()) {
      return fresh.values().iterator().next(); // the usual case
    }
    Set<ByteBuffer> left = new HashSet<>();
    for (Map.Entry<String, Set<ByteBuffer>> header : fresh.entrySet()) {
      if (!stripped.contains(header.getKey())) {
        left.addAll(header.getValue());
      }
    }
    return left;
  }

  /**
   * The findings about secrets of {@code host}.
   *
   * @param stripped the removed headers
   */
  List<Finding> findings(HostName host, Set<String> stripped) {
    List<Finding> findings = new ArrayList<>();
    SortedSet<String> names = elsewhere.get(host);
    if (names != null && !stripped.containsAll(names)) {
      findings.add(
          violated(headers(names) + " of " + host, "no secret of " + host + " anywhere else"));
    }
    SortedSet<String> added = late.get(host);
    if (added != null) {
      findings.add(
          violated(
              headers(added) + " added to requests to " + host + " after their last check",
              "interceptors that add secrets before TrustConnect's: these may add them here too"));
    }
    return findings;
  }

  /** The findings about headers that belong to no host of this call. */
  List<Finding> findings(Set<String> stripped) {
    List<Finding> findings = new ArrayList<>();
    if (!stripped.containsAll(undeclared)) {
      findings.add(
          violated(
              headers(undeclared) + " for a host they aren't declared for",
              "a policy for this host that declares them as its credentials"));
    }
    if (!fits) {
      findings.add(
          violated(
              "more than " + SeenSecrets.MAX_VALUES + " different secrets in one call",
              "at most " + SeenSecrets.MAX_VALUES + " different secrets in one call"));
    }
    return findings;
  }

  private static Finding violated(String seen, String wanted) {
    return new Finding.Violated(
        Check.SECRETS_IN_SCOPE, Reason.REQUEST_CREDENTIAL_ELSEWHERE, seen, wanted);
  }

  private static String headers(SortedSet<String> names) {
    return (names.size() == 1 ? "header " : "headers ") + String.join(", ", names);
  }
}
