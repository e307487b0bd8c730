package dev.trustconnect.cli.option;

import dev.trustconnect.audit.AuditEvent;
import dev.trustconnect.cli.terminal.ShownText;
import dev.trustconnect.upstream.DohUpstream;
import dev.trustconnect.upstream.transport.DnsExchange;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/**
 * Prints the output of {@code -v}: a line for each question to a server when its answer or failure
 * arrives, and for each gate's decision. Thread-safe. Blocks while standard error does.
 */
final class Trace {
  private final PrintWriter err;

  Trace(PrintWriter err) {
    this.err = err;
  }

  /** Opens these servers and traces every question to them. */
  List<DnsExchange> opened(List<DohUpstream> servers) {
    return servers.stream()
        .<DnsExchange>map(server -> new TracedExchange(server.open(), this))
        .toList();
  }

  /** Prints a question that was answered, failed or was cancelled. */
  void question(String question, String upstream, long millis, String outcome) {
    print(question + " at " + upstream + ": " + outcome + ", " + millis + " ms");
  }

  /** Prints an event of a gate or the resolver. */
  void event(AuditEvent event) {
    if (event instanceof AuditEvent.Judged judged) {
      print(
          judged.gate().name().toLowerCase(Locale.ROOT)
              + " gate: "
              + (judged.message().isEmpty()
                  ? judged.outcome().name().toLowerCase(Locale.ROOT) + " " + judged.subject()
                  : judged.message()));
    } else {
      print(event.toJson());
    }
  }

  private void print(String line) {
    String shown = "-v " + ShownText.line(line);
    synchronized (err) {
      err.println(shown);
      err.flush();
    }
  }
}
