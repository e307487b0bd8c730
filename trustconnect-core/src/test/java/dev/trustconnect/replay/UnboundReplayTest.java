package dev.trustconnect.replay;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Unbound's own validator tests come out the same way with our engine, save what no stub can play.
 */
final class UnboundReplayTest {
  private static final Tally TALLY = new Tally("unbound");

  @TestFactory
  Stream<DynamicTest> peersReplayEndsAsItDoesThere() {
    List<Path> files = VectorFiles.in("unbound", ".rpl");
    if (files.isEmpty()) {
      System.out.println("unbound: skipped, none in " + VectorFiles.directory());
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
    exclusion.ifPresent(left -> assertStillNeeded(file, left));
    if (exclusion.isPresent() && exclusion.get().isWholeFile()) {
      TALLY.excluded(file.name(), exclusion.get().toString());
      Assumptions.abort(exclusion.get().toString());
    }
    TALLY.replayed();
    Set<Integer> leftOut = exclusion.map(ReplayExclusions.Exclusion::steps).orElse(Set.of());
    for (EngineValidator engine : EngineValidator.everyWay()) {
      Replay.Outcome outcome = Replay.play(file, engine, leftOut);
      assertTrue(outcome.isAsExpected(), () -> file.name() + ":\n  " + outcome);
      assertTrue(outcome.checks() > 0, "no answer was compared");
    }
    Replay.Outcome aggressive =
        Replay.play(
            file, EngineValidator.rememberingDenials(), ReplayExclusions.leftOutWithDenials(file));
    assertTrue(aggressive.isAsExpected(), () -> file.name() + " from denials:\n  " + aggressive);
    TALLY.passed();
    exclusion.ifPresent(left -> TALLY.note("left out of " + file.name() + ", " + left));
  }

  /** An exclusion must go once our answer equals Unbound's. */
  private static void assertStillNeeded(RplFile file, ReplayExclusions.Exclusion exclusion) {
    if (exclusion.isNamed()) {
      Replay.Outcome whole = Replay.play(file, EngineValidator.askingWhatItMust(), Set.of());
      assertFalse(whole.isAsExpected(), "a stale exclusion: " + exclusion);
    }
  }
}
