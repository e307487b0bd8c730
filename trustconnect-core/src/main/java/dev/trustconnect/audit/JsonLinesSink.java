package dev.trustconnect.audit;

import java.io.IOException;
import java.io.Writer;

/** Events as JSON Lines. */
final class JsonLinesSink implements AuditSink {
  private final Writer writer;

  JsonLinesSink(Writer writer) {
    this.writer = writer;
  }

  @Override
  public void accept(AuditEvent event) throws IOException {
    writer.write(event.toJson());
    writer.write('\n');
    writer.flush();
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
