package dev.trustconnect.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes events to a file as lines, and follows the path: if another file is there, because the log
 * was rotated, the next event goes to that one. Looks at the path before each event. A file that is
 * truncated in place is continued at its new end.
 */
final class JsonLinesFile implements AuditSink {
  private static final Logger LOG = LoggerFactory.getLogger(JsonLinesFile.class);

  private final Path path;
  private final Function<AuditEvent, String> format;
  private final long lostBefore;
  private @Nullable LineAppender lines; // null if the path couldn't be opened again
  private @Nullable Object key; // of the open file; null where the system has none

  private JsonLinesFile(Path path, Function<AuditEvent, String> format) throws IOException {
    this.path = path;
    this.format = format;
    this.lostBefore = open() ? 1 : 0;
  }

  /** Opens the file, creating it if it doesn't exist. */
  static JsonLinesFile open(Path path, Function<AuditEvent, String> format) throws IOException {
    return new JsonLinesFile(path, format);
  }

  /** True if the file ends within a line. */
  private boolean open() throws IOException {
    boolean torn = endsWithinALine(path);
    if (torn) {
      LOG.warn("the audit file {} ends within a line: 1 event was lost", path);
    }
    if (Files.notExists(path)) {
      FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
    }
    key = keyOfThePath(); // before opening: if the log is rotated now, the next event sees it
    lines =
        new LineAppender(
            FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND), torn);
    return torn;
  }

  /** False for anything but a regular file: a pipe, for instance, has no end to read. */
  private static boolean endsWithinALine(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      return false;
    }
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      return file.size() > 0 && file.read(last, file.size() - 1) == 1 && last.get(0) != '\n';
    }
  }

  private @Nullable Object keyOfThePath() throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  @Override
  public void accept(AuditEvent event) throws IOException {
    if (lines == null || wasRotated()) {
      close();
      open();
    }
    Objects.requireNonNull(lines).append(format.apply(event));
  }

  /** Whether the path has no file, or another file than the open one. */
  private boolean wasRotated() throws IOException {
    try {
      return !Objects.equals(keyOfThePath(), key);
    } catch (NoSuchFileException gone) {
      return true;
    }
  }

  @Override
  public long lostBefore() {
    return lostBefore;
  }

  @Override
  public void close() throws IOException {
    LineAppender open = lines;
    lines = null;
    if (open != null) {
      open.close();
    }
  }
}
