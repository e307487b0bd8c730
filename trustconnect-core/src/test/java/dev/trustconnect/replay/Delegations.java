package dev.trustconnect.replay;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.testing.Dnsjava;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/**
 * The zone cuts a resolver knows, and the referrals it knows them from. Remembered for a whole
 * replay.
 */
final class Delegations {
  private final Map<Name, Set<String>> addresses = new HashMap<>();
  private final Map<Name, Set<Name>> serversWithoutGlue = new HashMap<>();
  private final Map<Name, ServerReply> referrals = new HashMap<>();
  private final Map<Name, List<String>> hosts = new HashMap<>();

  Delegations(Map<Name, List<String>> hints) {
    hints.forEach((zone, list) -> addresses.put(zone, new LinkedHashSet<>(list)));
  }

  /**
   * The closest known zone to ask {@code asked} in: of a DS it is the parent's side (RFC 4035
   * §3.1.4.1).
   */
  Name closest(Question asked) {
    Name zone = Dnsjava.name(asked);
    if (asked.type() == Type.DS && !zone.equals(Name.root)) {
      zone = new Name(zone, 1);
    }
    while (!addresses.containsKey(zone) && !zone.equals(Name.root)) {
      zone = new Name(zone, 1);
    }
    return zone;
  }

  /** Remembers that {@code cut} is delegated as {@code reply} says. */
  void learn(Name cut, ServerReply reply) {
    Set<String> found = addresses.computeIfAbsent(cut, any -> new LinkedHashSet<>());
    Set<Name> open = serversWithoutGlue.computeIfAbsent(cut, any -> new LinkedHashSet<>());
    for (Name server : reply.servers(cut)) {
      List<String> glue = reply.glue(server);
      if (!glue.isEmpty()) {
        hosts.put(server, glue);
      }
      List<String> known = hosts.getOrDefault(server, List.of());
      found.addAll(known);
      if (known.isEmpty()) {
        open.add(server);
      }
    }
    referrals.put(cut, reply);
  }

  Set<String> addresses(Name zone) {
    return new LinkedHashSet<>(addresses.getOrDefault(zone, Set.of()));
  }

  /** The servers of {@code zone} whose addresses are still to be found; each is handed out once. */
  Set<Name> takeServersWithoutGlue(Name zone) {
    Set<Name> open = serversWithoutGlue.remove(zone);
    return open == null ? Set.of() : open;
  }

  void learnAddresses(Name zone, List<String> found) {
    addresses.computeIfAbsent(zone, any -> new LinkedHashSet<>()).addAll(found);
  }

  /**
   * The referral to {@code cut}: it carries the DS set or the proof that there is none; null if
   * there was none.
   */
  ServerReply referral(Name cut) {
    return referrals.get(cut);
  }
}
