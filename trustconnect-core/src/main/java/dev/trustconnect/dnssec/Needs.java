package dev.trustconnect.dnssec;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The questions that one validation is waiting for, noted by the step that finds them missing. Not
 * thread-safe.
 *
 * <p>A step that notes a question returns null to its caller. A caller that doesn't need the answer
 * after all removes the note.
 */
final class Needs {
  private final List<Question> missing = new ArrayList<>();
  private final List<Question> likely = new ArrayList<>();

  /** The number of notes at some moment. */
  record Mark(int missing, int likely) {}

  /** Notes that the validation can't go on without an answer to {@code question}. */
  void add(Question question) {
    missing.add(question);
  }

  /** Notes questions that will probably be needed next: worth asking in the same round trip. */
  void addLikely(Collection<Question> questions) {
    likely.addAll(questions);
  }

  boolean isEmpty() {
    return missing.isEmpty();
  }

  Mark mark() {
    return new Mark(missing.size(), likely.size());
  }

  /** Removes the notes that were added since {@code mark}. */
  void backTo(Mark mark) {
    missing.subList(mark.missing, missing.size()).clear();
    likely.subList(mark.likely, likely.size()).clear();
  }

  void clear() {
    missing.clear();
    likely.clear();
  }

  Set<Question> missing() {
    return new LinkedHashSet<>(missing);
  }

  Set<Question> likely() {
    return new LinkedHashSet<>(likely);
  }
}
