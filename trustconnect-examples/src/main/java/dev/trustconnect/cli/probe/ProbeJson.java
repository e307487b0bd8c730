package dev.trustconnect.cli.probe;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.trustconnect.cli.terminal.Ipv6Text;
import dev.trustconnect.dnssec.Hop;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.gate.Evidence;
import dev.trustconnect.gate.UsedIdentity;
import dev.trustconnect.pin.CertificatePin;
import dev.trustconnect.pin.SpkiPin;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A probe as one line of JSON. Every key is always present; unknown values are null or empty. */
final class ProbeJson {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final JsonGenerator json;

  private ProbeJson(JsonGenerator json) {
    this.json = json;
  }

  /** The line, without its end. */
  static String of(Probed probed) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      new ProbeJson(json).write(probed);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // can't happen with a StringWriter
    }
    return text.toString();
  }

  private void write(Probed probed) throws IOException {
    TrustRefusal refusal = probed.refusal();
    Evidence evidence = probed.evidence();
    json.writeStartObject();
    json.writeStringField("endpoint", probed.endpoint());
    json.writeStringField("outcome", probed.outcome().name());
    json.writeStringField("reason", refusal == null ? null : refusal.reason().code());
    json.writeStringField("message", probed.failure() == null ? null : message(probed.failure()));
    json.writeStringField("policy", Objects.toString(probed.policy(), null));
    json.writeStringField("verdict", evidence == null ? null : evidence.name().verdict().label());
    texts(
        "hops",
        evidence == null ? List.of() : evidence.name().hops().stream().map(this::hop).toList());
    texts(
        "addresses",
        evidence == null
            ? List.of()
            : evidence.name().addresses().stream().map(ProbeJson::text).toList());
    InetAddress peer = evidence == null ? null : evidence.peer().orElse(null);
    json.writeStringField("peer", peer == null ? null : text(peer));
    json.writeStringField("tls", evidence == null ? null : probed.tls());
    path(evidence == null ? List.of() : evidence.path().certificates());
    texts("pinsMatched", evidence == null ? List.of() : evidence.pinsMatched());
    texts("findings", evidence == null ? List.of() : evidence.findings());
    texts("warnings", evidence == null ? List.of() : evidence.warnings());
    json.writeStringField("validUntil", evidence == null ? null : evidence.validUntil().toString());
    json.writeStringField("answer", probed.answer().isEmpty() ? null : probed.answer());
    clientCertificate(probed.clientCertificate());
    json.writeEndObject();
  }

  private static @Nullable String message(Exception failure) {
    TrustRefusal refusal = TrustRefusal.in(failure).orElse(null);
    return refusal == null ? failure.toString() : refusal.getMessage();
  }

  private String hop(Hop hop) {
    return hop.owner() + " " + hop.kind() + " " + hop.verdict().label();
  }

  private static String text(InetAddress address) {
    return Ipv6Text.shortened(address.getHostAddress());
  }

  private void path(List<X509Certificate> certificates) throws IOException {
    json.writeArrayFieldStart("path");
    for (X509Certificate certificate : certificates) {
      json.writeStartObject();
      json.writeStringField("subject", CertificateText.subject(certificate));
      json.writeStringField("notAfter", certificate.getNotAfter().toInstant().toString());
      json.writeStringField("pin", SpkiPin.of(certificate).toString());
      json.writeStringField("certificatePin", CertificatePin.of(certificate).toString());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void clientCertificate(@Nullable ClientCertificate certificate) throws IOException {
    if (certificate == null) {
      json.writeNullField("clientCertificate");
      return;
    }
    json.writeObjectFieldStart("clientCertificate");
    flag("asked", certificate.asked());
    texts("authorities", certificate.authorities());
    flag("wanted", certificate.wanted());
    UsedIdentity sent = certificate.sent();
    if (sent == null) {
      json.writeNullField("sent");
    } else {
      json.writeObjectFieldStart("sent");
      json.writeStringField("name", sent.name());
      json.writeNumberField("generation", sent.generation());
      json.writeStringField("pin", sent.key().toString());
      json.writeEndObject();
    }
    Reason reason = certificate.reason();
    json.writeStringField("reason", reason == null ? null : reason.code());
    json.writeStringField("message", reason == null ? null : certificate.message());
    json.writeEndObject();
  }

  private void flag(String name, @Nullable Boolean value) throws IOException {
    if (value == null) {
      json.writeNullField(name);
    } else {
      json.writeBooleanField(name, value);
    }
  }

  private void texts(String name, List<?> values) throws IOException {
    json.writeArrayFieldStart(name);
    for (Object value : values) {
      json.writeString(value.toString());
    }
    json.writeEndArray();
  }
}
