package dev.trustconnect.cli.policy;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.trustconnect.cli.policy.CheckedFile.CheckedHost;
import dev.trustconnect.cli.terminal.JsonText;
import dev.trustconnect.config.PolicyFile;
import dev.trustconnect.config.PolicyFileException.Problem;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.upstream.DohUpstream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The result of checking a policy file as one line of JSON. Every key is always present. */
final class CheckedJson {
  private CheckedJson() {}

  static String of(CheckedFile checked) {
    return JsonText.of(json -> write(json, checked));
  }

  private static void write(JsonGenerator json, CheckedFile checked) throws IOException {
    PolicyFile read = checked.read();
    json.writeStringField("file", checked.file());
    json.writeBooleanField("accepted", checked.isAccepted());
    json.writeArrayFieldStart("problems");
    for (Problem problem : checked.problems()) {
      json.writeStartObject();
      json.writeNumberField("line", problem.line());
      json.writeNumberField("column", problem.column());
      json.writeStringField("field", problem.field());
      json.writeStringField("what", problem.what());
      json.writeStringField("remedy", problem.remedy());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeStringField("profile", read == null ? null : read.policies().profile().name());
    json.writeArrayFieldStart("upstreams");
    if (read != null) {
      for (DohUpstream upstream : read.upstreams()) {
        json.writeString(upstream.label());
      }
    }
    json.writeEndArray();
    json.writeArrayFieldStart("endpoints");
    for (EndpointPolicy policy : checked.policies()) {
      json.writeStartObject();
      write(json, policy);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("hosts");
    for (CheckedHost host : checked.hosts()) {
      json.writeStartObject();
      json.writeStringField("host", host.host().toString());
      json.writeStringField(
          "refused", host.policy().isPresent() ? null : Reason.POLICY_MISSING.code());
      write(json, host.policy().orElse(null));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("warnings");
    for (String warning : checked.warnings()) {
      json.writeString(warning);
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, @Nullable EndpointPolicy policy)
      throws IOException {
    json.writeStringField("coveredBy", policy == null ? null : policy.hosts().toString());
    json.writeStringField("mode", policy == null ? null : policy.mode().name());
    json.writeStringField("policy", policy == null ? null : policy.toString());
    json.writeStringField("fingerprint", policy == null ? null : policy.fingerprint());
  }
}
