package dev.trustconnect.dnssec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.dnssec.ValidationMemory.Bounds;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

class ValidationMemoryTest {
  private static final SignedWorld WORLD =
      SignedWorld.builder()
          .zone("one.test", zone -> zone.records("www A 192.0.2.1", "api A 192.0.2.2"))
          .build();
  private static final Instant NOW = WORLD.now();

  private final ValidationMemory memory =
      new ValidationMemory(new Bounds(1 << 20, 1 << 20, 1 << 20));
  private final Validator validator =
      new Validator(WORLD.anchors(), ValidatorSettings.DEFAULT, memory);

  private static Question zone() {
    return Harm.question("one.test", Type.DNSKEY);
  }

  private Validation begin(Instant now) {
    return validator.begin(Harm.question("www.one.test", Type.A), now);
  }

  private static Validation finish(Validation validation) {
    Step step = validation.advance();
    while (step instanceof Step.Need need) {
      for (Question question : need.required()) {
        validation.feed(question, WORLD.answer(question.name(), question.type()));
      }
      step = validation.advance();
    }
    assertThat(((Step.Done) step).answer().verdict()).isInstanceOf(Verdict.Secure.class);
    return validation;
  }

  @Test
  void zoneThatWasProvenIsUsedByTheNextValidation() {
    assertThat(memory.knowsZone(zone(), NOW)).isFalse();
    assertThat(finish(begin(NOW)).usedKnownZones()).isFalse();

    assertThat(memory.knowsZone(zone(), NOW)).isTrue();
    assertThat(finish(begin(NOW)).usedKnownZones()).isTrue();
  }

  @Test
  void validationFromTheAnchorsUsesNoKnownZoneButAddsItsOwn() {
    finish(begin(NOW));
    memory.forgetAll();
    Question question = Harm.question("www.one.test", Type.A);
    assertThat(finish(validator.beginFromAnchors(question, NOW)).usedKnownZones()).isFalse();

    assertThat(finish(validator.beginFromAnchors(question, NOW)).usedKnownZones()).isFalse();
    assertThat(finish(begin(NOW)).usedKnownZones()).isTrue();
  }

  @Test
  void zoneIsUnknownOnceItsProofHasEnded() {
    finish(begin(NOW));
    Instant end = NOW.plus(Duration.ofDays(30));
    assertThat(memory.knowsZone(zone(), end)).isFalse();
    assertThat(memory.knowsZone(zone(), NOW)).isFalse(); // it was dropped
  }

  @Test
  void zoneProvenInTheFutureIsUnknownAfterTheClockWasSetBack() {
    finish(begin(NOW));

    assertThat(memory.knowsZone(zone(), NOW.minusNanos(1))).isFalse();
    assertThat(finish(begin(NOW.minusNanos(1))).usedKnownZones()).isFalse();
  }

  @Test
  void zoneProvenLaterIsKnownToAValidationUnderWay() {
    Validation underWay = begin(NOW.minusNanos(1));
    underWay.advance();
    finish(begin(NOW));

    assertThat(finish(underWay).usedKnownZones()).isTrue();
  }

  @Test
  void validationThatBeganBeforeForgettingAddsNothing() {
    Validation before = begin(NOW);
    memory.forgetAll();
    finish(before);
    assertThat(memory.knowsZone(zone(), NOW)).isFalse();

    finish(begin(NOW));
    assertThat(memory.knowsZone(zone(), NOW)).isTrue();
  }

  @Test
  void denialOfAValidationThatBeganBeforeForgettingIsDropped() {
    Question absent = Harm.question("gone.one.test", Type.A);
    Validation before = validator.begin(absent, NOW);
    memory.forgetAll();
    finish(before);
    assertThat(memory.stats().denials().bytes()).isZero();

    finish(validator.begin(absent, NOW));
    assertThat(memory.stats().denials().bytes()).isPositive();
  }

  @Test
  void whatWasForgottenTakesUpNoRoom() {
    finish(validator.begin(Harm.question("gone.one.test", Type.A), NOW));
    memory.forgetAll();

    ValidationMemory.Stats stats = memory.stats();
    assertThat(stats.zones().bytes()).isZero();
    assertThat(stats.denials().bytes()).isZero();
    assertThat(stats.signatures().bytes()).isZero();
  }

  @Test
  void signaturesStayWithinTheirShare() {
    ValidationMemory small = new ValidationMemory(new Bounds(0, 0, 400));
    finish(
        new Validator(WORLD.anchors(), ValidatorSettings.DEFAULT, small)
            .begin(Harm.question("www.one.test", Type.A), NOW));

    assertThat(small.stats().signatures().bytes()).isBetween(1L, 400L);
  }

  @Test
  void generationChangesWithEachZoneLearned() {
    long before = memory.generation();
    finish(begin(NOW));
    long after = memory.generation();
    assertThat(after).isGreaterThan(before);

    finish(begin(NOW));
    assertThat(memory.generation()).isEqualTo(after);
  }

  @Test
  void statsCountWhatWasFoundAndWhatItTakesUp() {
    assertThat(memory.stats().zones()).isEqualTo(ShareStats.NONE);
    finish(begin(NOW));
    ShareStats first = memory.stats().zones();
    assertThat(first.hits()).isZero();
    assertThat(first.misses()).isPositive();
    assertThat(first.bytes()).isPositive();
    assertThat(memory.stats().signatures().bytes()).isPositive();

    finish(begin(NOW));
    assertThat(memory.stats().zones().hits()).isPositive();
  }

  @Test
  void memoryOfZeroBytesKeepsNothing() {
    ValidationMemory none = ValidationMemory.none();
    Validator forgetful = new Validator(WORLD.anchors(), ValidatorSettings.DEFAULT, none);
    Question question = Harm.question("www.one.test", Type.A);
    finish(forgetful.begin(question, NOW));

    assertThat(none.knowsZone(zone(), NOW)).isFalse();
    assertThat(none.stats())
        .isEqualTo(new ValidationMemory.Stats(ShareStats.NONE, ShareStats.NONE, ShareStats.NONE));
  }

  @Test
  void smallMemoryEvicts() {
    ValidationMemory small = new ValidationMemory(new Bounds(1_000, 0, 0));
    Validator validator = new Validator(WORLD.anchors(), ValidatorSettings.DEFAULT, small);
    finish(validator.begin(Harm.question("www.one.test", Type.A), NOW));

    assertThat(small.stats().zones().evictions()).isPositive();
    assertThat(small.stats().zones().bytes()).isLessThanOrEqualTo(1_000);
  }

  @Test
  void boundsAreNeverNegative() {
    assertThatThrownBy(() -> new Bounds(0, -1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a share has 0 bytes or more: 0, -1, 0");
  }
}
