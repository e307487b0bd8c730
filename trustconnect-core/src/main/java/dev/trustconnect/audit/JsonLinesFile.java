package dev.trustconnect.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes events to a file as JSON Lines. If a line is incomplete because a process died or the disk
 * was full, a line break is written before the next event, so that only the incomplete event is
 * lost.
 */
final class JsonLinesFile implements AuditSink {
  private static final Logger LOG = LoggerFactory.getLogger(JsonLinesFile.class);

  private final WritableByteChannel file;
  private final long lostBefore;
  private boolean torn;

  /** Appends to {@code file}, whose last line is incomplete if {@code torn}. */
  JsonLinesFile(WritableByteChannel file, boolean torn) {
    this.file = file;
    this.torn = torn;
    this.lostBefore = torn ? 1 : 0;
  }

  /** Opens the file, creating it if it doesn't exist. */
  static JsonLinesFile open(Path path) throws IOException {
    boolean torn = endsWithinALine(path);
    if (torn) {
      LOG.warn("the audit file {} ends within a line: 1 event was lost", path);
    }
    return new JsonLinesFile(
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND), torn);
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

  @Override
  public void accept(AuditEvent event) throws IOException {
    ByteBuffer line = StandardCharsets.UTF_8.encode((torn ? "\n" : "") + event.toJson() + "\n");
    try {
      while (line.hasRemaining()) {
        file.write(line);
      }
    } finally {
      int written = line.position();
      torn = written == 0 ? torn : line.get(written - 1) != '\n';
    }
  }

  @Override
  public long lostBefore() {
    return lostBefore;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
