package dev.trustconnect.zone;

import dev.trustconnect.dnssec.Hop;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.survey.ZoneFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.xbill.DNS.Type;

/**
 * A report for the owner of a zone. A pure function of facts, time and history. Immutable.
 *
 * @param apex the zone, without its last dot
 * @param at the moment of the look
 * @param notJudged why nothing can be said; empty if it can, and then the rest is empty
 * @param stages the states that the zone is in, the most urgent first
 * @param keys the keys in its DNSKEY set
 * @param delegation the DS records to publish
 * @param calendar the signatures at the apex, by their end, earliest first
 * @param notes what else is worth knowing, the heaviest first
 * @param age how old the facts may be: what a resolver answers is up to one TTL old
 */
public record ZoneReport(
    String apex,
    Instant at,
    Optional<String> notJudged,
    List<ZoneStage> stages,
    List<PublishedKey> keys,
    DelegationPlan delegation,
    List<SignatureEnd> calendar,
    List<ZoneNote> notes,
    Duration age) {
  private static final Duration HOLD_DOWN = Duration.ofDays(30); // RFC 5011 §2.4.2

  public ZoneReport {
    stages = List.copyOf(stages);
    keys = List.copyOf(keys);
    calendar = List.copyOf(calendar);
    notes = List.copyOf(notes);
  }

  /**
   * The report on the facts of {@link dev.trustconnect.survey.Surveyor#zone}.
   *
   * @param at when they were collected
   * @param digest of the DS data to publish
   */
  public static ZoneReport of(
      ZoneFacts facts, Instant at, ZoneHistory history, DelegationPlan.Digest digest) {
    ZoneView zone = new ZoneView(facts, at, history);
    Optional<String> notJudged = whyNotJudged(facts).or(() -> whyUnknown(zone));
    List<ZoneStage> stages = notJudged.isPresent() ? List.of() : stages(zone);
    List<ZoneNote> notes =
        notJudged.isPresent()
            ? List.of()
            : Stream.concat(new ParentWishes(zone).notes().stream(), ZoneNotes.of(zone).stream())
                .sorted(Comparator.comparing(ZoneNote::weight))
                .toList();
    return new ZoneReport(
        facts.apex(),
        at,
        notJudged,
        stages,
        zone.keys(),
        DelegationPlan.of(zone, digest),
        calendar(zone),
        notes,
        zone.waits().age());
  }

  /** Why {@code facts} aren't those of a zone's apex; empty if they are, or if that is unknown. */
  public static Optional<String> whyNoApex(ZoneFacts facts) {
    return facts
        .answer(Type.SOA)
        .filter(soa -> soa.verdict().isProven())
        .map(soa -> soa.hops().get(0))
        .filter(hop -> hop.kind() != Hop.Kind.POSITIVE)
        .map(
            hop ->
                facts.apex()
                    + " isn't the apex of a zone"
                    + (hop.verdict() instanceof Verdict.Secure
                        ? "; it lies in " + hop.zone()
                        : ": it has no SOA record"));
  }

  private static Optional<String> whyNotJudged(ZoneFacts facts) {
    Optional<String> noApex = whyNoApex(facts);
    if (noApex.isPresent()) {
      return noApex;
    }
    return Stream.of(Type.SOA, Type.DNSKEY, Type.DS)
        .flatMap(
            type ->
                facts.answer(type).stream()
                    .map(answer -> answer.verdict())
                    .filter(verdict -> verdict instanceof Verdict.Indeterminate)
                    .map(verdict -> verdict.detail() + " [" + verdict.reason().code() + "]"))
        .findFirst();
  }

  /** A DS of algorithms that can't be verified here: nothing can be said about its keys. */
  private static Optional<String> whyUnknown(ZoneView zone) {
    ApexSet keys = zone.set(Type.DNSKEY).orElse(null);
    return keys != null
            && !zone.ds().isEmpty()
            && zone.workingKeys().isEmpty()
            && keys.verdict() instanceof Verdict.Insecure unsigned
            && unsigned.reason().code().startsWith("dnssec.algorithm")
        ? Optional.of(unsigned.detail())
        : Optional.empty();
  }

  private static List<ZoneStage> stages(ZoneView zone) {
    List<ZoneStage> stages = new ArrayList<>();
    Optional<ZoneStage> broken = new BrokenZone(zone).stage();
    ParentWishes wishes = new ParentWishes(zone);
    broken.ifPresent(stages::add);
    stages.addAll(wishes.stages());
    stages.addAll(revoked(zone));
    if (broken.isEmpty()) {
      stages.addAll(healthy(zone, wishes));
    }
    if (stages.isEmpty()) {
      stages.add(
          ZoneStage.of(
              ZoneState.STABLE, "every DS leads to a key that signs, and no other key waits"));
    }
    stages.sort(Comparator.comparing(ZoneStage::state));
    return stages;
  }

  private static List<ZoneStage> healthy(ZoneView zone, ParentWishes wishes) {
    if (zone.keys().isEmpty()) {
      return List.of(
          ZoneStage.of(ZoneState.UNSIGNED, "neither keys nor a DS", ZoneStep.now("sign the zone")));
    }
    List<ZoneStage> stages = new ArrayList<>();
    if (zone.ds().isEmpty()) {
      stages.add(island(zone));
    } else {
      stages.addAll(new EntryStages(zone, wishes).ofLinkedZone());
    }
    stages.addAll(new DataStages(zone).all());
    stages.addAll(new AlgorithmStages(zone).all());
    return stages;
  }

  private static ZoneStage island(ZoneView zone) {
    boolean signs = zone.usableKeys().stream().anyMatch(PublishedKey::signsKeys);
    return ZoneStage.of(
        ZoneState.ISLAND,
        signs
            ? "signed, and the parent has no DS"
            : "there are keys, none of them signs the DNSKEY set, and the parent has no DS",
        signs
            ? ZoneStep.notBefore(
                zone.waits().dataKnown(),
                "publish the DS: until then caches may have answers without signatures")
            : ZoneStep.now("let a key sign the DNSKEY set; publish no DS before that"));
  }

  private static List<ZoneStage> revoked(ZoneView zone) {
    return zone.keys().stream()
        .filter(PublishedKey::isRevoked)
        .map(
            key ->
                ZoneStage.of(
                    ZoneState.KEY_REVOKED,
                    key + " is revoked",
                    ZoneStep.notBefore(
                        zone.waits().since().plus(HOLD_DOWN),
                        "remove key "
                            + key.keyTag()
                            + ": validators that follow it as an anchor need 30 days")))
        .toList();
  }

  private static List<SignatureEnd> calendar(ZoneView zone) {
    return zone.ownSets().stream()
        .flatMap(set -> set.ends().stream())
        .sorted(Comparator.comparing(SignatureEnd::ends).thenComparing(SignatureEnd::type))
        .toList();
  }

  /** Whether the zone is in this state, maybe among others. */
  public boolean isIn(ZoneState state) {
    return stages.stream().anyMatch(stage -> stage.state() == state);
  }

  /** Sets whose last signature ends soon: the signer has stopped. */
  public List<String> endingSets() {
    return calendar.stream()
        .map(SignatureEnd::type)
        .distinct()
        .filter(
            type ->
                calendar.stream()
                    .filter(end -> end.type().equals(type))
                    .allMatch(end -> end.isEndingAt(at)))
        .toList();
  }

  /** Whether something does harm, or is about to, if nothing is done now. */
  public boolean needsAction() {
    return isIn(ZoneState.BROKEN)
        || (isIn(ZoneState.DELETE_ASKED) && !isIn(ZoneState.ISLAND) && !isIn(ZoneState.UNSIGNED))
        || !endingSets().isEmpty()
        || notes.stream().anyMatch(note -> note.weight() == ZoneNote.Weight.ERROR);
  }
}
