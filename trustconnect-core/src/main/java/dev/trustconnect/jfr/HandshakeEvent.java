package dev.trustconnect.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

@Name("trustconnect.Handshake")
@Label("Handshake")
@Category("TrustConnect")
@Description("A TLS handshake ended")
@StackTrace(false)
final class HandshakeEvent extends Event {
  @Label("Host")
  @Nullable String host;

  @Label("Protocol")
  @Nullable String protocol;

  @Label("Resumed")
  boolean resumed;

  @Label("Reason")
  @Nullable String reason;

  @Label("Elapsed")
  @Timespan(Timespan.NANOSECONDS)
  long elapsed;
}
