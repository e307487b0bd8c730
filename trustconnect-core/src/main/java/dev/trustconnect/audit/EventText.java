package dev.trustconnect.audit;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Warning;
import dev.trustconnect.text.SafeText;
import java.util.Optional;
import java.util.stream.Collectors;

/** An event as one line for a person: printable, and of at most {@value #MAX} characters. */
final class EventText {
  private static final int MAX = 1_000;

  private EventText() {}

  static String of(AuditEvent event) {
    return SafeText.line(sentence(event), MAX);
  }

  private static String sentence(AuditEvent event) {
    if (event instanceof AuditEvent.Judged judged) {
      return of(judged);
    }
    if (event instanceof AuditEvent.IdentityEvent identity) {
      return of(identity);
    }
    if (event instanceof AuditEvent.PoliciesReplaced replaced) {
      return "the policies were replaced: profile %s, %d policies"
          .formatted(replaced.profile(), replaced.policies().size());
    }
    if (event instanceof AuditEvent.PoliciesNotReplaced kept) {
      return "the policies stay, because the file can't be used: " + kept.message();
    }
    if (event instanceof AuditEvent.UpstreamChanged changed) {
      return of(changed);
    }
    if (event instanceof AuditEvent.UpstreamsDisagree disagree) {
      return "upstreams disagree: the answer of %s is BOGUS%s, that of %s is %s and was used"
          .formatted(
              disagree.bogus(),
              code(Optional.of(disagree.reason())),
              disagree.proven(),
              disagree.verdict());
    }
    return of((AuditEvent.UpstreamsFailed) event);
  }

  private static String of(AuditEvent.Judged event) {
    if (!event.message().isEmpty()) {
      return event.message();
    }
    String allowed =
        EventJson.lower(event.outcome())
            + " "
            + event.subject()
            + " at the "
            + EventJson.lower(event.gate())
            + " gate";
    return event.warnings().isEmpty()
        ? allowed
        : allowed
            + ": "
            + event.warnings().stream().map(Warning::toString).collect(Collectors.joining(", "));
  }

  private static String of(AuditEvent.IdentityEvent event) {
    String what =
        switch (event.change()) {
          case RELEASED -> "was released";
          case WITHHELD -> "was withheld";
          case RENEWED -> "was renewed";
          case NOT_RENEWED -> "wasn't renewed";
          case EXPIRES_SOON -> "expires soon";
        };
    return "client identity"
        + (event.identity().isEmpty() ? "" : " " + event.identity())
        + " "
        + what
        + (event.subject().isEmpty() ? "" : " at " + event.subject())
        + code(event.reason())
        + (event.message().isEmpty() ? "" : ": " + event.message());
  }

  private static String of(AuditEvent.UpstreamChanged event) {
    return switch (event.change()) {
      case PUT_ASIDE ->
          "upstream "
              + event.upstream()
              + " was put aside"
              + event.until().map(until -> " until " + until).orElse("")
              + code(event.reason());
      case CAME_BACK -> "upstream " + event.upstream() + " came back";
    };
  }

  private static String of(AuditEvent.UpstreamsFailed event) {
    return "no upstream gave an answer that could be proven: "
        + event.failures().stream()
            .map(failure -> failure.upstream() + code(Optional.of(failure.reason())))
            .collect(Collectors.joining(", "));
  }

  private static String code(Optional<Reason> reason) {
    return reason.map(why -> " [" + why.code() + "]").orElse("");
  }
}
