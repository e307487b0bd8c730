package dev.trustconnect.cli.audit;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.trustconnect.cli.terminal.Ipv6Text;
import dev.trustconnect.cli.terminal.ShownText;
import dev.trustconnect.dnssec.FailingLink;
import dev.trustconnect.dnssec.Hop;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.pin.SpkiPin;
import dev.trustconnect.survey.Handshake;
import dev.trustconnect.survey.HttpFacts;
import dev.trustconnect.survey.NameFacts;
import dev.trustconnect.survey.Survey;
import dev.trustconnect.survey.UpstreamView;
import java.io.IOException;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import org.xbill.DNS.Type;

/** The facts of a survey as JSON. Every key is always present; texts from outside are made safe. */
final class SurveyJson {
  private final JsonGenerator json;

  SurveyJson(JsonGenerator json) {
    this.json = json;
  }

  void write(Survey survey) throws IOException {
    NameFacts names = survey.names();
    json.writeObjectFieldStart("survey");
    json.writeStringField("at", survey.at().toString());
    verdict(names.verdict());
    json.writeStringField("zone", shown(survey.zone().apex()));
    hops(names);
    json.writeArrayFieldStart("addresses");
    for (InetAddress address : names.addresses()) {
      json.writeString(text(address));
    }
    json.writeEndArray();
    json.writeArrayFieldStart("nameServers");
    for (var server : survey.zone().answer(Type.NS).map(NameFacts::recordsOf).orElse(List.of())) {
      json.writeString(shown(server.rdata()));
    }
    json.writeEndArray();
    json.writeArrayFieldStart("upstreams");
    for (UpstreamView view : names.others()) {
      json.writeStartObject();
      json.writeStringField("upstream", shown(view.upstream()));
      json.writeStringField("verdict", view.answer().verdict().label());
      json.writeStringField("reason", view.answer().verdict().reason().code());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("handshakes");
    for (Handshake handshake : survey.handshakes()) {
      handshake(handshake);
    }
    json.writeEndArray();
    http(survey);
    json.writeNumberField("questions", survey.questions());
    json.writeEndObject();
  }

  private void verdict(Verdict verdict) throws IOException {
    json.writeStringField("verdict", verdict.label());
    json.writeStringField("reason", verdict.reason().code());
    json.writeStringField("detail", shown(verdict.detail()));
    json.writeStringField("link", verdict.link().map(FailingLink::toString).orElse(null));
  }

  private void hops(NameFacts names) throws IOException {
    json.writeArrayFieldStart("hops");
    for (Hop hop : names.ipv4().hops()) {
      json.writeStartObject();
      json.writeStringField("name", shown(hop.owner()));
      json.writeStringField("kind", hop.kind().name());
      json.writeStringField("zone", shown(hop.zone()));
      json.writeStringField("verdict", hop.verdict().label());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void handshake(Handshake handshake) throws IOException {
    json.writeStartObject();
    json.writeStringField("address", text(handshake.address()));
    json.writeStringField("kind", lower(handshake.kind()));
    json.writeStringField("outcome", lower(handshake.outcome()));
    json.writeStringField("protocol", shown(handshake.session().protocol()));
    json.writeStringField("suite", shown(handshake.session().suite()));
    json.writeStringField("alpn", shown(handshake.session().alpn()));
    json.writeArrayFieldStart("served");
    for (X509Certificate certificate : handshake.served()) {
      certificate(certificate);
    }
    json.writeEndArray();
    json.writeStringField(
        "clientCertificate", handshake.demand().need().name().toLowerCase(Locale.ROOT));
    json.writeNumberField("millis", handshake.elapsed().toMillis());
    json.writeStringField("failure", shown(handshake.failure()));
    json.writeEndObject();
  }

  private void certificate(X509Certificate certificate) throws IOException {
    json.writeStartObject();
    json.writeStringField("subject", shown(certificate.getSubjectX500Principal().toString()));
    json.writeStringField("issuer", shown(certificate.getIssuerX500Principal().toString()));
    json.writeStringField("notBefore", certificate.getNotBefore().toInstant().toString());
    json.writeStringField("notAfter", certificate.getNotAfter().toInstant().toString());
    json.writeStringField("pin", SpkiPin.of(certificate).toString());
    json.writeEndObject();
  }

  private void http(Survey survey) throws IOException {
    if (survey.http().isEmpty()) {
      json.writeNullField("http");
      return;
    }
    HttpFacts http = survey.http().get();
    json.writeObjectFieldStart("http");
    json.writeNumberField("status", http.status());
    json.writeStringField("location", shown(http.location()));
    json.writeStringField("type", shown(http.type()));
    json.writeStringField("server", shown(http.server()));
    json.writeBooleanField("hsts", http.hasHsts());
    json.writeNumberField("cleartextStatus", http.cleartextStatus());
    json.writeStringField("failure", shown(http.failure()));
    json.writeEndObject();
  }

  private static String text(InetAddress address) {
    return Ipv6Text.shortened(address.getHostAddress());
  }

  private static String shown(String text) {
    return ShownText.line(text);
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
