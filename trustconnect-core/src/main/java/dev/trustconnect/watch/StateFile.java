package dev.trustconnect.watch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lines of a state on a disk. A line counts once its end is written; a torn last line is cut. A
 * disk that fails is reported and doesn't end the watch: once it works again, the whole state is
 * written, so that nothing is missing. Used under the state's lock.
 */
final class StateFile {
  private static final Logger LOG = LoggerFactory.getLogger(StateFile.class);
  private static final long SMALL = 1 << 20;

  private final StateDisk disk;
  private final Supplier<List<StateEntry>> everything;
  private long length;
  private long lengthWhenWritten;
  private String problem = "";

  /**
   * A file.
   *
   * @param everything the whole state, for rewriting the file
   */
  StateFile(StateDisk disk, Supplier<List<StateEntry>> everything) {
    this.disk = disk;
    this.everything = everything;
  }

  /**
   * Reads all entries, and cuts a torn line at the end.
   *
   * @throws IOException if the file can't be read, or a line before the last isn't as it was
   *     written
   */
  List<StateEntry> read() throws IOException {
    byte[] bytes = disk.read();
    List<StateEntry> entries = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        entries.add(entry(bytes, start, i, entries.size() + 1));
        start = i + 1;
      }
    }
    if (start < bytes.length) {
      LOG.warn("{}: the last line is incomplete and left out", disk);
      disk.truncate(start);
    }
    length = start;
    lengthWhenWritten = start;
    return entries;
  }

  private StateEntry entry(byte[] bytes, int start, int end, int line) throws IOException {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes, start, end - start))
              .toString();
      StateEntry entry = StateLine.parse(text);
      if ((line == 1) != (entry instanceof StateEntry.Opened)) {
        throw new StateLine.Malformed("a state has one first line");
      }
      return entry;
    } catch (StateLine.Malformed | CharacterCodingException damaged) {
      throw new IOException(
          disk
              + " line "
              + line
              + ": not as a watch wrote it ("
              + damaged.getMessage()
              + "); move the file away to start without it",
          damaged);
    }
  }

  /**
   * Adds entries.
   *
   * @param durably whether they must survive a loss of power before this returns
   */
  void add(boolean durably, StateEntry... entries) {
    if (!problem.isEmpty() || length > Math.max(SMALL, 2 * lengthWhenWritten)) {
      writeAnew();
      return;
    }
    byte[] lines = bytes(List.of(entries));
    try {
      disk.append(lines);
      length += lines.length;
      if (durably) {
        disk.force();
      }
    } catch (IOException failed) {
      failed(failed);
      cut();
    }
  }

  /** Writes the file from what is known: small, and without gaps. */
  void writeAnew() {
    byte[] lines = bytes(everything.get());
    try {
      disk.replace(lines);
      length = lines.length;
      lengthWhenWritten = lines.length;
      if (!problem.isEmpty()) {
        LOG.info("{}: the state can be written again", disk);
      }
      problem = "";
    } catch (IOException failed) {
      failed(failed);
    }
  }

  private void failed(IOException failed) {
    if (problem.isEmpty()) {
      LOG.error("{}: the state can't be written; the watch goes on", disk, failed);
    }
    problem = disk + ": the state can't be written: " + failed.getMessage();
  }

  /** Removes an incomplete line; if this fails too, the checksum shows it. */
  private void cut() {
    try {
      disk.truncate(length);
    } catch (IOException failed) {
      LOG.warn("{}: an incomplete line can't be cut", disk, failed);
    }
  }

  private static byte[] bytes(List<StateEntry> entries) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (StateEntry entry : entries) {
      lines.writeBytes(StateLine.of(entry).getBytes(StandardCharsets.UTF_8));
    }
    return lines.toByteArray();
  }

  /** Why it couldn't be written the last time; empty if it could. */
  Optional<String> problem() {
    return problem.isEmpty() ? Optional.empty() : Optional.of(problem);
  }

  void close() throws IOException {
    disk.close();
  }
}
