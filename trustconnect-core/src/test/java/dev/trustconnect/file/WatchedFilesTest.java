package dev.trustconnect.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What counts as a change of watched files. */
class WatchedFilesTest {
  private static final FileTime TIME = FileTime.from(Instant.parse("2026-06-01T12:00:00Z"));

  @TempDir private Path folder;

  private WatchedFiles watch(Path... files) throws InterruptedException {
    return new WatchedFiles(List.of(files), 10, TimelyReading.within(Duration.ofMinutes(2)));
  }

  private Path write(String name, String text) throws IOException {
    Path file = Files.writeString(folder.resolve(name), text);
    Files.setLastModifiedTime(file, TIME);
    return file;
  }

  private static void changesOnce(WatchedFiles files) throws InterruptedException {
    assertThat(files.haveChanged()).as("it may still be written to").isFalse();
    assertThat(files.haveChanged()).isTrue();
    assertThat(files.areStillAsSeen()).isTrue();
    files.countAsRead();
    assertThat(files.haveChanged()).isFalse();
  }

  /** Time and size stay the same. */
  @Test
  void contentOfAnyOfThemIsCompared() throws Exception {
    Path one = write("one", "a");
    Path two = write("two", "b");
    WatchedFiles files = watch(one, two);
    assertThat(files.haveChanged()).isFalse();

    write("two", "c");

    changesOnce(files);
  }

  @Test
  void wholeContentUpToTheLimitIsCompared() throws Exception {
    WatchedFiles files = watch(write("one", "0123456789x"));

    write("one", "0123456789y");

    changesOnce(files);
  }

  @Test
  void fileThatIsGoneOrReplacedByAFolderHasChanged() throws Exception {
    Path one = write("one", "a");
    WatchedFiles files = watch(one);

    Files.delete(one);
    changesOnce(files);

    Files.createDirectory(one);
    changesOnce(files);

    Files.delete(one);
    changesOnce(files);
  }

  @Test
  void changeAfterTheLastLookIsNoticed() throws Exception {
    Path one = write("one", "a");
    WatchedFiles files = watch(one);
    assertThat(files.areStillAsSeen()).isTrue();

    write("one", "b");

    assertThat(files.areStillAsSeen()).isFalse();
  }
}
