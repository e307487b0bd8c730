package dev.trustconnect.cli.doctor;

import dev.trustconnect.cli.doctor.RootAnswers.Window;
import dev.trustconnect.cli.option.DnsOptions;
import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.resolve.TrustedResolver;
import dev.trustconnect.upstream.transport.DnsExchange;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Type;

/**
 * Validates the root's SOA record by the anchors: at this machine's time, and if that fails at a
 * time at which the signatures are valid. Only the second tells a wrong clock from a wrong anchor.
 * Thread-safe: looks once, under its lock.
 */
final class RootLook {
  private final DnsOptions dns;
  private final UpstreamChecks upstreams;
  private final Deadline deadline;
  private @Nullable Found found; // guarded by this

  /**
   * The result.
   *
   * @param now the answer judged at this machine's time
   * @param then the answer judged while its signatures are valid; null if that wasn't needed or not
   *     possible
   * @param window when the root's newest signatures are valid, as claimed; empty if unknown
   */
  record Found(ValidatedAnswer now, @Nullable ValidatedAnswer then, Optional<Window> window) {
    boolean isSecureNow() {
      return now.verdict() instanceof Verdict.Secure;
    }

    /** The answer that is proven; empty if none is. */
    Optional<ValidatedAnswer> proven() {
      return isSecureNow()
          ? Optional.of(now)
          : Optional.ofNullable(then).filter(one -> one.verdict() instanceof Verdict.Secure);
    }
  }

  RootLook(DnsOptions dns, UpstreamChecks upstreams, Deadline deadline) {
    this.dns = dns;
    this.upstreams = upstreams;
    this.deadline = deadline;
  }

  /** Blocks until the deadline at most. An upstream works. */
  synchronized Found look() {
    if (found == null) {
      UpstreamFacts upstream = upstreams.working().get(0);
      RootAnswers answers = upstream.answers();
      Optional<Window> window = answers == null ? Optional.empty() : answers.window();
      ValidatedAnswer now = judged(upstream, dns.clock());
      ValidatedAnswer then =
          now.verdict() instanceof Verdict.Secure || window.isEmpty()
              ? null
              : judged(upstream, InstantSource.fixed(window.get().middle()));
      found = new Found(now, then, window);
    }
    return found;
  }

  private ValidatedAnswer judged(UpstreamFacts upstream, InstantSource clock) {
    List<DnsExchange> opened = dns.opened(List.of(upstream.upstream()));
    try (TrustedResolver resolver =
        TrustedResolver.builder()
            .upstreams(opened.toArray(DnsExchange[]::new))
            .anchors(dns.trusted())
            .clock(clock)
            .resolveTimeout(deadline.atMost(dns.timeout()))
            .build()) {
      return resolver.lookup(Question.of(".", Type.SOA)).answer();
    }
  }
}
