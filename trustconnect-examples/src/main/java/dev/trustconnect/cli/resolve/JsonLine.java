package dev.trustconnect.cli.resolve;

import static dev.trustconnect.cli.resolve.QuestionText.absolute;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.trustconnect.cli.terminal.Ipv6Text;
import dev.trustconnect.dnssec.DnsRecord;
import dev.trustconnect.dnssec.FailingLink;
import dev.trustconnect.dnssec.Hop;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.dnssec.ZoneLink;
import dev.trustconnect.resolve.AddressFinding;
import dev.trustconnect.resolve.Lookup;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.OptionalInt;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/** A lookup as one line of JSON. Every key is always present; an unknown value is null or empty. */
final class JsonLine {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final JsonGenerator json;

  private JsonLine(JsonGenerator json) {
    this.json = json;
  }

  /** The line, without its end. */
  static String of(Lookup lookup) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      new JsonLine(json).write(lookup);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter doesn't throw it
    }
    return text.toString();
  }

  private void write(Lookup lookup) throws IOException {
    ValidatedAnswer answer = lookup.answer();
    json.writeStartObject();
    json.writeStringField("name", absolute(answer.question().owner()));
    json.writeStringField("type", Type.string(answer.question().type()));
    json.writeStringField("rcode", answer.rcode() < 0 ? null : Rcode.string(answer.rcode()));
    writeVerdict(answer.verdict());
    writeHops(answer);
    writeChain(answer);
    json.writeArrayFieldStart("records");
    for (Hop hop : answer.hops()) {
      for (DnsRecord record : ShownRecords.of(answer.question(), hop)) {
        writeRecord(record);
      }
    }
    json.writeEndArray();
    json.writeNumberField("ttlSeconds", answer.ttlSeconds());
    json.writeStringField("validUntil", Mnemonics.time(answer.validUntil()));
    json.writeNumberField("questions", lookup.questions());
    json.writeNumberField("roundTrips", lookup.roundTrips());
    json.writeNumberField("millis", lookup.elapsed().toMillis());
    json.writeArrayFieldStart("addressFindings");
    for (AddressFinding finding : lookup.addressFindings()) {
      writeFinding(finding);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void writeVerdict(Verdict verdict) throws IOException {
    json.writeStringField("verdict", verdict.label());
    json.writeStringField("reason", verdict.reason().code());
    writeNumber("ede", verdict.reason().ede());
    json.writeStringField("detail", verdict.detail());
    if (verdict.link().isEmpty()) {
      json.writeNullField("link");
      return;
    }
    FailingLink link = verdict.link().get();
    json.writeObjectFieldStart("link");
    json.writeStringField("zone", link.zone());
    json.writeStringField("part", link.part().name());
    writeNumber("keyTag", link.keyTag());
    writeNumber("algorithm", link.algorithm());
    json.writeEndObject();
  }

  private void writeHops(ValidatedAnswer answer) throws IOException {
    json.writeArrayFieldStart("hops");
    for (Hop hop : answer.hops()) {
      json.writeStartObject();
      json.writeStringField("name", absolute(hop.owner()));
      json.writeStringField("kind", hop.kind().name());
      json.writeStringField("zone", hop.zone());
      json.writeStringField("verdict", hop.verdict().label());
      json.writeStringField("reason", hop.verdict().reason().code());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void writeChain(ValidatedAnswer answer) throws IOException {
    json.writeArrayFieldStart("chain");
    for (ZoneLink link : answer.chain()) {
      json.writeStartObject();
      json.writeStringField("zone", link.zone());
      json.writeStringField("state", link.state().name());
      json.writeStringField("reason", link.reason().code());
      json.writeArrayFieldStart("ds");
      for (ZoneLink.Ds ds : link.ds()) {
        startKeyed(ds.keyTag(), ds.algorithm());
        json.writeNumberField("digestType", ds.digestType());
        json.writeBooleanField("used", ds.used());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayFieldStart("keys");
      for (ZoneLink.Key key : link.keys()) {
        startKeyed(key.keyTag(), key.algorithm());
        json.writeNumberField("flags", key.flags());
        json.writeNumberField("bits", key.bits());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayFieldStart("signatures");
      for (ZoneLink.Signature signature : link.signatures()) {
        startKeyed(signature.keyTag(), signature.algorithm());
        json.writeStringField("inception", Mnemonics.time(signature.inception()));
        json.writeStringField("expiration", Mnemonics.time(signature.expiration()));
        json.writeBooleanField("used", signature.used());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeStringField("validUntil", Mnemonics.time(link.validUntil()));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void startKeyed(int keyTag, int algorithm) throws IOException {
    json.writeStartObject();
    json.writeNumberField("keyTag", keyTag);
    json.writeNumberField("algorithm", algorithm);
  }

  private void writeRecord(DnsRecord record) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", absolute(record.owner()));
    json.writeStringField("type", record.typeName());
    json.writeNumberField("ttl", record.ttlSeconds());
    json.writeStringField("data", ShownRecords.data(record));
    json.writeEndObject();
  }

  private void writeFinding(AddressFinding finding) throws IOException {
    json.writeStartObject();
    json.writeStringField("address", Ipv6Text.shortened(finding.address().getHostAddress()));
    json.writeStringField("range", finding.range());
    json.writeStringField("name", finding.name());
    json.writeStringField("rfc", finding.rfc());
    json.writeStringField("reason", finding.reason().code());
    json.writeEndObject();
  }

  private void writeNumber(String key, OptionalInt number) throws IOException {
    if (number.isPresent()) {
      json.writeNumberField(key, number.getAsInt());
    } else {
      json.writeNullField(key);
    }
  }
}
