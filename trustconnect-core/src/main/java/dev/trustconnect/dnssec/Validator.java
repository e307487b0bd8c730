package dev.trustconnect.dnssec;

import java.time.Instant;
import java.util.Objects;

/**
 * Begins validations: holds the anchors, the settings and the memory that they share. Immutable and
 * thread-safe; does no I/O and reads no clock.
 */
public final class Validator {
  private final TrustAnchors anchors;
  private final ValidatorSettings settings;
  private final ValidationMemory memory;

  /**
   * A validator.
   *
   * @param anchors the trust anchors
   * @param settings how strict it is
   * @param memory shared by its validations, {@link ValidationMemory#none()} for nothing. Don't
   *     share it with a validator that has other anchors or settings
   * @throws TrustAnchorException as {@link TrustAnchors#requireUsable}
   */
  public Validator(TrustAnchors anchors, ValidatorSettings settings, ValidationMemory memory) {
    anchors.requireUsable(settings);
    this.anchors = anchors;
    this.settings = settings;
    this.memory = Objects.requireNonNull(memory);
  }

  /** A validation of {@code question} at the moment {@code now}. */
  public Validation begin(Question question, Instant now) {
    return begin(question, memory.viewAt(now));
  }

  /**
   * As {@link #begin}, but proves every zone again from the anchors and uses no remembered ones.
   * The zones it proves replace the remembered ones.
   */
  public Validation beginFromAnchors(Question question, Instant now) {
    return begin(question, memory.viewFromAnchorsAt(now));
  }

  Validation begin(Question question, MemoryView view) {
    return new Validation(question, anchors, Terms.of(view.now(), settings, view));
  }
}
