package dev.trustconnect.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

@Name("trustconnect.Question")
@Label("Question")
@Category("TrustConnect")
@Description("A question to an upstream ended")
@StackTrace(false)
final class QuestionEvent extends Event {
  @Label("Upstream")
  @Nullable String upstream;

  @Label("Reason")
  @Nullable String reason;

  @Label("Elapsed")
  @Timespan(Timespan.NANOSECONDS)
  long elapsed;
}
