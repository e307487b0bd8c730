package dev.trustconnect.gate;

import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.gate.SeenSecrets.Place;
import dev.trustconnect.name.HostName;
import dev.trustconnect.policy.PolicyBook;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The headers of one request that carry secrets to a place where they don't belong: those whose
 * value was first seen elsewhere in the call, by the host it was seen at, and those that the place
 * doesn't declare. Header names in order, since a message has one. For one look.
 */
final class Strays {
  private final Map<String, Set<ByteBuffer>> values = new HashMap<>();
  private final SortedMap<HostName, SortedSet<String>> byHost =
      new TreeMap<>(Comparator.comparing(HostName::ascii));
  private final SortedSet<String> undeclared = new TreeSet<>();
  private final boolean fits;

  /**
   * Looks at {@code outgoing}.
   *
   * @param declared header names that the policy for {@code target} says are its secrets
   * @param atHome whether the application addressed its call to {@code target}
   */
  Strays(
      Outgoing outgoing, Place target, boolean atHome, Set<String> declared, SeenSecrets seen) {
    int fresh = 0;
    for (Map.Entry<String, String> header : outgoing.credentials().entrySet()) {
      String name = header.getKey();
      Set<ByteBuffer> single = SecretValues.in(name, header.getValue());
      values.put(name, single);
      boolean elsewhere = false;
      for (ByteBuffer value : single) {
        Place home = seen.homeOf(value);
        if (home == null) {
          fresh++;
        } else if (!home.equals(target)) {
          elsewhere = true;
          byHost.computeIfAbsent(home.host(), host -> new TreeSet<>()).add(name);
        }
      }
      boolean belongs =
          declared.contains(name) || (atHome && PolicyBook.USUAL_CREDENTIALS.contains(name));
      if (!elsewhere && !belongs) {
        undeclared.add(name);
      }
    }
    this.fits = seen.hasRoomFor(fresh);
  }

  /** The headers whose values belong to other places, by the host of that place. */
  SortedMap<HostName, SortedSet<String>> byHost() {
    return byHost;
  }

  /** The headers that the target doesn't declare, seen nowhere else. */
  SortedSet<String> undeclared() {
    return undeclared;
  }

  boolean isEmpty() {
    return byHost.isEmpty() && undeclared.isEmpty();
  }

  /** Whether all new values can be remembered. */
  boolean fits() {
    return fits;
  }

  /** All single values but those in headers that are taken out. */
  Collection<ByteBuffer> valuesWithout(Set<String> stripped) {
    Set<ByteBuffer> left = new HashSet<>();
    values.forEach(
        (name, single) -> {
          if (!stripped.contains(name)) {
            left.addAll(single);
          }
        });
    return left;
  }

  /** What there is to say about secrets of {@code home} in these headers. */
  static Finding of(HostName home, SortedSet<String> names) {
    return new Finding.Violated(
        Check.SECRETS_AT_HOME,
        Reason.CREDENTIAL_ELSEWHERE,
        headers(names) + " of " + home,
        "no secret of " + home + " anywhere else");
  }

  /** What there is to say about headers that their target doesn't declare. */
  static Finding undeclared(SortedSet<String> names) {
    return new Finding.Violated(
        Check.SECRETS_AT_HOME,
        Reason.CREDENTIAL_ELSEWHERE,
        headers(names) + " for a host they aren't declared for",
        "a policy for this host that declares them as its credentials");
  }

  /** What there is to say about more values than can be remembered. */
  static Finding tooMany() {
    return new Finding.Violated(
        Check.SECRETS_AT_HOME,
        Reason.CREDENTIAL_ELSEWHERE,
        "more than " + SeenSecrets.MAX_VALUES + " different secrets in one call",
        "fewer, so that the home of each can be remembered");
  }

  private static String headers(SortedSet<String> names) {
    return (names.size() == 1 ? "header " : "headers ") + String.join(", ", names);
  }
}
