package dev.trustconnect.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

@Name("trustconnect.Drift")
@Label("Drift")
@Category("TrustConnect")
@Description("A watch reported something")
@StackTrace(false)
final class DriftEvent extends Event {
  @Label("Id")
  @Nullable String id;

  @Label("Kind")
  @Nullable String kind;

  @Label("Subject")
  @Nullable String subject;

  @Label("Summary")
  @Nullable String summary;
}
