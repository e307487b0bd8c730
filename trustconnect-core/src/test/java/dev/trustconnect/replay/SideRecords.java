package dev.trustconnect.replay;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.testing.Dnsjava;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DNAMERecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * Aliases and denials that servers mentioned beside what they were asked.
 *
 * <p>The replay files are written for a resolver that answers from such sets, so the servers
 * themselves stay silent on them: a CNAME that came with an A answer, an NSEC that says on the way
 * that a name has no DS.
 */
final class SideRecords {
  private static final int MAX_RECORDS = 1_000;

  private final Map<Name, ServerReply> aliases = new HashMap<>();
  private final Map<Name, Set<Record>> denials = new HashMap<>();

  /** Remembers what {@code reply} says for {@code zone}. */
  void take(Name zone, ServerReply reply) {
    if (aliases.size() + denials.size() > MAX_RECORDS) {
      return;
    }
    for (Record record : reply.answer()) {
      if (record instanceof CNAMERecord || record instanceof DNAMERecord) {
        aliases.put(record.getName(), reply);
      }
    }
    denials
        .computeIfAbsent(zone, any -> new LinkedHashSet<>())
        .addAll(reply.authority(zone, List.of(Type.NSEC, Type.NSEC3)));
  }

  /**
   * What was mentioned of {@code asked}: an alias at its name, a DNAME above, or denials of the DS
   * asked for.
   */
  Optional<ServerReply> answer(Name zone, Question asked) {
    if (asked.type() == Type.DS) {
      return denial(zone);
    }
    ServerReply own = aliases.get(Dnsjava.name(asked));
    if (own != null && !own.at(asked).isEmpty()) {
      return Optional.of(positive(own.at(asked)));
    }
    for (Name name = Dnsjava.name(asked); name.labels() > 1; name = new Name(name, 1)) {
      ServerReply above = aliases.get(name);
      if (above != null && !above.dnameAbove(Dnsjava.name(asked)).isEmpty()) {
        return Optional.of(positive(above.dnameAbove(Dnsjava.name(asked))));
      }
    }
    return Optional.empty();
  }

  private static ServerReply positive(List<Record> answer) {
    return new ServerReply(Rcode.NOERROR, answer, List.of(), List.of());
  }

  private Optional<ServerReply> denial(Name zone) {
    Set<Record> records = denials.getOrDefault(zone, Set.of());
    return records.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ServerReply(Rcode.NOERROR, List.of(), new ArrayList<>(records), List.of()));
  }
}
