package dev.trustconnect;

import dev.trustconnect.audit.trail.AuditTrail;
import dev.trustconnect.dnssec.ShareStats;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.gate.TrustMeter;
import dev.trustconnect.health.Health;
import dev.trustconnect.health.Health.Component;
import dev.trustconnect.health.Health.Status;
import dev.trustconnect.pin.PinSet;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.PolicyBook;
import dev.trustconnect.resolve.MemoryStats;
import dev.trustconnect.resolve.TrustedResolver;
import dev.trustconnect.resolve.UpstreamStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Determines the health of one {@code TrustConnect}. Thread-safe. */
final class HealthMonitor {
  /** More than signatures and certificates usually leave between their start and their use. */
  static final Duration MOST_SKEW = Duration.ofSeconds(60);

  /**
   * How long lookups may all fail: one name's servers can cause that while it alone is asked for.
   */
  static final Duration FAILURES_ALLOWED = Duration.ofSeconds(60);

  /** How long a stale answer counts: what is renewed in the background isn't looked up again. */
  static final Duration STALE_COUNTS = Duration.ofMinutes(5);

  /** How long a lost audit event counts. */
  static final Duration LOSS_COUNTS = Duration.ofMinutes(15);

  private final InstantSource clock;
  private final ResolverHistory history;
  private long droppedBefore; // guarded by this
  private @Nullable Instant lostAt; // guarded by this

  /** A monitor that has seen nothing yet. */
  HealthMonitor(InstantSource clock) {
    this.clock = clock;
    this.history = new ResolverHistory(clock);
  }

  /** Receives what happens; must be attached. */
  TrustMeter meter() {
    return history;
  }

  /**
   * The health now. Doesn't block. Upstreams that answered nothing are asked again: without
   * requests, nothing else would show that they answer.
   *
   * @param book the policies in force
   * @param problems of watched files, one line each
   */
  Health check(TrustedResolver resolver, PolicyBook book, AuditTrail trail, List<String> problems) {
    Instant now = clock.instant();
    resolver.recheckUpstreams();
    List<UpstreamStatus> upstreams = resolver.upstreams();
    return Health.of(
        List.of(
            upstreams(upstreams, now),
            anchors(),
            clock(upstreams),
            policy(book, now),
            sinks(trail.dropped(), now),
            memory(resolver.stats()),
            files(problems)),
        now);
  }

  private Component upstreams(List<UpstreamStatus> upstreams, Instant now) {
    List<String> failing = new ArrayList<>();
    int asked = 0;
    boolean someMayAnswer = false;
    for (UpstreamStatus upstream : upstreams) {
      ResolverHistory.Ended last = history.upstream(upstream.label());
      String problem = problem(upstream, last);
      asked += last == null ? 0 : 1;
      someMayAnswer |= upstream.failure().isEmpty();
      if (!problem.isEmpty()) {
        failing.add(upstream.label() + " " + problem);
      }
    }
    ResolverHistory.Ended lookup = history.lookup();
    if (lookup != null && history.servesStale() && now.isBefore(lookup.at().plus(STALE_COUNTS))) {
      return new Component(
          "upstreams", Status.DEGRADED, "stale answers are in use: " + joined(failing));
    }
    if (lookup != null && lookup.failure() != null && !someMayAnswer) {
      return new Component(
          "upstreams", Status.DOWN, "none answers: " + joined(failing) + "; check the network");
    }
    if (!failing.isEmpty()) {
      return new Component("upstreams", Status.DEGRADED, "failing: " + joined(failing));
    }
    Instant since = history.failingSince();
    if (lookup != null
        && lookup.failure() != null
        && since != null
        && !now.isBefore(since.plus(FAILURES_ALLOWED))
        && now.isBefore(lookup.at().plus(STALE_COUNTS))) {
      return new Component(
          "upstreams",
          Status.DEGRADED,
          "answers for the root zone only: all lookups have failed since "
              + since.truncatedTo(ChronoUnit.SECONDS)
              + ", the last one with ["
              + lookup.failure().code()
              + "]");
    }
    return new Component(
        "upstreams",
        Status.UP,
        asked == 0 ? "not asked yet" : asked + " of " + upstreams.size() + " answered");
  }

