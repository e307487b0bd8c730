package dev.trustconnect.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.testing.Ask;
import dev.trustconnect.testing.Dnsjava;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * Generated questions about generated zones, put to us, to Unbound and to {@code delv}: all three
 * validate the same data, and say the same of it, or there is a row that says why not.
 */
class UnboundAndDelvDifferentialTest {
  private static final int NAMES = Integer.getInteger("differential.names", 10_000);
  private static final long SEED = Long.getLong("differential.seed", 20_261_125L);
  private static final int QUESTIONS_OF_A_WORLD = 500;
  private static final int DELVS_AT_ONCE = 16;

  private final Map<String, Integer> tally = new TreeMap<>();
  private final List<String> differing = new ArrayList<>();

  /** What three validators say of one question. */
  private record Opinions(Question question, String ours, String unbound, Delv.Opinion delv) {}

  @Test
  void generatedQuestionsAreJudgedAsUnboundAndDelvJudgeThem(@TempDir Path folder) throws Exception {
    for (String program : List.of("unbound", "delv")) {
      assumeTrue(Program.find(program).isPresent(), "not installed, nothing compared: " + program);
    }
    int worlds = (NAMES + QUESTIONS_OF_A_WORLD - 1) / QUESTIONS_OF_A_WORLD;
    for (int number = 0; number < worlds; number++) {
      int questions = Math.min(QUESTIONS_OF_A_WORLD, NAMES - number * QUESTIONS_OF_A_WORLD);
      compare(number, questions, Files.createDirectory(folder.resolve("world" + number)));
      System.out.println(
          "differential: " + (number * QUESTIONS_OF_A_WORLD + questions) + " of " + NAMES);
    }

    System.out.println("differential, seed " + SEED + ":");
    tally.forEach((what, count) -> System.out.printf("%8d  %s%n", count, what));
    assertThat(differing).isEmpty();
  }

  private void compare(int number, int questions, Path folder) throws Exception {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    GeneratedWorld generated = GeneratedWorld.of(SEED, number, questions, now);
    ExecutorService threads = Executors.newFixedThreadPool(DELVS_AT_ONCE);
    try (WorldServer server = new WorldServer(generated.world());
        LocalUnbound unbound = LocalUnbound.start(folder, generated.world(), server.port())) {
      Delv delv =
          new Delv(folder, Files.writeString(folder.resolve("delv"), anchors(generated)), ".");
      Ask us = Ask.of(generated.world());
      List<Future<Opinions>> asked = new ArrayList<>();
      for (Question question : generated.questions()) {
        asked.add(
            threads.submit(
                () ->
                    new Opinions(
                        question,
                        us.resolve(question).label(),
                        unbound.verdict(question),
                        delv.ask(
                            server.port(),
                            Dnsjava.name(question).toString(),
                            Type.string(question.type())))));
      }
      for (Future<Opinions> opinions : asked) {
        count(number, generated, opinions.get());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static String anchors(GeneratedWorld generated) {
    return generated.world().anchorRecords().stream()
        .map(UnboundAndDelvDifferentialTest::anchor)
        .collect(Collectors.joining("\n", "trust-anchors {\n", "\n};\n"));
  }

  private static String anchor(Record record) {
    String[] fields = ((DSRecord) record).rdataToString().split(" ", 4);
    return "  . static-ds %s %s %s \"%s\";"
        .formatted(fields[0], fields[1], fields[2], fields[3].replace(" ", ""));
  }

  private void count(int number, GeneratedWorld generated, Opinions said) {
    tally.merge("questions", 1, Integer::sum);
    tally.merge("questions that we find " + said.ours(), 1, Integer::sum);
    GeneratedWorld.Zone zone = generated.zoneOf(said.question());
    count(number, zone, said, "Unbound", said.unbound());
    count(number, zone, said, "delv", said.delv().verdict());
  }

  private void count(
      int number, GeneratedWorld.Zone zone, Opinions said, String who, String theirs) {
    if (theirs.equals(said.ours())) {
      tally.merge("as " + who + " says", 1, Integer::sum);
      return;
    }
    String why = ExplainedDifferences.why(zone, said.question(), who, said.ours(), theirs);
    if (why != null) {
      tally.merge("explained: " + why, 1, Integer::sum);
      return;
    }
    tally.merge("differing from " + who, 1, Integer::sum);
    differing.add(
        "world %d of seed %d: %s is %s, %s says %s; %s%n%s"
            .formatted(
                number,
                SEED,
                said.question(),
                said.ours(),
                who,
                theirs,
                zone,
                who.equals("delv") ? said.delv().output() : ""));
  }
}
