package dev.trustconnect.audit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes events to an SLF4J logger: a line for a person, and the fields of {@link EcsFields} as
 * key-value pairs.
 */
final class Slf4jSink implements AuditSink {
  static final Slf4jSink OF_THE_LIBRARY =
      new Slf4jSink(LoggerFactory.getLogger("dev.trustconnect.audit"));

  private final Logger log;

  Slf4jSink(Logger log) {
    this.log = log;
  }

  @Override
  public boolean wantsAllowed() {
    return log.isDebugEnabled();
  }

  @Override
  public void accept(AuditEvent event) {
    Level level = level(event);
    if (!log.isEnabledForLevel(level)) {
      return;
    }
    // The timestamp of the log line is that of writing it.
    LoggingEventBuilder line = log.atLevel(level).addKeyValue("event.start", event.at().toString());
    for (Map.Entry<String, Object> field : EcsFields.of(event).entrySet()) {
      line = line.addKeyValue(field.getKey(), unquoted(field.getValue()));
    }
    line.log(EventText.of(event));
  }

  /** Text layouts quote values but don't escape: a quote would end the value, and forge others. */
  private static Object unquoted(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(Slf4jSink::unquoted).toList();
    }
    if (value instanceof Map<?, ?> object) {
      Map<Object, Object> copy = new LinkedHashMap<>(object);
      copy.replaceAll((name, inner) -> unquoted(inner));
      return copy;
    }
    return value instanceof String text ? text.replace('"', '\'') : value;
  }

  private static Level level(AuditEvent event) {
    return switch (EventSeverity.of(event)) {
      case ERROR, WARNING -> Level.WARN;
      case NOTICE -> Level.INFO;
      case INFORMATIONAL -> event instanceof AuditEvent.UpstreamChanged ? Level.INFO : Level.DEBUG;
    };
  }
}
