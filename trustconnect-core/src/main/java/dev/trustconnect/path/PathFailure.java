package dev.trustconnect.path;

import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import org.jspecify.annotations.Nullable;

/** Why a candidate isn't a valid path. Never leaves this package: see {@link PathOutcome}. */
final class PathFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final String seen;
  private final String wanted;

  PathFailure(Reason reason, String seen, String wanted) {
    super(reason.code(), null, false, false);
    this.reason = reason;
    this.seen = seen;
    this.wanted = wanted;
  }

  /** The failure with the more important reason, or {@code first} if they are equal. */
  static PathFailure moreTelling(@Nullable PathFailure first, PathFailure second) {
    return first == null || second.reason.isMoreTellingThan(first.reason) ? second : first;
  }

  Reason reason() {
    return reason;
  }

  PathOutcome.Broken broken() {
    return new PathOutcome.Broken(new Finding.Violated(Check.PATH_VERIFIED, reason, seen, wanted));
  }
}
