package dev.trustconnect.audit;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;

/**
 * Receives audit events. Each sink is called on its own thread, one event at a time. While it
 * blocks, events wait in a bounded queue and requests don't wait. If it throws, the event is lost,
 * counted and logged.
 */
@FunctionalInterface
public interface AuditSink extends AutoCloseable {
  /** Receives one event. May block and may throw; neither affects requests. */
  void accept(AuditEvent event) throws IOException;

  /**
   * Closes the sink. Called once, after the last event, or on another thread if {@link #accept}
   * still blocks two seconds after {@code TrustConnect.close()}. Does nothing unless overridden.
   */
  @Override
  default void close() throws IOException {}

  /**
   * The number of events found to be lost when the sink was opened, such as an incomplete last line
   * in a file; included in {@code TrustConnect.droppedAuditEvents()}. 0 unless overridden.
   */
  default long lostBefore() {
    return 0;
  }

  /**
   * Whether this sink wants {@link AuditEvent.Judged} events for what was allowed without a
   * warning, and those of released identities. Called for each of them on the request's thread,
   * before the event is created, so it must be fast and must not throw. True unless overridden.
   */
  default boolean wantsAllowed() {
    return true;
  }

  /**
   * Writes each event to the SLF4J logger {@code dev.trustconnect.audit}: one line for a person,
   * and key-value pairs with the names of the Elastic Common Schema, which structured logging
   * writes as JSON. WARN: refused, reported, allowed with warnings, a client identity withheld, not
   * renewed or expiring, an upstream put aside, upstreams that disagree, all upstreams failed,
   * policies not replaced. INFO: policies replaced, an identity renewed, an upstream that came
   * back. DEBUG: allowed, and identities released; such events are created only if DEBUG is
   * enabled.
   */
  static AuditSink slf4j() {
    return Slf4jSink.OF_THE_LIBRARY;
  }

  /** Writes one line of JSON for each event and flushes it. The sink closes {@code writer}. */
  static AuditSink jsonLines(Writer writer) {
    return new JsonLinesSink(writer, AuditEvent::toJson);
  }

  /**
   * Appends one line of JSON for each event to {@code file}, creating it if it doesn't exist. If
   * the file's last line is incomplete, because a process died while writing, a line break is
   * written first. If another file is at the path when an event is written, or none, because the
   * log was rotated, the sink opens the path again and continues there.
   *
   * @throws IOException if the file can't be opened or its end can't be read
   */
  static AuditSink jsonLines(Path file) throws IOException {
    return JsonLinesFile.open(file, AuditEvent::toJson);
  }

  /**
   * Writes one line of JSON for each event, with the fields of the Elastic Common Schema (ECS), and
   * flushes it. Texts are printable ASCII of at most 1,000 characters, lists have at most 100
   * entries. The sink closes {@code writer}.
   */
  static AuditSink ecs(Writer writer) {
    return new JsonLinesSink(writer, EcsJson::of);
  }

  /**
   * Appends such lines to {@code file}; torn lines and rotation as with {@link #jsonLines(Path)}.
   *
   * @throws IOException if the file can't be opened or its end can't be read
   */
  static AuditSink ecs(Path file) throws IOException {
    return JsonLinesFile.open(file, EcsJson::of);
  }

  /**
   * Begins a sink that sends each event to the syslog receiver at {@code host}, a name or an
   * address, over TLS; receivers usually listen at port 6514 (RFC 5425 §4.1).
   *
   * @throws IllegalArgumentException if {@code host} or {@code port} can't be one
   */
  static SyslogSink.Builder syslog(String host, int port) {
    return new SyslogSink.Builder(host, port);
  }
}
