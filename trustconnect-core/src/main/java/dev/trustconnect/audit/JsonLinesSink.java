package dev.trustconnect.audit;

import java.io.IOException;
import java.io.Writer;

/** Writes events to a {@link Writer} as JSON Lines. */
final class JsonLinesSink implements AuditSink {
  private final Writer writer;
  private boolean torn;

  JsonLinesSink(Writer writer) {
    this.writer = writer;
  }

  @Override
  public void accept(AuditEvent event) throws IOException {
    if (torn) { // a writer doesn't say how much of the failed line was written
      writer.write('\n');
    }
    torn = true;
    writer.write(event.toJson());
    writer.write('\n');
    writer.flush();
    torn = false;
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
