package dev.trustconnect.watch;

import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Refusal;
import dev.trustconnect.lock.LockFileException;
import dev.trustconnect.lock.LockState;
import dev.trustconnect.lock.LockedEndpoint;
import dev.trustconnect.lock.Look;
import dev.trustconnect.lock.TrustLock;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.survey.Handshake;
import dev.trustconnect.survey.NameFacts;
import dev.trustconnect.survey.Survey;
import dev.trustconnect.survey.SurveyPlan;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks by surveys. An endpoint that isn't in the lock is compared with its state when it was
 * learned. Thread-safe: one lock guards the known facts.
 */
final class SurveyingEye implements Eye {
  /** Makes a survey. */
  @FunctionalInterface
  interface Surveys {
    Survey survey(Endpoint endpoint, SurveyPlan plan);
  }

  private static final Logger LOG = LoggerFactory.getLogger(SurveyingEye.class);

  private final Surveys surveys;
  private final Judging judging;
  private final SurveyPlan names;
  private final SurveyPlan whole;
  private final WatchState kept;
  private TrustLock lock; // guarded by this, as what follows
  private TrustLock learned = TrustLock.empty();
  private LockState state;

  /**
   * An eye.
   *
   * @param kept has what was learned before a restart; it can't be read without the YAML library,
   *     and is learned again then
   */
  SurveyingEye(
      Surveys surveys,
      Judging judging,
      SurveyPlan plan,
      TrustLock lock,
      LockState state,
      WatchState kept) {
    this.surveys = surveys;
    this.judging = judging;
    this.whole = plan;
    this.names = plan.passive();
    this.lock = lock;
    this.state = state;
    this.kept = kept;
    for (String text : kept.learned()) {
      try {
        for (LockedEndpoint locked : TrustLock.parse(text, "the state of the watch").endpoints()) {
          learned = learned.with(locked);
        }
      } catch (LockFileException | IllegalStateException unreadable) {
        LOG.warn("what was learned of an endpoint can't be read: it is learned again", unreadable);
      }
    }
  }

  @Override
  public Sight look(Endpoint endpoint, boolean handshake) {
    return sight(surveys.survey(endpoint, handshake ? whole : names));
  }

  /** Judges a survey. */
  Sight sight(Survey survey) {
    Optional<Reason> unavailable = unavailable(survey.names());
    if (unavailable.isPresent()) {
      return new Sight(
          null, null, "no upstream answers [" + unavailable.get().code() + "]", true, null);
    }
    TrustLock known;
    LockState seen;
    synchronized (this) {
      known = lockOf(survey.endpoint());
      seen = state;
    }
    Judging.Judged judged = judging.judge(survey, known, seen);
    return new Sight(judged.names(), judged.tls(), silence(survey), false, survey);
  }

  /** Why nothing is known about the name; empty if something is. */
  private static Optional<Reason> unavailable(NameFacts names) {
    Verdict verdict = names.weaker().verdict();
    if (verdict.staleness().isPresent()) {
      return Optional.of(Reason.NAME_ANSWER_STALE);
    }
    Optional<Reason> refusal = names.refusal().map(Refusal::reason);
    Reason reason =
        verdict instanceof Verdict.Indeterminate ? verdict.reason() : refusal.orElse(Reason.PROVEN);
    return reason.kind() == Reason.Kind.UNAVAILABLE ? Optional.of(reason) : Optional.empty();
  }

  private static String silence(Survey survey) {
    Handshake handshake = survey.handshake().orElse(null);
    return handshake == null || !handshake.served().isEmpty()
        ? ""
        : handshake.address().getHostAddress() + ": " + handshake.failure();
  }

  private TrustLock lockOf(Endpoint endpoint) {
    return lock.find(endpoint).isPresent() ? lock : learned;
  }

  @Override
  public synchronized void settled(Endpoint endpoint, Sight sight) {
    Survey survey = sight.survey();
    if (survey == null || sight.tls() == null) {
      return; // without a handshake only half of it would be known
    }
    if (!knows(endpoint)) {
      Optional<LockedEndpoint> seen = Look.of(survey).locked(state);
      seen.ifPresent(
          locked -> {
            learned = learned.with(locked);
            kept.learn(endpoint, TrustLock.empty().with(locked).toText());
          });
    }
    state = state.after(lockOf(endpoint), List.of(survey)).saved();
  }

  @Override
  public synchronized boolean knows(Endpoint endpoint) {
    return lock.find(endpoint).isPresent() || learned.find(endpoint).isPresent();
  }

  @Override
  public synchronized void keepOnly(Collection<Endpoint> endpoints) {
    Set<Endpoint> kept = new HashSet<>(endpoints);
    TrustLock rest = TrustLock.empty();
    for (LockedEndpoint locked : learned.endpoints()) {
      if (kept.contains(locked.endpoint())) {
        rest = rest.with(locked);
      } else {
        state = state.without(locked.endpoint());
      }
    }
    learned = rest;
  }

  /** Another lock from now on. */
  synchronized void replace(TrustLock other) {
    lock = other;
  }

  /** Forgets the learned state of an endpoint: its next look becomes its usual state. */
  synchronized void relearn(Endpoint endpoint) {
    TrustLock rest = TrustLock.empty();
    for (LockedEndpoint locked : learned.endpoints()) {
      if (!locked.endpoint().equals(endpoint)) {
        rest = rest.with(locked);
      }
    }
    learned = rest;
    state = state.without(endpoint);
  }
}
