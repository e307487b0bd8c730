package dev.trustconnect.cli.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.cli.lab.CommandLab;
import dev.trustconnect.cli.terminal.Terminal;
import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.resolve.TrustedResolver;
import dev.trustconnect.testing.LoopbackDoh;
import dev.trustconnect.testing.SignedWorld;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

class ProgressTest {
  private static final long SECOND = 1_000_000_000L;

  private static Verdict secure;

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final AtomicLong nanos = new AtomicLong(-5);

  @BeforeAll
  static void makeAVerdict() {
    SignedWorld world = CommandLab.world();
    try (LoopbackDoh doh =
            LoopbackDoh.start(
                query ->
                    world.answer(query.getQuestion().getName(), query.getQuestion().getType()));
        TrustedResolver resolver =
            TrustedResolver.builder()
                .upstreams(doh.upstream().open())
                .anchors(world.anchors())
                .clock(world::now)
                .build()) {
      secure = resolver.lookup(Question.of(".", Type.SOA)).answer().verdict();
    }
  }

  private Progress progress(boolean outIsTerminal, boolean errIsTerminal) {
    PrintStream nowhere = new PrintStream(new ByteArrayOutputStream());
    Terminal terminal =
        new Terminal(
            InputStream.nullInputStream(),
            nowhere,
            new PrintStream(err, true, StandardCharsets.UTF_8),
            outIsTerminal,
            errIsTerminal,
            StandardCharsets.UTF_8,
            Map.of());
    return new Progress(terminal, 3, nanos::get);
  }

  private String printed() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void longBatchShowsItsProgressAndErasesIt() {
    Progress progress = progress(false, true);
    progress.printed(secure);
    assertThat(printed()).isEmpty();
    nanos.addAndGet(SECOND);
    progress.printed(secure);
    assertThat(printed()).contains("2 of 3");
    progress.printed(secure);
    assertThat(printed()).doesNotContain("3 of 3");
    progress.end();
    assertThat(printed()).endsWith("\r\u001b[K");
  }

  @Test
  void shortBatchSaysNothing() {
    Progress progress = progress(false, true);
    progress.printed(secure);
    progress.end();
    assertThat(printed()).isEmpty();
  }

  @Test
  void fileOrResultsOnTheSameTerminalAreLeftClean() {
    for (boolean[] terminals : new boolean[][] {{false, false}, {true, true}}) {
      Progress progress = progress(terminals[0], terminals[1]);
      nanos.addAndGet(2 * SECOND);
      progress.printed(secure);
      progress.end();
    }
    assertThat(printed()).isEmpty();
  }
}
