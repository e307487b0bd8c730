package dev.trustconnect.testing;

import dev.trustconnect.dnssec.LearnedZones;
import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.Step;
import dev.trustconnect.dnssec.TrustAnchors;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Validation;
import dev.trustconnect.dnssec.ValidationMemory;
import dev.trustconnect.dnssec.Validator;
import dev.trustconnect.dnssec.ValidatorSettings;
import dev.trustconnect.finding.Reason;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;

/**
 * Takes a {@link Validation} through a {@link SignedWorld}: asks, feeds, counts.
 *
 * <p>Every answer crosses the wire format on its way, as it would in life. Immutable, so that a
 * half-built one can be kept; with {@link #remembering()} it shares what it learns.
 */
public final class Ask {
  private static final int MAX_ROUNDS = 64;

  private final SignedWorld world;
  private final TrustAnchors anchors;
  private final ValidatorSettings settings;
  private final ValidationMemory memory;
  private final @Nullable LearnedZones known;
  private final Instant now;
  private final boolean guessing;

  private Ask(
      SignedWorld world,
      TrustAnchors anchors,
      ValidatorSettings settings,
      ValidationMemory memory,
      @Nullable LearnedZones known,
      Instant now,
      boolean guessing) {
    this.world = world;
    this.anchors = anchors;
    this.settings = settings;
    this.memory = memory;
    this.known = known;
    this.now = now;
    this.guessing = guessing;
  }

  /**
   * What came out.
   *
   * @param questions what was asked, in order; none twice
   * @param rounds how many times a new set of questions was needed: sequential round trips
   */
  public record Outcome(ValidatedAnswer answer, List<Question> questions, int rounds) {
    public Outcome {
      questions = List.copyOf(questions);
    }

    /** {@code SECURE}, {@code INSECURE}, {@code BOGUS} or {@code INDETERMINATE}. */
    public String label() {
      return answer.verdict().label();
    }

    /** The verdict's reason. */
    public Reason reason() {
      return answer.verdict().reason();
    }

    /** Label and reason code, in one string to compare: {@code BOGUS dnssec.signature-expired}. */
    public String said() {
      return label() + " " + reason().code();
    }

    @Override
    public String toString() {
      return answer.verdict()
          + " "
          + answer.verdict().link()
          + " after "
          + rounds
          + " rounds: "
          + questions;
    }
  }

  /** Asks {@code world} at its own time, from its root's anchor, with default settings. */
  public static Ask of(SignedWorld world) {
    return new Ask(
        world,
        world.anchors(),
        ValidatorSettings.DEFAULT,
        ValidationMemory.none(),
        null,
        world.now(),
        true);
  }

  /** In a world with one harm more. */
  public Ask harm(Harm harm) {
    return new Ask(world.harm(harm), anchors, settings, memory, known, now, guessing);
  }

  /** From other anchors. */
  public Ask anchors(TrustAnchors others) {
    return new Ask(world, others, settings, memory, known, now, guessing);
  }

  /** With other settings. */
  public Ask settings(ValidatorSettings others) {
    return new Ask(world, anchors, others, memory, known, now, guessing);
  }

  /** With this memory, shared by every question asked from here on. */
  public Ask memory(ValidationMemory shared) {
    return new Ask(world, anchors, settings, shared, known, now, guessing);
  }

  /** With a memory of zones, shared by every question asked from here on. */
  public Ask remembering() {
    return memory(new ValidationMemory(new ValidationMemory.Bounds(1 << 24, 0, 0)));
  }

  /** With a memory of zones and denials, shared by every question asked from here on. */
  public Ask rememberingDenials() {
    return memory(new ValidationMemory(new ValidationMemory.Bounds(1 << 24, 1 << 24, 0)));
  }

  /** With these zones instead of those in the memory. Not thread-safe. */
  public Ask known(LearnedZones zones) {
    return new Ask(world, anchors, settings, memory, zones, now, guessing);
  }

  /** At another time. */
  public Ask at(Instant instant) {
    return new Ask(world, anchors, settings, memory, known, instant, guessing);
  }

  /** Asks only what is required, never the guesses. */
  public Ask withoutGuessing() {
    return new Ask(world, anchors, settings, memory, known, now, false);
  }

  /** The verdict on a name, with or without its last dot. */
  public Outcome resolve(String name, int type) {
    return resolve(Harm.question(name, type));
  }

  /**
   * The verdict on a question.
   *
   * @throws AssertionError if the validation asks in circles
   */
  public Outcome resolve(Question question) {
    Validation validation = begin(question);
    Set<Question> asked = new LinkedHashSet<>();
    for (int rounds = 0; rounds <= MAX_ROUNDS; rounds++) {
      Step step = validation.advance();
      if (step instanceof Step.Done done) {
        return new Outcome(done.answer(), new ArrayList<>(asked), rounds);
      }
      Step.Need need = (Step.Need) step;
      List<Question> round = new ArrayList<>(need.required());
      for (Question repeated : round) {
        if (asked.contains(repeated)) {
          throw new AssertionError("asked again: " + repeated + " of " + asked);
        }
      }
      if (guessing) {
        need.guesses().stream().filter(guess -> !asked.contains(guess)).forEach(round::add);
      }
      asked.addAll(round);
      round.forEach(one -> feed(validation, one));
    }
    throw new AssertionError("no verdict after " + MAX_ROUNDS + " rounds: " + asked);
  }

  private Validation begin(Question question) {
    return known == null
        ? new Validator(anchors, settings, memory).begin(question, now)
        : known.begin(anchors, settings, memory, question, now);
  }

  private void feed(Validation validation, Question question) {
    byte[] wire = world.answer(Dnsjava.name(question), question.type()).toWire();
    try {
      validation.feed(question, new Message(wire));
    } catch (IOException e) {
      validation.fail(question, Reason.UPSTREAM_GARBAGE, e.toString());
    }
  }
}
