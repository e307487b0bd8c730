package dev.trustconnect.replay;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.testing.Dnsjava;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The authoritative servers of a replay file, at one step at a time. */
final class ReplayedServers {
  private final List<RplFile.Range> ranges;
  private int step;

  ReplayedServers(List<RplFile.Range> ranges) {
    this.ranges = List.copyOf(ranges);
  }

  /** From now on it is step {@code number}. */
  void step(int number) {
    step = number;
  }

  /** What the server at {@code address} says to {@code asked}; empty if it stays silent. */
  Optional<ServerReply> ask(String address, Question asked) {
    return ranges.stream()
        .filter(range -> range.covers(step, address))
        .flatMap(range -> range.entries().stream())
        .filter(entry -> matches(entry, asked))
        .findFirst()
        .map(ServerReply::of);
  }

  private static boolean matches(RplFile.Entry entry, Question asked) {
    if (entry.question().isEmpty()) {
      return entry.match().isEmpty();
    }
    Question own = entry.question().get();
    Set<String> match = entry.match();
    boolean all = match.contains("all");
    boolean name = Dnsjava.name(own).equals(Dnsjava.name(asked));
    boolean type = own.type() == asked.type();
    return (name || !(all || match.contains("qname")))
        && (type || !(all || match.contains("qtype")))
        && (!match.contains("subdomain") || Dnsjava.name(asked).subdomain(Dnsjava.name(own)))
        // A reply to another question is dropped by every resolver, so it is as good as silence.
        && (entry.adjust().contains("copy_query") || (name && type));
  }
}
