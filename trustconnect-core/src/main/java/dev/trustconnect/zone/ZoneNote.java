package dev.trustconnect.zone;

/**
 * Something about a zone that is worth knowing beside its state.
 *
 * @param weight how much it matters
 * @param subject what it is about, such as a record type
 * @param text a sentence
 */
public record ZoneNote(Weight weight, String subject, String text) {

  /** How much a note matters. In order, the heaviest first. */
  public enum Weight {
    /** It breaks the zone, or will when the parent acts on it. */
    ERROR,
    /** It should be changed. */
    WARNING,
    /** Good to know. */
    NOTE
  }

  static ZoneNote error(String subject, String text) {
    return new ZoneNote(Weight.ERROR, subject, text);
  }

  static ZoneNote warning(String subject, String text) {
    return new ZoneNote(Weight.WARNING, subject, text);
  }

  static ZoneNote note(String subject, String text) {
    return new ZoneNote(Weight.NOTE, subject, text);
  }
}
