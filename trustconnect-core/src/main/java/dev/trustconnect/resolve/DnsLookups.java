package dev.trustconnect.resolve;

import dev.trustconnect.dnssec.Question;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * Lookups of any name and type by a resolver, and its memory. Yields no addresses to connect to:
 * those are subject to policies. Thread-safe.
 */
public abstract sealed class DnsLookups permits TrustedResolver, LookupsView {
  DnsLookups() {}

  abstract LookupService service();

  abstract LookupContext context();

  /**
   * Looks up any name and type. Returns at once; never refuses, whatever the verdict.
   *
   * <p>A failure on the way, the deadline and a closed resolver are INDETERMINATE verdicts; the
   * future fails only for a bug. Cancelling it cancels the work that only this future waits for.
   */
  public final CompletableFuture<Lookup> lookupAsync(Question question) {
    return service().lookup(question);
  }

  /**
   * {@link #lookupAsync}, waiting for it; at most the resolver's timeout.
   *
   * @throws CancellationException if the thread is interrupted; its interrupt status is set again
   */
  public final Lookup lookup(Question question) {
    CompletableFuture<Lookup> future = lookupAsync(question);
    try {
      return future.get();
    } catch (InterruptedException interrupted) {
      future.cancel(true);
      Thread.currentThread().interrupt();
      CancellationException cancelled =
          new CancellationException("interrupted while looking up " + question);
      cancelled.initCause(interrupted);
      throw cancelled;
    } catch (ExecutionException bug) {
      throw new CompletionException(bug.getCause());
    }
  }

  /**
   * Writes what is known into a file for a warm start, in one step; its owner alone may read it,
   * since it holds the names that were asked for. Blocks.
   *
   * @throws IllegalStateException if the resolver wasn't built with {@code saveable(true)}
   * @throws IOException if it can't be written; a file that was there stays
   */
  public final void save(Path file) throws IOException {
    new WarmStart(context()).save(file);
  }

  /**
   * Reads what {@link #save} wrote and validates it again, with TTLs reduced by the time in
   * between. Only answers that are SECURE by their signatures are kept: the file itself proves
   * nothing. A forged file can restore an old signed answer whose signature is still valid, but
   * can't replace an answer that was proven since. Blocks for at most ten seconds and asks no
   * upstream; answers that aren't validated by then are left out.
   *
   * @return how many answers were kept; the others have ended, are known, or aren't SECURE
   * @throws IOException if it can't be read or isn't whole, naming the place; nothing is kept then
   */
  public final int load(Path file) throws IOException {
    return new WarmStart(context()).load(file);
  }

  /**
   * Forgets everything: hosts, answers, zones, denials, signatures and messages. Lookups under way
   * end as they would have, but what they find isn't kept, and no lookup that begins later joins
   * one of them. Returns at once.
   */
  public final void forgetAll() {
    context().memory().forgetAll();
  }

  /** How the memory is used: a snapshot, cheap enough to take every second. */
  public final MemoryStats stats() {
    return context().memory().stats();
  }
}
