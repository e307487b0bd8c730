package dev.trustconnect.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.audit.trail.AuditTrail;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A file that is rotated, as logrotate does it, costs no event. */
class RotatedFileTest {
  @TempDir private Path folder;

  private static AuditEvent event(int number) {
    return new AuditEvent.PoliciesReplaced(
        Instant.parse("2026-06-01T12:00:00Z"), "STANDARD", List.of("number " + number));
  }

  private enum Format {
    JSON_LINES {
      @Override
      AuditSink open(Path file) throws IOException {
        return AuditSink.jsonLines(file);
      }

      @Override
      String line(int number) {
        return event(number).toJson();
      }
    },
    ECS {
      @Override
      AuditSink open(Path file) throws IOException {
        return AuditSink.ecs(file);
      }

      @Override
      String line(int number) {
        return EcsJson.of(event(number));
      }
    };

    abstract AuditSink open(Path file) throws IOException;

    abstract String line(int number);
  }

  private Path file() {
    return folder.resolve("audit.jsonl");
  }

  private Path old() {
    return folder.resolve("audit.jsonl.1");
  }

  /** {@code create}: the file is renamed, and an empty one is made in its place. */
  @ParameterizedTest
  @EnumSource(Format.class)
  void renamedFileIsLeftForTheNewOne(Format format) throws IOException {
    try (AuditSink sink = format.open(file())) {
      sink.accept(event(1));
      Files.move(file(), old());
      Files.createFile(file());
      sink.accept(event(2));
    }

    assertThat(old()).hasContent(format.line(1) + "\n");
    assertThat(file()).hasContent(format.line(2) + "\n");
  }

  /** {@code nocreate}: the writer makes the new file. */
  @ParameterizedTest
  @EnumSource(Format.class)
  void fileIsMadeAgainWhereThereIsNone(Format format) throws IOException {
    try (AuditSink sink = format.open(file())) {
      sink.accept(event(1));
      Files.move(file(), old());
      sink.accept(event(2));
      sink.accept(event(3));
    }

    assertThat(old()).hasContent(format.line(1) + "\n");
    assertThat(file()).hasContent(format.line(2) + "\n" + format.line(3) + "\n");
  }

  /** {@code copytruncate}: the file stays, and is emptied. */
  @ParameterizedTest
  @EnumSource(Format.class)
  void truncatedFileIsContinuedAtItsStart(Format format) throws IOException {
    try (AuditSink sink = format.open(file())) {
      sink.accept(event(1));
      Files.copy(file(), old());
      FileChannel.open(file(), StandardOpenOption.WRITE).truncate(0).close();
      sink.accept(event(2));
    }

    assertThat(old()).hasContent(format.line(1) + "\n");
    assertThat(file()).hasContent(format.line(2) + "\n");
  }

  /** The incomplete line went with the old content, so there is nothing to end. */
  @Test
  void truncatedFileDoesNotBeginWithTheEndOfATornLine() throws IOException {
    Files.writeString(file(), "{\"at\":");
    try (AuditSink sink = AuditSink.jsonLines(file())) {
      FileChannel.open(file(), StandardOpenOption.WRITE).truncate(0).close();
      sink.accept(event(1));
    }

    assertThat(Files.readString(file())).isEqualTo(event(1).toJson() + "\n");
  }

  @Test
  void tornLineOfTheNewFileIsEnded() throws IOException {
    try (AuditSink sink = AuditSink.jsonLines(file())) {
      Files.move(file(), old());
      Files.writeString(file(), "{\"at\":");
      sink.accept(event(1));
    }

    assertThat(Files.readString(file())).isEqualTo("{\"at\":\n" + event(1).toJson() + "\n");
  }

  @Test
  void eventsAreCountedAsLostWhileThePathCannotBeOpened() throws IOException {
    Path below = Files.createDirectory(folder.resolve("logs"));
    Path file = below.resolve("audit.jsonl");
    AuditSink sink = AuditSink.jsonLines(file);
    sink.accept(event(1));
    Files.move(below, folder.resolve("logs.1"));

    assertThatThrownBy(() -> sink.accept(event(2))).isInstanceOf(IOException.class);
    AuditTrail trail = new AuditTrail(List.of(sink));
    trail.record(() -> event(3));
    trail.record(() -> event(4));
    trail.close();
    assertThat(trail.dropped()).isEqualTo(2);

    Files.createDirectory(below);
    try (sink) {
      sink.accept(event(5));
    }
    assertThat(file).hasContent(event(5).toJson() + "\n");
  }
}
