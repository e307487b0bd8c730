package dev.trustconnect.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

@Name("trustconnect.Lookup")
@Label("Lookup")
@Category("TrustConnect")
@Description("A host was resolved or refused")
@StackTrace(false)
final class LookupEvent extends Event {
  @Label("Host")
  @Nullable String host;

  @Label("Verdict")
  @Nullable String verdict;

  @Label("Source")
  @Nullable String source;

  @Label("Reason")
  @Nullable String reason;

  @Label("Elapsed")
  @Timespan(Timespan.NANOSECONDS)
  long elapsed;
}
