package dev.trustconnect.audit;

import dev.trustconnect.audit.AuditEvent.Change;
import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.audit.AuditEvent.IdentityChange;
import dev.trustconnect.audit.AuditEvent.Outcome;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Warning;
import dev.trustconnect.name.AddressRange;
import dev.trustconnect.name.HostName;
import dev.trustconnect.text.SafeText;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An event as fields of the Elastic Common Schema (ECS), under their full names. A value is a
 * string, an integer, a boolean, a list of strings, or a list of maps of strings. All text is
 * printable and capped. A field without a value is left out.
 *
 * <p>The fields that every event has, {@code @timestamp}, {@code ecs.version} and {@code message},
 * aren't among them: {@link EcsJson} or the logging system writes them.
 */
final class EcsFields {
  static final String FINDINGS = "trustconnect.findings";

  /** ECS declares {@code ignore_above: 1024} for its keywords: longer ones aren't indexed. */
  static final int MAX_TEXT = 1_000;

  private static final int MAX_ENTRIES = 100;
  private static final String CLIENT_AT = "a client at ";

  private final Map<String, Object> fields = new LinkedHashMap<>();
  private final int maxText;

  private EcsFields(int maxText) {
    this.maxText = maxText;
  }

  static Map<String, Object> of(AuditEvent event) {
    return of(event, MAX_TEXT);
  }

  /** The same with texts of at most {@code maxText} characters, host names and codes excepted. */
  static Map<String, Object> of(AuditEvent event, int maxText) {
    EcsFields ecs = new EcsFields(maxText);
    if (event instanceof AuditEvent.Judged judged) {
      ecs.add(judged);
    } else if (event instanceof AuditEvent.IdentityEvent identity) {
      ecs.add(identity);
    } else if (event instanceof AuditEvent.PoliciesReplaced replaced) {
      ecs.add(replaced);
    } else if (event instanceof AuditEvent.PoliciesNotReplaced kept) {
      ecs.add(kept);
    } else if (event instanceof AuditEvent.UpstreamChanged changed) {
      ecs.add(changed);
    } else if (event instanceof AuditEvent.UpstreamsDisagree disagree) {
      ecs.add(disagree);
    } else {
      ecs.add((AuditEvent.UpstreamsFailed) event);
    }
    return ecs.fields;
  }

  private void add(AuditEvent.Judged event) {
    boolean refused = event.outcome() == Outcome.REFUSED;
    begin(event, refused, "network", refused ? "failure" : "success");
    fields.put("event.type", List.of("connection", refused ? "denied" : "allowed"));
    reason(event.reason(), event.message());
    text("rule.name", event.policyHosts());
    text("rule.id", event.policyFingerprint());
    if (event.gate() == Gate.CLIENT) {
      client(event.subject());
    } else {
      server(event.subject());
    }
    if (event.gate() == Gate.NAME && fields.get("server.domain") instanceof String name) {
      text("dns.question.name", name);
    }
    text("trustconnect.subject", event.subject());
    text("trustconnect.gate", EventJson.lower(event.gate()));
    text("trustconnect.outcome", EventJson.lower(event.outcome()));
    list(FINDINGS, event.findings().stream().limit(MAX_ENTRIES).map(this::finding).toList());
    texts("trustconnect.warnings", event.warnings().stream().map(Warning::toString).toList());
  }

  private void add(AuditEvent.IdentityEvent event) {
    boolean atAServer =
        event.change() == IdentityChange.RELEASED || event.change() == IdentityChange.WITHHELD;
    begin(
        event,
        false,
        atAServer ? "authentication" : "configuration",
        event.change() == IdentityChange.WITHHELD || event.change() == IdentityChange.NOT_RENEWED
            ? "failure"
            : "success");
    fields.put("event.type", List.of(event.change() == IdentityChange.RENEWED ? "change" : "info"));
    reason(event.reason(), event.message());
    server(event.subject());
    text("trustconnect.subject", event.subject());
    text("trustconnect.identity", event.identity());
    texts("trustconnect.authorities", event.authorities());
  }

  private void add(AuditEvent.PoliciesReplaced event) {
    begin(event, false, "configuration", "success");
    fields.put("event.type", List.of("change"));
    text("trustconnect.profile", event.profile());
    texts("trustconnect.policies", event.policies());
    fields.put("trustconnect.policy_count", event.policies().size());
  }

  private void add(AuditEvent.PoliciesNotReplaced event) {
    begin(event, false, "configuration", "failure");
    fields.put("event.type", List.of("change"));
    reason(Optional.empty(), event.message());
    text("file.path", event.file());
  }

  private void add(AuditEvent.UpstreamChanged event) {
    begin(event, false, "network", event.change() == Change.PUT_ASIDE ? "failure" : "success");
    fields.put("event.type", List.of("info"));
    reason(event.reason(), "");
    text("dns.question.name", event.name());
    text("trustconnect.upstream", event.upstream());
    text("trustconnect.until", event.until().map(Instant::toString).orElse(""));
  }

