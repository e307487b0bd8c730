package dev.trustconnect.interop;

import dev.trustconnect.dnssec.KnownZones;
import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.Step;
import dev.trustconnect.dnssec.TrustAnchors;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Validation;
import dev.trustconnect.dnssec.ValidatorSettings;
import dev.trustconnect.upstream.DnsExchange;
import dev.trustconnect.upstream.DnsReply;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

final class EngineDriver {
  private EngineDriver() {}

  static ValidatedAnswer ask(
      DnsExchange exchange, TrustAnchors anchors, Question question, Instant now) {
    Validation validation =
        new Validation(question, anchors, ValidatorSettings.DEFAULT, KnownZones.NONE, now);
    while (true) {
      Step step = validation.advance();
      if (step instanceof Step.Done done) {
        return done.answer();
      }
      Map<Question, CompletableFuture<DnsReply>> asked = new LinkedHashMap<>();
      for (Question needed : ((Step.Need) step).required()) {
        asked.put(needed, exchange.ask(needed.name(), needed.type(), Duration.ofSeconds(20)));
      }
      asked.forEach((needed, reply) -> validation.feed(needed, reply.join().message()));
    }
  }
}
