package dev.trustconnect.replay;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * dnsjava's validator plays Unbound's tests too: it shows that the replays themselves are sound,
 * without our engine.
 *
 * <p>Where it differs from Unbound the reason is written down; a difference without a reason is
 * printed and fails nothing, since it says nothing about our engine.
 */
final class SecondOpinionReplayTest {
  private static final Tally TALLY = new Tally("unbound, judged by dnsjava");

  /** Why dnsjava 3.7.1 differs from Unbound. */
  private static final Map<String, String> DIFFERENCES =
      Map.of(
          "val_any_dname.rpl", "applies a DNAME to its own owner (RFC 6672 §2.3 forbids it)",
          "val_cnametoinsecure.rpl", "doesn't look for a zone cut at the end of an alias",
          "val_dname_twice.rpl", "wants the DNAME repeated before every CNAME made from it",
          "val_dnameqtype.rpl",
              "takes the CNAME made from a DNAME for unsigned when asked for DNAME",
          "val_dnameqtype_qmin.rpl",
              "takes the CNAME made from a DNAME for unsigned when asked for DNAME",
          "val_nx_nsec3_collision.rpl",
              "finds no usable iteration count among the colliding NSEC3 and calls that insecure");

  @TestFactory
  Stream<DynamicTest> dnsjavaEndsAsUnboundDoes() {
    List<Path> files = VectorFiles.in("unbound", ".rpl");
    if (files.isEmpty()) {
      System.out.println("unbound, judged by dnsjava: skipped, none in " + VectorFiles.directory());
      Assumptions.abort("no replay files in " + VectorFiles.directory());
    }
    return files.stream()
        .map(file -> dynamicTest(file.getFileName().toString(), file.toUri(), () -> replay(file)));
  }

  @AfterAll
  static void printWhatWasReplayed() {
    if (!TALLY.isEmpty()) {
      System.out.println(TALLY);
    }
  }

  private static void replay(Path path) throws IOException {
    RplFile file = RplParser.read(path);
    Optional<ReplayExclusions.Exclusion> exclusion = ReplayExclusions.of(file);
    if (exclusion.isPresent() && exclusion.get().isWholeFile()) {
      TALLY.excluded(file.name(), exclusion.get().toString());
      Assumptions.abort(exclusion.get().toString());
    }
    TALLY.replayed();
    Set<Integer> leftOut = exclusion.map(ReplayExclusions.Exclusion::steps).orElse(Set.of());
    Replay.Outcome outcome = Replay.play(file, new DnsjavaValidator(), leftOut);
    String known = DIFFERENCES.get(file.name());
    if (known != null) {
      assertFalse(outcome.isAsExpected(), "a stale entry: dnsjava no longer differs");
      TALLY.note("dnsjava differs in " + file.name() + ": " + known);
    } else if (!outcome.isAsExpected()) {
      TALLY.note("dnsjava differs in " + file.name() + ", not looked into: " + outcome);
    } else {
      TALLY.passed();
    }
  }
}
