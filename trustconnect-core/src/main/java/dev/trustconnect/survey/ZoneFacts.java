package dev.trustconnect.survey;

import dev.trustconnect.dnssec.ValidatedAnswer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What DNS says about the host's zone.
 *
 * @param apex its name, without the last dot; for an unsigned zone the closest zone cut that its
 *     parents prove
 * @param atApex answers at the apex by record type number: those of NS, DS, DNSKEY, CDS, CDNSKEY
 *     and NSEC3PARAM that were asked for
 * @param caa answers for CAA records, from the host upwards to the first that has any (RFC 8659 §3)
 * @param tlsa the answer for TLSA records of the endpoint (RFC 7671); empty if it wasn't asked for
 * @param nameServers answers for the addresses of the zone's name servers; not all of them
 */
public record ZoneFacts(
    String apex,
    Map<Integer, ValidatedAnswer> atApex,
    List<ValidatedAnswer> caa,
    Optional<ValidatedAnswer> tlsa,
    List<ValidatedAnswer> nameServers) {
  public ZoneFacts {
    atApex = Collections.unmodifiableMap(new LinkedHashMap<>(atApex));
    caa = List.copyOf(caa);
    nameServers = List.copyOf(nameServers);
  }

  /** The answer at the apex for a record type; empty if it wasn't asked for. */
  public Optional<ValidatedAnswer> answer(int type) {
    return Optional.ofNullable(atApex.get(type));
  }
}
