package dev.trustconnect.cli.zone;

import dev.trustconnect.pin.SpkiPin;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.survey.Handshake;
import dev.trustconnect.survey.Survey;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The TLSA record for the key that a host serves now (RFC 7671).
 *
 * @param line for the zone file; empty if no certificate was served
 * @param published whether the zone has it already
 * @param remark how far to trust it, or why there is none
 */
record HostTlsa(Endpoint endpoint, String line, boolean published, String remark) {
  private static final String DATA = "3 1 1 "; // end entity, public key, SHA-256

  static HostTlsa of(Survey survey) {
    Endpoint endpoint = survey.endpoint();
    Handshake handshake =
        survey.handshakes().stream()
            .filter(made -> made.leaf().isPresent())
            .findFirst()
            .orElse(null);
    if (handshake == null) {
      return new HostTlsa(endpoint, "", false, "no certificate: " + whyNone(survey));
    }
    String digest =
        HexFormat.of()
            .withUpperCase()
            .formatHex(
                Base64.getDecoder().decode(SpkiPin.of(handshake.leaf().orElseThrow()).base64()));
    boolean published =
        survey.zone().tlsa().stream()
            .filter(answer -> answer.verdict().isProven())
            .flatMap(answer -> answer.records().stream())
            .anyMatch(record -> record.rdata().equalsIgnoreCase(DATA + digest));
    return new HostTlsa(
        endpoint,
        "_" + endpoint.port() + "._tcp." + endpoint.host() + ". IN TLSA " + DATA + digest,
        published,
        remark(handshake));
  }

  private static String whyNone(Survey survey) {
    if (survey.names().addresses().isEmpty()) {
      return survey
          .names()
          .refusal()
          .map(refusal -> "[" + refusal.reason().code() + "] " + refusal.seen())
          .orElse("the host has no address that may be connected to");
    }
    return survey.handshake().map(Handshake::failure).orElse("no handshake was made");
  }

  private static String remark(Handshake handshake) {
    String where = "as served at " + handshake.address().getHostAddress();
    return handshake
        .judgement()
        .flatMap(Handshake.Judgement::refusal)
        .map(
            refusal ->
                where
                    + ", in a chain that is refused ["
                    + refusal.reason().code()
                    + "]: compare"
                    + " it with the server's own key before you publish it")
        .orElse(where + ", in a chain that is trusted");
  }
}
