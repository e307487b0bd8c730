package dev.trustconnect.resolve;

import dev.trustconnect.audit.AuditEvent.UpstreamFailure;
import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The upstreams that gave one lookup no proof: chooses the answer to return if all failed, puts
 * failing upstreams aside, and reports. Confined to the turns of the lookup.
 */
final class LookupFailures {
  private final Question question;
  private final LookupContext context;
  private final List<Failure> failures = new ArrayList<>();

  /** An attempt that led to no proof. */
  record Failure(UpstreamAttempt attempt, ValidatedAnswer answer) {
    private int upstream() {
      return attempt.upstream();
    }

    private Reason reason() {
      return answer.verdict().reason();
    }

    private boolean isSilence() {
      return reason().kind() == Reason.Kind.UNAVAILABLE;
    }

    private boolean isClosed() {
      return reason() == Reason.UPSTREAM_CLOSED;
    }

    private boolean isBogus() {
      return answer.verdict() instanceof Verdict.Bogus;
    }
  }

  LookupFailures(Question question, LookupContext context) {
    this.question = question;
    this.context = context;
  }

  void add(UpstreamAttempt attempt, ValidatedAnswer answer) {
    failures.add(new Failure(attempt, answer));
  }

  /** Each upstream with its reason, in the order in which they failed. */
  List<UpstreamFailure> list() {
    List<UpstreamFailure> list = new ArrayList<>(failures.size());
    for (Failure failure : failures) {
      list.add(new UpstreamFailure(label(failure.upstream()), failure.reason()));
    }
    return List.copyOf(list);
  }

  /** Another upstream led to {@code proof}: those that failed are put aside. */
  void disprovedBy(int upstream, Verdict proof) {
    if (context.upstreams().proved(upstream)) {
      context.events().cameBack(question, label(upstream));
    }
    for (Failure failure : failures) {
      if (failure.isBogus()) {
        String bogus = label(failure.upstream());
        context.events().disagree(question, bogus, failure.reason(), label(upstream), proof);
      }
      putAside(failure.upstream(), failure.reason());
    }
  }

  /** No upstream led to a proof. Those that couldn't be reached are put aside if another could. */
  void allFailed() {
    boolean someAnswered = failures.stream().anyMatch(failure -> !failure.isSilence());
    boolean someSilent = failures.stream().anyMatch(Failure::isSilence);
    if (someAnswered) {
      failures.stream()
          .filter(Failure::isSilence)
          .forEach(failure -> putAside(failure.upstream(), failure.reason()));
    }
    if (someSilent && !isClosed()) { // a resolver that is closed isn't a failure of its upstreams
      context.events().failed(question, list());
      context.rollCall().askAll();
    }
  }

  private boolean isClosed() {
    return failures.stream().anyMatch(Failure::isClosed);
  }

  void putAside(int upstream, Reason why) {
    context
        .upstreams()
        .failed(upstream, why)
        .ifPresent(pause -> context.events().putAside(question, label(upstream), why, pause));
  }

  /**
   * BOGUS only if all upstreams that answered say so; those that didn't answer don't count. If none
   * answered and the resolver was closed meanwhile, that is the reason, and no stale answer is
   * used.
   */
  Failure mostTelling() {
    List<Failure> candidates = failures.stream().filter(failure -> !failure.isSilence()).toList();
    if (candidates.isEmpty()) {
      candidates = isClosed() ? failures.stream().filter(Failure::isClosed).toList() : failures;
    }
    if (!candidates.stream().allMatch(Failure::isBogus)) {
      candidates = candidates.stream().filter(failure -> !failure.isBogus()).toList();
    }
    return candidates.stream()
        .min(Comparator.comparingInt(failure -> failure.reason().rank()))
        .orElseThrow();
  }

  private String label(int upstream) {
    return context.upstreams().exchange(upstream).label();
  }
}
