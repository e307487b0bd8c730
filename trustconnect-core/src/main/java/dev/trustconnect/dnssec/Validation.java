package dev.trustconnect.dnssec;

import dev.trustconnect.finding.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;

/**
 * One question on its way to a verdict. Does no I/O: call {@link #advance()} for the questions to
 * send, and {@link #feed} it the responses.
 *
 * <p>Not thread-safe: one caller at a time. Never throws because of the contents of a message: an
 * unusable one makes the verdict INDETERMINATE or BOGUS.
 */
public final class Validation {
  private final Question question;
  private final Terms terms;
  private final Received received;
  private final ChainOfTrust chain;
  private final HopValidator hopValidator;
  private final Needs needs = new Needs();
  private final Verdicts verdicts;
  private final Synthesis synthesis;
  private @Nullable Step last;
  private boolean heard;

  /** The questions that the caller was asked to send; guesses aren't among them. */
  private final Set<Question> required = new HashSet<>();

  Validation(Question question, TrustAnchors anchors, Terms terms) {
    this.question = question;
    this.terms = terms;
    this.received = new Received(terms.settings().limits().aliasHops());
    this.verdicts = new Verdicts(terms);
    SignatureVerifier verifier = new SignatureVerifier(terms);
    Denials denials = new Denials(terms, verifier);
    this.chain = new ChainOfTrust(terms, received, needs, anchors, verifier, denials);
    this.hopValidator = new HopValidator(terms, chain, needs, verifier, denials, verdicts);
    this.synthesis = new Synthesis(terms, chain, denials, verdicts);
  }

  /**
   * The next step: what is needed, or the answer. Asking again without feeding gives the same step.
   *
   * <p>Call it after each message: it gives the verdict as soon as the messages so far prove it,
   * even if other questions are still unanswered.
   */
  public Step advance() {
    Step step = last;
    if (step == null) {
      step = first();
    } else if (step instanceof Step.Need && heard) {
      step = next();
    }
    if (step instanceof Step.Need need) {
      required.addAll(need.required());
    }
    heard = false;
    last = step;
    return step;
  }

  /**
   * Hands over the upstream's response to {@code asked}. Only the first response to a question
   * counts; one to a question that wasn't asked is ignored. A module that calls this requires
   * {@code org.dnsjava}.
   */
  @SuppressWarnings("exports") // for experts, who parse messages with dnsjava as we do
  public void feed(Question asked, Message response) {
    received.feed(asked, response);
    heard = true;
  }

  /** Whether this validation has built on a zone that an earlier one proved. */
  public boolean usedKnownZones() {
    return terms.memory().usedKnownZones();
  }

  /**
   * Reports that {@code asked} couldn't be answered. That never counts as "no data", and never
   * makes a name INSECURE.
   */
  public void fail(Question asked, Reason why, String detail) {
    received.fail(asked, fetchFailure(asked, why, detail));
    heard = true;
  }

  /** The question and all that follow from its name, so that a cold lookup costs one round trip. */
  private Step first() {
    Synthesis.Answer remembered = synthesis.answer(question);
    if (remembered != null) {
      return done(List.of(remembered.hop()), Set.of(remembered.zone()), rcodeOf(remembered.hop()));
    }
    Set<Question> required = new LinkedHashSet<>(chain.questions().impliedBy(question));
    required.remove(question);
    if (!terms.budget().payQuestions(received.ask(required))) {
      return done(List.of(unanswered(question, verdicts.budgetSpent(question))), Set.of(), -1);
    }
    required.add(question);
    Set<Question> guesses = new LinkedHashSet<>(chain.questions().guessesFor(question));
    guesses.removeAll(required);
    received.ask(required);
    received.ask(guesses);
    return new Step.Need(required, guesses);
  }