  /**
   * The known problem of an upstream; empty if there is none.
   *
   * @param last how the last question to it ended; null if none has
   */
  private static String problem(UpstreamStatus upstream, ResolverHistory.@Nullable Ended last) {
    Reason failure = upstream.failure().orElse(last == null ? null : last.failure());
    if (failure != null) {
      return "[" + failure.code() + "]";
    }
    return upstream.asideFor().isZero()
        ? ""
        : "put aside for " + upstream.asideFor().toSeconds() + " s";
  }

  private static String joined(List<String> texts) {
    return texts.isEmpty() ? "see the log" : String.join(", ", texts);
  }

  private Component anchors() {
    ResolverHistory.Ended root = history.root();
    if (root == null) {
      return new Component("anchors", Status.UP, "not used yet");
    }
    Reason failure = root.failure();
    if (failure == null) {
      return new Component("anchors", Status.UP, "prove the root's keys");
    }
    return isOfTime(failure)
        ? new Component("anchors", Status.UP, "not the cause: see the clock")
        : new Component(
            "anchors",
            Status.DEGRADED,
            "the root's keys aren't proven ["
                + failure.code()
                + "]; update this library or the anchors, or check the upstreams");
  }

  private static boolean isOfTime(Reason reason) {
    return reason == Reason.SIGNATURE_EXPIRED || reason == Reason.SIGNATURE_NOT_YET_VALID;
  }

  private Component clock(List<UpstreamStatus> upstreams) {
    ResolverHistory.Ended root = history.root();
    Reason failure = root == null ? null : root.failure();
    if (failure != null && isOfTime(failure)) {
      return new Component(
          "clock",
          Status.DEGRADED,
          "the root's signatures aren't valid at this machine's time ["
              + failure.code()
              + "]; set the clock");
    }
    Duration skew = UpstreamStatus.clockSkew(upstreams).orElse(null);
    if (skew == null) {
      return new Component("clock", Status.UP, "not compared yet");
    }
    String seen =
        skew.abs().toSeconds() + " s " + (skew.isNegative() ? "ahead of" : "behind") + " upstreams";
    return skew.abs().compareTo(MOST_SKEW) > 0
        ? new Component("clock", Status.DEGRADED, seen + "; set the clock")
        : new Component("clock", Status.UP, seen);
  }

  private static Component policy(PolicyBook book, Instant now) {
    List<String> ending = new ArrayList<>();
    for (EndpointPolicy policy : book.policies()) {
      PinSet pins = policy.pins().orElse(null);
      if (pins != null && pins.isDueAt(now)) {
        ending.add(policy.hosts() + (pins.isExpiredAt(now) ? " since " : " from ") + pins.expiry());
      }
    }
    return ending.isEmpty()
        ? new Component("policy", Status.UP, book.toString())
        : new Component(
            "policy", Status.DEGRADED, "pins must be renewed: " + String.join(", ", ending));
  }

  private synchronized Component sinks(long dropped, Instant now) {
    if (dropped > droppedBefore) {
      droppedBefore = dropped;
      lostAt = now;
    }
    Instant lost = lostAt;
    return lost != null && now.isBefore(lost.plus(LOSS_COUNTS))
        ? new Component(
            "sinks", Status.DEGRADED, dropped + " audit events lost so far; see the log")
        : new Component("sinks", Status.UP, dropped + " audit events lost so far");
  }

  private static Component memory(MemoryStats stats) {
    long evicted = 0;
    for (ShareStats share :
        List.of(stats.hosts(), stats.answers(), stats.zones(), stats.denials())) {
      evicted += share.evictions();
    }
    return new Component(
        "memory", Status.UP, stats.bytes() / 1024 + " KiB used, " + evicted + " entries evicted");
  }

  private static Component files(List<String> problems) {
    return problems.isEmpty()
        ? new Component("files", Status.UP, "as read")
        : new Component("files", Status.DEGRADED, String.join("; ", problems));
  }
}
