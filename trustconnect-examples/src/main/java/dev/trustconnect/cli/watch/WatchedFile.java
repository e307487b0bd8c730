package dev.trustconnect.cli.watch;

import dev.trustconnect.cli.option.FileTrouble;
import dev.trustconnect.config.PolicyFileException;
import dev.trustconnect.file.TimelyReading;
import dev.trustconnect.file.WatchedFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A file that is put in force again when it changes. While it can't be used, its last usable
 * content stays in force, and that is noted once. For one thread at a time; {@link #isUsable} on
 * any.
 *
 * @param <T> what the file says
 */
final class WatchedFile<T> {
  static final TimelyReading READING = TimelyReading.within(Duration.ofSeconds(5));

  private static final int MAX_BYTES = 16 << 20; // more isn't compared, and is refused when read

  private final String option;
  private final Path file;
  private final Reader<T> reader;
  private final Function<T, List<Path>> others;
  private final Function<T, String> use;
  private final Notes notes;
  private WatchedFiles watched;
  private volatile boolean usable = true;

  /** Reads a file. */
  @FunctionalInterface
  interface Reader<T> {
    T read() throws IOException;
  }

  /**
   * A file that was read just now and said {@code said}.
   *
   * @param option by which it was given
   * @param others what other files it depends on
   * @param use puts the content in force; returns a note about it
   */
  WatchedFile(
      String option,
      Path file,
      Reader<T> reader,
      T said,
      Function<T, List<Path>> others,
      Function<T, String> use,
      Notes notes)
      throws InterruptedException {
    this.option = option;
    this.file = file;
    this.reader = reader;
    this.others = others;
    this.use = use;
    this.notes = notes;
    this.watched = files(said);
  }

  private WatchedFiles files(T said) throws InterruptedException {
    List<Path> all = new ArrayList<>(List.of(file));
    all.addAll(others.apply(said));
    return new WatchedFiles(all, MAX_BYTES, READING);
  }

  /** Its name in metrics. */
  String name() {
    return option.substring(2);
  }

  /** Whether it is in force as it is now. */
  boolean isUsable() {
    return usable;
  }

  /** Looks at it; a change takes effect once two looks in a row have seen the same. */
  void look() throws InterruptedException {
    if (!watched.haveChanged()) {
      return;
    }
    try {
      T said = READING.read(reader::read);
      if (watched.areStillAsSeen()) {
        notes.note(option + " " + file + " has changed: " + use.apply(said));
        usable = true;
        String seen = watched.seen();
        WatchedFiles fresh = files(said);
        if (fresh.files().equals(watched.files()) && !fresh.seen().equals(seen)) {
          return; // changed again: the next look reads it
        }
        watched.countAsRead();
        watched = fresh;
      }
    } catch (IOException unreadable) {
      refuse(FileTrouble.inWords(unreadable));
    } catch (PolicyFileException unusable) { // a file that it names may come later
      refuse(String.valueOf(unusable.getMessage()));
      List<Path> all = new ArrayList<>(List.of(file));
      all.addAll(unusable.pemFiles());
      if (!all.equals(watched.files())) {
        watched = new WatchedFiles(all, MAX_BYTES, READING);
      }
    } catch (IllegalArgumentException | IllegalStateException unusable) {
      refuse(String.valueOf(unusable.getMessage()));
    }
  }

  private void refuse(String problem) throws InterruptedException {
    if (watched.areStillAsSeen()) {
      watched.countAsRead();
      usable = false;
      notes.note(
          option + " " + file + " can't be used; what it said before stays in force: " + problem);
    }
  }
}
