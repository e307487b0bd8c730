package dev.trustconnect.audit;

import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes events as JSON (RFC 8259). There are only objects, lists, strings and booleans, so no
 * library is needed.
 */
final class EventJson {
  private final StringBuilder json = new StringBuilder("{");

  private EventJson() {}

  static String of(AuditEvent event) {
    if (event instanceof AuditEvent.Judged judged) {
      return of(judged);
    }
    if (event instanceof AuditEvent.PoliciesReplaced replaced) {
      return of(replaced);
    }
    if (event instanceof AuditEvent.PoliciesNotReplaced kept) {
      return of(kept);
    }
    if (event instanceof AuditEvent.IdentityEvent identity) {
      return of(identity);
    }
    if (event instanceof AuditEvent.UpstreamChanged changed) {
      return of(changed);
    }
    if (event instanceof AuditEvent.UpstreamsDisagree disagree) {
      return of(disagree);
    }
    return of((AuditEvent.UpstreamsFailed) event);
  }

  private static String of(AuditEvent.Judged event) {
    return begin(event)
        .member("subject", event.subject())
        .member("outcome", lower(event.outcome()))
        .member("reason", event.reason().map(Reason::code).orElse(null))
        .member("message", event.message())
        .member("policy", event.policyFingerprint())
        .list("findings", event.findings(), EventJson::finding)
        .list("warnings", event.warnings(), warning -> quoted(warning.toString()))
        .end();
  }

  private static String of(AuditEvent.PoliciesReplaced event) {
    return begin(event)
        .member("profile", event.profile())
        .list("policies", event.policies(), EventJson::quoted)
        .end();
  }

  private static String of(AuditEvent.PoliciesNotReplaced event) {
    return begin(event).member("file", event.file()).member("message", event.message()).end();
  }

  private static String of(AuditEvent.IdentityEvent event) {
    return begin(event)
        .member("identity", event.identity())
        .member("subject", event.subject())
        .member("reason", event.reason().map(Reason::code).orElse(null))
        .member("message", event.message())
        .list("authorities", event.authorities(), EventJson::quoted)
        .end();
  }

  private static String of(AuditEvent.UpstreamChanged event) {
    return begin(event)
        .member("upstream", event.upstream())
        .member("reason", event.reason().map(Reason::code).orElse(null))
        .member("until", event.until().map(Instant::toString).orElse(null))
        .member("name", event.name())
        .end();
  }

  private static String of(AuditEvent.UpstreamsDisagree event) {
    return begin(event)
        .member("bogus", event.bogus())
        .member("reason", event.reason().code())
        .member("proven", event.proven())
        .member("verdict", event.verdict())
        .raw("stripped", Boolean.toString(event.stripped()))
        .member("name", event.name())
        .end();
  }

  private static String of(AuditEvent.UpstreamsFailed event) {
    return begin(event)
        .list("failures", event.failures(), EventJson::failure)
        .member("name", event.name())
        .end();
  }

  private static String failure(AuditEvent.UpstreamFailure failure) {
    return new EventJson()
        .member("upstream", failure.upstream())
        .member("reason", failure.reason().code())
        .end();
  }

  /** All findings have the same members; those that don't apply are null. */
  private static String finding(Finding finding) {
    EventJson json = new EventJson().member("check", finding.check().toString());
    if (finding instanceof Finding.Satisfied satisfied) {
      json.member("state", "satisfied").member("reason", null);
      json.member("seen", satisfied.facts()).member("wanted", null);
    } else if (finding instanceof Finding.Violated violated) {
      json.member("state", "violated").member("reason", violated.reason().code());
      json.member("seen", violated.seen()).member("wanted", violated.wanted());
    } else if (finding instanceof Finding.NotEvaluated open) {
      json.member("state", "not-evaluated").member("reason", open.reason().code());
      json.member("seen", open.why()).member("wanted", null);
    }
    return json.end();
  }

  private static EventJson begin(AuditEvent event) {
    return new EventJson().member("at", event.at().toString()).member("event", name(event));
  }

  /** The stable name of what happened, such as {@code name-judged}. */
  static String name(AuditEvent event) {
    if (event instanceof AuditEvent.Judged judged) {
      return lower(judged.gate()) + "-judged";
    }
    if (event instanceof AuditEvent.PoliciesReplaced) {
      return "policies-replaced";
    }
    if (event instanceof AuditEvent.PoliciesNotReplaced) {
      return "policies-not-replaced";
    }
    if (event instanceof AuditEvent.IdentityEvent identity) {
      return "identity-" + lower(identity.change()).replace('_', '-');
    }
    if (event instanceof AuditEvent.UpstreamChanged changed) {
      return "upstream-" + lower(changed.change()).replace('_', '-');
    }
    return event instanceof AuditEvent.UpstreamsDisagree
        ? "upstreams-disagree"
        : "upstreams-failed";
  }

  static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private EventJson member(String name, @Nullable String value) {
    return raw(name, value == null ? "null" : quoted(value));
  }

  private <T> EventJson list(String name, List<T> values, Function<T, String> json) {
    return raw(name, values.stream().map(json).collect(Collectors.joining(",", "[", "]")));
  }

  private EventJson raw(String name, String value) {
    if (json.length() > 1) {
      json.append(',');
    }
    json.append(quoted(name)).append(':').append(value);
    return this;
  }

  private String end() {
    return json.append('}').toString();
  }

  /** RFC 8259 §7. Everything but printable ASCII is escaped, so that an event stays on one line. */
  static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < 0x20 || c > 0x7e) {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
