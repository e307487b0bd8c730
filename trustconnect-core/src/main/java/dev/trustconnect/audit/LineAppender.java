package dev.trustconnect.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * Appends lines to a channel. If a line is incomplete because a process died or the disk was full,
 * a line break is written before the next line, so that only the incomplete one is lost.
 */
final class LineAppender {
  private final WritableByteChannel channel;
  private boolean torn;

  /** Appends to {@code channel}, whose last line is incomplete if {@code torn}. */
  LineAppender(WritableByteChannel channel, boolean torn) {
    this.channel = channel;
    this.torn = torn;
  }

  /** Writes {@code text} and a line break. If this throws, the line is lost. */
  void append(String text) throws IOException {
    if (torn && channel instanceof FileChannel file && file.size() == 0) {
      torn = false; // the incomplete line was truncated away
    }
    ByteBuffer line = StandardCharsets.UTF_8.encode((torn ? "\n" : "") + text + "\n");
    try {
      while (line.hasRemaining()) {
        channel.write(line);
      }
    } finally {
      int written = line.position();
      torn = written == 0 ? torn : line.get(written - 1) != '\n';
    }
  }

  void close() throws IOException {
    channel.close();
  }
}
