package dev.trustconnect.resolve;

import dev.trustconnect.audit.AuditEvent.Change;
import dev.trustconnect.audit.AuditEvent.UpstreamChanged;
import dev.trustconnect.audit.AuditEvent.UpstreamFailure;
import dev.trustconnect.audit.AuditEvent.UpstreamsDisagree;
import dev.trustconnect.audit.AuditEvent.UpstreamsFailed;
import dev.trustconnect.audit.trail.AuditTrail;
import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.name.HostName;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports what upstreams did, to the audit trail and at DEBUG to the log, and what is counted to
 * the meter. Thread-safe; never blocks or throws.
 *
 * <p>The audit trail gets the name of a question only where a policy is written for it. DEBUG lines
 * always have it.
 */
final class ResolverEvents {
  private static final Logger LOG = LoggerFactory.getLogger(ResolverEvents.class);

  /** The reasons that a signed zone shows once its signatures are stripped. */
  private static final Set<Reason> STRIPPED =
      EnumSet.of(Reason.SIGNATURE_MISSING, Reason.DNSKEY_MISSING, Reason.DENIAL_MISSING);

  private final AuditTrail trail;
  private final Predicate<HostName> isCovered;
  private final InstantSource clock;
  private final ResolverMeter meter;

  /** Events for {@code trail}, which may have the names that {@code isCovered} accepts. */
  ResolverEvents(
      AuditTrail trail, Predicate<HostName> isCovered, InstantSource clock, ResolverMeter meter) {
    this.meter = meter;
    this.trail = trail;
    this.isCovered = isCovered;
    this.clock = clock;
  }

  /** A host was found in memory. */
  void remembered(Resolution known) {
    if (meter != ResolverMeter.NONE) {
      ResolverMeter.Source source =
          known.staleness().isPresent() ? ResolverMeter.Source.STALE : ResolverMeter.Source.MEMORY;
      lookedUp(known.host(), known.verdict(), source, null, Duration.ZERO);
    }
  }

  /** A host was resolved by lookups. */
  void resolved(Resolution found, ResolverMeter.Source source) {
    lookedUp(found.host(), found.verdict(), source, null, found.elapsed());
  }

  /** A host was refused after {@code elapsed}. */
  void refused(
      HostName host,
      UntrustedNameException refused,
      ResolverMeter.Source source,
      Duration elapsed) {
    lookedUp(host, refused.verdict().orElse(null), source, refused.reason(), elapsed);
  }

  private void lookedUp(
      HostName host,
      @Nullable Verdict verdict,
      ResolverMeter.Source source,
      @Nullable Reason refusal,
      Duration elapsed) {
    try {
      meter.lookedUp(host, verdict, source, refusal, elapsed);
    } catch (RuntimeException | LinkageError thrown) {
      LOG.warn("a meter threw", thrown);
    }
  }

  /** Whether {@link #asked} reports to a meter. */
  boolean isMetered() {
    return meter != ResolverMeter.NONE;
  }

  /** A question ended, with {@code failure} or with an answer. */
  void asked(String upstream, @Nullable Reason failure, Duration elapsed) {
    try {
      meter.asked(upstream, failure, elapsed);
    } catch (RuntimeException | LinkageError thrown) {
      LOG.warn("a meter threw", thrown);
    }
  }

  /** An upstream is asked last for {@code pause}. */
  void putAside(Question question, String upstream, Reason reason, Duration pause) {
    LOG.debug("{}: {} is put aside for {}: {}", question, upstream, pause, reason);
    trail.record(
        () ->
            new UpstreamChanged(
                clock.instant(),
                upstream,
                Change.PUT_ASIDE,
                Optional.of(reason),
                Optional.of(clock.instant().plus(pause)),
                nameOf(question)));
  }

  /** An upstream is asked in its turn again. */
  void cameBack(Question question, String upstream) {
    LOG.debug("{}: {} is asked in its turn again", question, upstream);
    trail.record(
        () ->
            new UpstreamChanged(
                clock.instant(),
                upstream,
                Change.CAME_BACK,
                Optional.empty(),
                Optional.empty(),
                nameOf(question)));
  }

  /** One upstream's answer was BOGUS for {@code reason}, another's was proven. */
  void disagree(Question question, String bogus, Reason reason, String proven, Verdict verdict) {
    LOG.debug(
        "{}: {} by {}, but BOGUS by {}: {}", question, verdict.label(), proven, bogus, reason);
    trail.record(
        () ->
            new UpstreamsDisagree(
                clock.instant(),
                bogus,
                reason,
                proven,
                verdict.label(),
                STRIPPED.contains(reason),
                nameOf(question)));
  }

  /** No upstream led to a proof, and some of them had no answer. */
  void failed(Question question, List<UpstreamFailure> failures) {
    LOG.debug("{}: no upstream led to a proof: {}", question, failures);
    trail.record(() -> new UpstreamsFailed(clock.instant(), failures, nameOf(question)));
  }

  private String nameOf(Question question) {
    try {
      HostName host = HostName.parse(question.owner());
      return isCovered.test(host) ? host.ascii() : "";
    } catch (IllegalArgumentException noHost) {
      return ""; // such as _443._tcp.example.com, for which no policy can be written
    }
  }
}
