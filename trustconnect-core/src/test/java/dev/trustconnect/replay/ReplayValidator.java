package dev.trustconnect.replay;

import dev.trustconnect.dnssec.Question;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.xbill.DNS.Record;

/** A validator under test: our engine, or an independent one to compare it with. */
interface ReplayValidator {
  /**
   * What the validator says about {@code question}, asking {@code upstream} for whatever it needs.
   */
  ReplayVerdict validate(Question question, Upstream upstream, Setup setup);

  /**
   * Time passes for what the validator remembers; signatures are checked at the moment of the
   * setup.
   */
  default void pass(Duration time) {}

  /**
   * What a validator is configured with.
   *
   * @param anchors DS and DNSKEY records
   * @param at the moment to validate at
   * @param maxNsec3Iterations the most NSEC3 iterations that still validate, or -1 for the
   *     validator's own limit
   * @param oldAlgorithms whether DSA and keys too short for today count: replay files of 2007 use
   *     both
   */
  record Setup(List<Record> anchors, Instant at, int maxNsec3Iterations, boolean oldAlgorithms) {
    public Setup {
      anchors = List.copyOf(anchors);
    }
  }
}
