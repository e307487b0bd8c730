package dev.trustconnect;

import dev.trustconnect.dnssec.FailingLink;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.gate.TrustMeter;
import dev.trustconnect.name.HostName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Remembers how each upstream and the last lookups ended. Thread-safe. Bounded: one entry for each
 * upstream.
 */
final class ResolverHistory implements TrustMeter {
  /** How something ended last, and when; without a failure, it succeeded. */
  record Ended(Instant at, @Nullable Reason failure) {}

  private final InstantSource clock;
  private final Map<String, Ended> upstreams = new ConcurrentHashMap<>();
  private volatile @Nullable Ended lookup;
  private volatile @Nullable Ended root;
  private volatile @Nullable Instant failingSince;
  private volatile boolean servesStale;

  ResolverHistory(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public void asked(String upstream, @Nullable Reason failure, Duration elapsed) {
    if (failure != Reason.UPSTREAM_CLOSED) {
      upstreams.put(upstream, ended(failure));
    }
  }

  @Override
  public void lookedUp(
      HostName host,
      @Nullable Verdict verdict,
      Source source,
      @Nullable Reason refusal,
      Duration elapsed) {
    if (source == Source.MEMORY || source == Source.PROOF || verdict == null) {
      return; // called for every request: nothing to learn from memory
    }
    boolean isUnavailable = refusal != null && refusal.kind() == Reason.Kind.UNAVAILABLE;
    lookup = ended(isUnavailable ? refusal : null);
    if (!isUnavailable) {
      failingSince = null;
    } else if (failingSince == null) {
      failingSince = clock.instant();
    }
    servesStale = source == Source.STALE;
    if (source == Source.UPSTREAM) {
      Reason atRoot = atRoot(verdict);
      if (atRoot != null || verdict.isProven()) {
        root = ended(atRoot);
      }
    }
  }

  private Ended ended(@Nullable Reason failure) {
    return new Ended(clock.instant(), failure);
  }

  /** Why the root zone's own keys and signatures were BOGUS; null if they weren't. */
  private static @Nullable Reason atRoot(Verdict verdict) {
    FailingLink link = verdict.link().orElse(null);
    boolean isRoot =
        link != null
            && link.zone().equals(".")
            && (link.part() == FailingLink.Part.ANCHOR || link.part() == FailingLink.Part.DNSKEY);
    return verdict instanceof Verdict.Bogus && isRoot ? verdict.reason() : null;
  }

  /** How the last question to an upstream ended; null if none has. */
  @Nullable Ended upstream(String label) {
    return upstreams.get(label);
  }

  /** Since when all lookups that needed an upstream have failed; null if the last one didn't. */
  @Nullable Instant failingSince() {
    return failingSince;
  }

  /** Whether the last lookup that needed an upstream got an answer; null if there was none. */
  @Nullable Ended lookup() {
    return lookup;
  }

  /** Whether the last lookup proved the root's keys; null if none has shown them. */
  @Nullable Ended root() {
    return root;
  }

  /** Whether the last lookup that needed an upstream was answered with a stale answer. */
  boolean servesStale() {
    return servesStale;
  }
}
