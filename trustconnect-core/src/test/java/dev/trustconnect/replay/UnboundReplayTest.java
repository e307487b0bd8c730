package dev.trustconnect.replay;

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
 * Unbound's own validator tests come out the same way with our engine, save those that no stub can
 * play.
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
  static void sayWhatWasReplayed() {
    if (!TALLY.isEmpty()) {
      System.out.println(TALLY);
    }
  }

  private static void replay(Path path) throws IOException {
    RplFile file = RplParser.read(path);
    Optional<String> excluded = ReplayExclusions.of(file);
    if (excluded.isPresent()) {
      TALLY.excluded(file.name(), excluded.get());
      Assumptions.abort(excluded.get());
    }
    TALLY.replayed();
    Set<Integer> leftOut = ReplayExclusions.steps(file, TALLY);
    for (boolean asksGuesses : new boolean[] {false, true}) {
      Replay.Outcome outcome = Replay.play(file, new EngineJudge(asksGuesses), leftOut);
      assertTrue(outcome.differences().isEmpty(), () -> report(file, outcome));
    }
    TALLY.passed();
  }

  private static String report(RplFile file, Replay.Outcome outcome) {
    return file.name() + ":\n  " + String.join("\n  ", outcome.differences());
  }
}
