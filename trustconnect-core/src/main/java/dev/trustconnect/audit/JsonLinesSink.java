package dev.trustconnect.audit;

import java.io.IOException;
import java.io.Writer;
import java.util.function.Function;

/** Writes events to a {@link Writer} as lines. */
final class JsonLinesSink implements AuditSink {
  private final Writer writer;
  private final Function<AuditEvent, String> format;
  private boolean torn;

  JsonLinesSink(Writer writer, Function<AuditEvent, String> format) {
    this.writer = writer;
    this.format = format;
  }

  @Override
  public void accept(AuditEvent event) throws IOException {
    if (torn) { // a writer doesn't say how much of the failed line was written
      writer.write('\n');
    }
    torn = true;
    writer.write(format.apply(event));
    writer.write('\n');
    writer.flush();
    torn = false;
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