  private Step next() {
    List<Hop> hops = new ArrayList<>();
    Set<ProvenZone> zones = new LinkedHashSet<>();
    int rcode = -1;
    Question asked = question;
    needs.clear();
    while (asked != null && needs.isEmpty() && received.isAnswered(asked)) {
      ResponseModel model = received.model(asked);
      if (model == null) {
        Failure failure = Objects.requireNonNull(received.failure(asked));
        hops.add(unanswered(asked, verdicts.refused(failure)));
        asked = null;
      } else {
        rcode = model.rcode();
        asked = follow(model, hops, zones);
      }
    }
    if (asked != null && !received.isAnswered(asked)) {
      Synthesis.Answer remembered =
          needs.isEmpty() && !required.contains(asked) ? synthesis.answer(asked) : null;
      if (remembered != null) {
        hops.add(remembered.hop());
        zones.add(remembered.zone());
        return done(hops, zones, rcodeOf(remembered.hop()));
      }
      needs.add(asked);
      needs.addLikely(chain.questions().impliedBy(asked));
    }
    return needs.isEmpty() ? done(hops, zones, rcode) : need(needs.missing(), needs.likely());
  }

  private static int rcodeOf(Hop hop) {
    return hop.kind() == Hop.Kind.NXDOMAIN ? Rcode.NXDOMAIN : Rcode.NOERROR;
  }

  /** Validates the hops of one response; the question it leaves open, or null. */
  private @Nullable Question follow(ResponseModel model, List<Hop> hops, Set<ProvenZone> zones) {
    for (ReceivedHop hop : model.hops()) {
      HopValidator.ValidatedHop validated = hopValidator.validate(hop, question.type());
      if (validated != null) {
        hops.add(validated.hop());
        if (validated.zone() != null) {
          zones.add(validated.zone());
        }
      }
    }
    if (model.next() == null) {
      return null;
    }
    Question open = new Question(model.next(), question.type());
    Failure endless = whyNotFollow(open, hops);
    if (endless != null) {
      hops.add(unanswered(open, verdicts.refused(endless)));
      return null;
    }
    return open;
  }

  private @Nullable Failure whyNotFollow(Question open, List<Hop> hops) {
    if (hops.stream().anyMatch(hop -> hop.name().equals(open.name()))) {
      return fetchFailure(open, Reason.ALIAS_LOOP, open.name() + " is an alias of itself");
    }
    if (hops.size() > terms.budget().aliasHops()) {
      return fetchFailure(
          open,
          Reason.ALIAS_CHAIN_TOO_LONG,
          "more than " + terms.budget().aliasHops() + " aliases");
    }
    return null;
  }

  /** Waits for questions that were sent; once they are answered, the new ones go out together. */
  private Step need(Set<Question> missing, Set<Question> likely) {
    missing.removeIf(received::isAnswered);
    if (missing.isEmpty()) {
      throw new IllegalStateException("waits for questions that were answered: " + question);
    }
    Set<Question> underWay = new LinkedHashSet<>(missing);
    underWay.retainAll(required);
    if (!underWay.isEmpty()) {
      return new Step.Need(underWay, Set.of());
    }
    missing.addAll(likely);
    missing.removeIf(received::isAnswered);
    if (!terms.budget().payQuestions(received.ask(missing))) {
      return done(List.of(unanswered(question, verdicts.budgetSpent(question))), Set.of(), -1);
    }
    return new Step.Need(missing, Set.of());
  }

  private Step done(List<Hop> hops, Set<ProvenZone> zones, int rcode) {
    Verdict weakest = hops.get(0).verdict();
    Lifetime lifetime = Lifetime.of(weakest);
    for (Hop hop : hops) {
      Verdict verdict = hop.verdict();
      weakest = verdict.isWeakerThan(weakest) ? verdict : weakest;
      lifetime = lifetime.and(Lifetime.of(verdict));
    }
    return new Step.Done(
        new ValidatedAnswer(
            question,
            rcode,
            hops,
            hops.size() == 1 ? weakest : Verdicts.lasting(weakest, lifetime, null),
            ShownChain.of(zones, hops),
            Math.max(0, Duration.between(terms.now(), lifetime.end()).toSeconds())));
  }

  private static Hop unanswered(Question asked, Verdict verdict) {
    return new Hop(Hop.Kind.UNANSWERED, asked.name(), Name.root, verdict, List.of());
  }

  private static Failure fetchFailure(Question asked, Reason why, String detail) {
    return new Failure(
        why, detail, FailingLink.at(asked.name().toString(), FailingLink.Part.FETCH));
  }
}
