package dev.trustconnect.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

@Name("trustconnect.Judged")
@Label("Decision")
@Category("TrustConnect")
@Description("A gate decided")
@StackTrace(false)
final class JudgedEvent extends Event {
  @Label("Gate")
  @Nullable String gate;

  @Label("Policy")
  @Nullable String policy;

  @Label("Outcome")
  @Nullable String outcome;

  @Label("Reason")
  @Nullable String reason;
}
