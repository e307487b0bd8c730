package dev.trustconnect.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.audit.trail.AuditTrail;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A line that a process didn't live to end costs its own event and no other. */
class TornLinesTest {
  private static final AuditEvent EVENT =
      new AuditEvent.PoliciesReplaced(Instant.parse("2026-06-01T12:00:00Z"), "STANDARD", List.of());

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {"{\"at\":\"2026-06, 1", "x, 1", "{\"whole\":1}, 1", "||, 0"})
  void incompleteLastLineIsEndedBeforeTheNextEventAndCounted(String torn, long lost)
      throws IOException {
    Path file = Files.writeString(folder.resolve("audit.jsonl"), "{\"first\":1}\n" + torn);
    AuditTrail trail = new AuditTrail(List.of(AuditSink.jsonLines(file)));

    trail.record(() -> EVENT);
    trail.record(() -> EVENT);
    trail.close();

    assertThat(trail.dropped()).isEqualTo(lost);
    assertThat(Files.readString(file))
        .isEqualTo(
            "{\"first\":1}\n"
                + (torn.isEmpty() ? "" : torn + "\n")
                + (EVENT.toJson() + "\n").repeat(2));
  }

  @Test
  void emptyAndNewFilesBeginWithTheEvent() throws IOException {
    Path made = folder.resolve("new.jsonl");
    Path empty = Files.createFile(folder.resolve("empty.jsonl"));

    for (Path file : List.of(made, empty)) {
      try (AuditSink sink = AuditSink.jsonLines(file)) {
        assertThat(sink.lostBefore()).isZero();
        sink.accept(EVENT);
      }
      assertThat(Files.readString(file)).isEqualTo(EVENT.toJson() + "\n");
    }
  }

  /** A disk that takes so many bytes more, until it is given room. */
  private static final class Disk implements WritableByteChannel {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private int room;

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      if (room == 0) {
        throw new IOException("No space left on device");
      }
      int count = Math.min(room, bytes.remaining());
      for (int i = 0; i < count; i++) {
        written.write(bytes.get());
      }
      room -= count;
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  @ParameterizedTest
  @CsvSource({"0, ''", "7, '{\"at\":\"\n'"})
  void lineCutByAFullDiskIsEndedOnceThereIsSpace(int room, String before) throws IOException {
    Disk disk = new Disk();
    LineAppender lines = new LineAppender(disk, false);
    disk.room = room;
    assertThatThrownBy(() -> lines.append(EVENT.toJson())).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> lines.append(EVENT.toJson())).isInstanceOf(IOException.class);
    disk.room = room == 0 ? 0 : 1; // for the end of the line, and no more
    assertThatThrownBy(() -> lines.append(EVENT.toJson())).isInstanceOf(IOException.class);
    disk.room = 10_000;
    lines.append(EVENT.toJson());
    lines.append(EVENT.toJson());

    assertThat(disk.written.toString(StandardCharsets.UTF_8))
        .isEqualTo(before + (EVENT.toJson() + "\n").repeat(2));
  }

  @Test
  void lineThatAWriterRejectedIsEnded() throws IOException {
    StringWriter text =
        new StringWriter() {
          private boolean failed;

          @Override
          public void write(String part) {
            super.write(failed ? part : part.substring(0, 5));
            if (!failed) {
              failed = true;
              throw new java.io.UncheckedIOException(new IOException("cut"));
            }
          }
        };
    try (AuditSink sink = AuditSink.jsonLines(text)) {
      assertThatThrownBy(() -> sink.accept(EVENT)).isInstanceOf(java.io.UncheckedIOException.class);
      sink.accept(EVENT);
    }

    assertThat(text.toString()).isEqualTo("{\"at\"\n" + EVENT.toJson() + "\n");
  }
}
