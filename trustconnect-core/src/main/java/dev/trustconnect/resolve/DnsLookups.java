package dev.trustconnect.resolve;

import dev.trustconnect.dnssec.Question;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/**
 * Lookups of any name and type by the resolver of a {@code TrustConnect}. It can't be closed here,
 * and yields no addresses to connect to: those are subject to policies. Thread-safe.
 */
public final class DnsLookups {
  private final TrustedResolver resolver;

  DnsLookups(TrustedResolver resolver) {
    this.resolver = resolver;
  }

  /**
   * Looks up any name and type, as {@link TrustedResolver#lookup}: a report, never a refusal.
   * Blocks, at most for the resolver's timeout.
   *
   * @throws CancellationException if the thread is interrupted; its interrupt status is set again
   */
  public Lookup lookup(Question question) {
    return resolver.lookup(question);
  }

  /** {@link #lookup}, without blocking: {@link TrustedResolver#lookupAsync}. */
  public CompletableFuture<Lookup> lookupAsync(Question question) {
    return resolver.lookupAsync(question);
  }

  /**
   * Writes the cache into a file for a warm start, as {@link TrustedResolver#save}. Blocks.
   *
   * @throws IllegalStateException if the resolver wasn't built with {@code saveable(true)}
   * @throws IOException if it can't be written; a file that was there stays
   */
  public void save(Path file) throws IOException {
    resolver.save(file);
  }

  /**
   * Reads what {@link #save} wrote, and validates it again, as {@link TrustedResolver#load}.
   * Blocks.
   *
   * @return how many answers were kept
   * @throws IOException if it can't be read or isn't whole; nothing is kept then
   */
  public int load(Path file) throws IOException {
    return resolver.load(file);
  }

  /** Forgets everything that was remembered, as {@link TrustedResolver#forgetAll}. */
  public void forgetAll() {
    resolver.forgetAll();
  }

  /** How the resolver's memory is used: {@link TrustedResolver#stats}. */
  public MemoryStats stats() {
    return resolver.stats();
  }
}
