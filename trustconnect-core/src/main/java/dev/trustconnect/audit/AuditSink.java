package dev.trustconnect.audit;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;

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
   * How many events were found to be lost when the sink was opened, such as the torn last line of a
   * file; 0 unless overridden. {@link AuditTrail#dropped()} counts them in.
   */
  default long lostBefore() {
    return 0;
  }

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
   * Appends one line of JSON for each event to {@code file}, which is made if it isn't there. If it
   * ends within a line, which a process didn't live to end, that line is ended first.
   *
   * @throws IOException if it can't be opened, or its end can't be read
   */
  static AuditSink jsonLines(Path file) throws IOException {
    return JsonLinesFile.open(file);
  }
}
