package dev.trustconnect.replay;

import dev.trustconnect.dnssec.Question;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/**
 * One replay file of Unbound's test bench: a validator's configuration, what the servers of a small
 * internet say at which step, and the questions and answers of a client.
 *
 * @param config what Unbound is configured with
 * @param ranges what servers say, in the order in which they are looked through
 * @param steps what the client does, in order
 */
record RplFile(Path path, Config config, List<Range> ranges, List<Step> steps) {
  RplFile {
    ranges = List.copyOf(ranges);
    steps = List.copyOf(steps);
  }

  String name() {
    return path.getFileName().toString();
  }

  /**
   * The configuration.
   *
   * @param anchors every trust anchor, whichever way it is given
   * @param at {@code val-override-date}; 1970 where not set
   * @param maxNsec3Iterations of {@code val-nsec3-keysize-iterations}, else Unbound's own limit
   * @param hints the addresses to start from, by zone; those of the root are where everything
   *     starts
   * @param forwarders the zones whose addresses are recursive resolvers themselves
   * @param settings every setting that was read, without its colon, and its values
   */
  record Config(
      List<Record> anchors,
      Instant at,
      int maxNsec3Iterations,
      Map<Name, List<String>> hints,
      Set<Name> forwarders,
      Map<String, List<String>> settings) {}

  /**
   * What servers say during some steps.
   *
   * @param addresses of the servers; empty: any
   */
  record Range(int from, int to, Set<String> addresses, List<Entry> entries) {
    boolean covers(int step, String address) {
      return from <= step && step <= to && (addresses.isEmpty() || addresses.contains(address));
    }
  }

  /**
   * A message and when to use it.
   *
   * @param match what of a query must equal this message
   * @param adjust what of the query goes into the reply
   * @param flags header flags, and DO
   * @param line where it begins
   */
  record Entry(
      Set<String> match,
      Set<String> adjust,
      Set<String> flags,
      int rcode,
      Optional<Question> question,
      List<Record> answer,
      List<Record> authority,
      List<Record> additional,
      int line) {}

  /**
   * Something the client does or sees.
   *
   * @param kind {@code QUERY}, {@code CHECK_ANSWER}, {@code TIME_PASSES}, …
   * @param words what follows the kind on its line
   * @param entry the message, where the kind has one
   */
  record Step(int number, String kind, List<String> words, Optional<Entry> entry, int line) {
    /** How much time a TIME_PASSES step lets pass. */
    Duration elapse() {
      int index = words.indexOf("ELAPSE");
      if (index < 0 || index + 1 >= words.size()) {
        return Duration.ZERO;
      }
      return Duration.ofMillis(new BigDecimal(words.get(index + 1)).movePointRight(3).longValue());
    }
  }
}
