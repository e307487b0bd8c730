package dev.trustconnect.audit;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Where events go. Called on a thread of its own, one event after the other; an event it throws at
 * is lost, counted and logged, and while it blocks events wait for it in a bounded queue, never a
 * request.
 */
@FunctionalInterface
public interface AuditSink extends AutoCloseable {
  /** Takes one event. */
  void accept(AuditEvent event) throws IOException;

  /**
   * Called once when no more events come, also if {@link #accept} still blocks two seconds after
   * the end; does nothing unless overridden.
   */
  @Override
  default void close() throws IOException {}

  /**
   * Writes to the SLF4J logger {@code dev.trustconnect.audit}: allowed at DEBUG, reported and
   * allowed with warnings at WARN, refused at ERROR.
   */
  static AuditSink slf4j() {
    return new Slf4jSink();
  }

  /** Writes one line of JSON for each event, flushed; {@code writer} is closed at the end. */
  static AuditSink jsonLines(Writer writer) {
    return new JsonLinesSink(writer);
  }

  /**
   * Appends one line of JSON for each event to {@code file}, which is made if it isn't there.
   *
   * @throws IOException if it can't be opened
   */
  static AuditSink jsonLines(Path file) throws IOException {
    return jsonLines(
        Files.newBufferedWriter(
            file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
  }
}