  private void add(AuditEvent.UpstreamsDisagree event) {
    begin(event, true, "network", "failure");
    fields.put("event.type", List.of("info"));
    reason(Optional.of(event.reason()), "");
    text("dns.question.name", event.name());
    text("trustconnect.upstream", event.bogus());
    text("trustconnect.proven_upstream", event.proven());
    text("trustconnect.verdict", event.verdict());
    fields.put("trustconnect.stripped", event.stripped());
  }

  private void add(AuditEvent.UpstreamsFailed event) {
    begin(event, false, "network", "failure");
    fields.put("event.type", List.of("info"));
    text("dns.question.name", event.name());
    list(
        "trustconnect.failures",
        event.failures().stream()
            .limit(MAX_ENTRIES)
            .map(failure -> object("upstream", failure.upstream(), failure.reason()))
            .toList());
  }

  private void begin(AuditEvent event, boolean alert, String category, String outcome) {
    fields.put("event.kind", alert ? "alert" : "event");
    fields.put("event.category", List.of(category));
    fields.put("event.type", List.of()); // keeps its place
    fields.put("event.action", EventJson.name(event));
    fields.put("event.outcome", outcome);
    fields.put("event.dataset", "trustconnect.audit");
    fields.put("event.severity", EventSeverity.of(event).code());
  }

  private void reason(Optional<Reason> reason, String message) {
    reason.ifPresent(why -> fields.put("event.code", why.code()));
    text("event.reason", message);
  }

  /** The parts of {@code a.test:443}, {@code a.test}, {@code [2001:db8::1]:443} and so on. */
  private void server(String subject) {
    int colon = subject.lastIndexOf(':');
    boolean hasPort =
        colon > 0 && (subject.indexOf(':') == colon || subject.charAt(colon - 1) == ']');
    String host = hasPort ? subject.substring(0, colon) : subject;
    Integer port = hasPort ? port(subject.substring(colon + 1)) : null;
    if (hasPort && port == null) {
      return; // not an endpoint: some other text with a colon
    }
    String bare =
        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    if (isAddress(bare)) {
      fields.put("server.address", bare);
      fields.put("server.ip", bare);
    } else if (isHostName(host)) {
      fields.put("server.address", host);
      fields.put("server.domain", host);
    } else {
      return;
    }
    if (port != null) {
      fields.put("server.port", port);
    }
  }

  /** The address in {@code a client at 192.0.2.1}. */
  private void client(String subject) {
    if (subject.startsWith(CLIENT_AT)) {
      String address = subject.substring(CLIENT_AT.length());
      if (isAddress(address)) {
        fields.put("client.address", address);
        fields.put("client.ip", address);
      }
    }
  }

  /** Strict, because Elasticsearch rejects a whole event for a malformed {@code ip}. */
  private static boolean isAddress(String text) {
    if (text.indexOf('/') >= 0) {
      return false; // a range
    }
    try {
      AddressRange.parse(text);
      return true;
    } catch (IllegalArgumentException other) {
      return false;
    }
  }

  private static boolean isHostName(String text) {
    try {
      return HostName.parse(text).ascii().equals(text);
    } catch (IllegalArgumentException other) {
      return false;
    }
  }

  private static @Nullable Integer port(String digits) {
    if (!digits.matches("[0-9]{1,5}")) {
      return null;
    }
    int port = Integer.parseInt(digits);
    return port > 0 && port < 65_536 ? port : null;
  }

  private Map<String, String> finding(Finding finding) {
    if (finding instanceof Finding.Satisfied satisfied) {
      return object(satisfied.check().toString(), "satisfied", null, satisfied.facts(), "");
    }
    if (finding instanceof Finding.Violated violated) {
      return object(
          violated.check().toString(),
          "violated",
          violated.reason(),
          violated.seen(),
          violated.wanted());
    }
    Finding.NotEvaluated open = (Finding.NotEvaluated) finding;
    return object(open.check().toString(), "not-evaluated", open.reason(), open.why(), "");
  }

  private Map<String, String> object(
      String check, String state, @Nullable Reason reason, String seen, String wanted) {
    Map<String, String> object = object("check", check, reason);
    object.put("state", state);
    object.put("seen", safe(seen));
    if (!wanted.isEmpty()) {
      object.put("wanted", safe(wanted));
    }
    return object;
  }

  private Map<String, String> object(String name, String value, @Nullable Reason reason) {
    Map<String, String> object = new LinkedHashMap<>();
    object.put(name, safe(value));
    if (reason != null) {
      object.put("reason", reason.code());
    }
    return object;
  }

  private void text(String name, String value) {
    if (!value.isEmpty()) {
      fields.put(name, safe(value));
    }
  }

  private void texts(String name, List<String> values) {
    list(name, values.stream().limit(MAX_ENTRIES).map(this::safe).toList());
  }

  private void list(String name, List<?> values) {
    if (!values.isEmpty()) {
      fields.put(name, values);
    }
  }

  private String safe(String text) {
    return SafeText.line(text, maxText);
  }
}
