package dev.trustconnect.cli.resolve;

import dev.trustconnect.cli.terminal.Terminal;
import dev.trustconnect.dnssec.Question;
import dev.trustconnect.resolve.Lookup;
import dev.trustconnect.resolve.TrustedResolver;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * Sends many questions through one resolver, a limited number at a time, and prints one line of
 * JSON for each, in their order.
 */
final class BatchRun {
  /**
   * Enough lookups to keep a connection busy, but few enough that none waits until it times out.
   */
  private static final int AT_A_TIME = 64;

  private static final int EXIT_UNANSWERED = 3;

  private final TrustedResolver resolver;
  private final Terminal terminal;
  private final LongSupplier nanoTime;

  BatchRun(TrustedResolver resolver, Terminal terminal, LongSupplier nanoTime) {
    this.resolver = resolver;
    this.terminal = terminal;
    this.nanoTime = nanoTime;
  }

  /**
   * Runs all lookups and prints the results; returns 0 if the upstream answered every question,
   * otherwise 3.
   */
  int run(List<Question> questions) {
    Progress progress = new Progress(terminal, questions.size(), nanoTime);
    Iterator<Question> waiting = questions.iterator();
    Deque<CompletableFuture<Lookup>> underWay = new ArrayDeque<>();
    boolean allAnswered = true;
    while (waiting.hasNext() || !underWay.isEmpty()) {
      while (waiting.hasNext() && underWay.size() < AT_A_TIME) {
        underWay.add(resolver.lookupAsync(waiting.next()));
      }
      Lookup lookup = underWay.remove().join();
      allAnswered &= lookup.answer().rcode() >= 0;
      terminal.out().println(JsonLine.of(lookup));
      if (terminal.out().checkError()) { // flushes, too
        allAnswered = false;
        break; // the reader of our output has gone
      }
      progress.printed(lookup.answer().verdict());
    }
    progress.end();
    return allAnswered ? 0 : EXIT_UNANSWERED;
  }
}
