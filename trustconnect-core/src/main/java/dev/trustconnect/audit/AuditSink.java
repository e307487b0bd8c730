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
   * Whether this sink wants {@link AuditEvent.Judged} events that only say that something was
   * allowed, without a warning. Asked for each of them on the thread of the request, before the
   * event is made: it must be quick and mustn't throw. True unless overridden.
   */
  default boolean wantsAllowed() {
    return true;
  }

  /**
   * Writes each event as JSON to the SLF4J logger {@code dev.trustconnect.audit}. WARN: refused,
   * reported, allowed with warnings, an upstream put aside, upstreams that disagree, all upstreams
   * failed. INFO: policies replaced, an upstream that came back. DEBUG: allowed; such events are
   * only made where DEBUG is enabled.
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
