package dev.trustconnect.replay;

import java.util.ArrayList;
import java.util.List;

/** Counts the replays and prints one line, followed by what was left out and why. */
final class Tally {
  private final String subject;
  private final List<String> exclusions = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private int replayed;
  private int passed;

  Tally(String subject) {
    this.subject = subject;
  }

  void replayed() {
    replayed++;
  }

  void passed() {
    passed++;
  }

  /** Counts a whole file as left out. */
  void excluded(String file, String why) {
    exclusions.add("excluded " + file + ": " + why);
  }

  /**
   * Remembers something short of a whole file: a step that was left out, a difference that is
   * explained.
   */
  void note(String text) {
    notes.add(text);
  }

  boolean isEmpty() {
    return replayed == 0 && exclusions.isEmpty();
  }

  @Override
  public String toString() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s: %d replayed, %d passed, %d excluded"
            .formatted(subject, replayed, passed, exclusions.size()));
    exclusions.forEach(line -> lines.add("  " + line));
    notes.forEach(line -> lines.add("  " + line));
    return String.join(System.lineSeparator(), lines);
  }
}
