package dev.trustconnect.interop;

import static dev.trustconnect.interop.ZonePlan.NO_DS;
import static dev.trustconnect.interop.ZonePlan.zone;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A signed internet of one server: a healthy zone, an unsigned one, and zones with one fault each;
 * and what we, DNSViz 0.9.4 and Zonemaster 5.0.2 say about each.
 */
final class FaultyZones {
  private static final String HOST = "@ A 198.51.100.7\nwww A 198.51.100.8\n";

  private FaultyZones() {}

  /**
   * One zone.
   *
   * @param plan how it is made
   * @param ours severity and id of our remarks on its DNSSEC, sorted
   * @param dnsviz DNSViz's errors (E) and warnings (W), sorted
   * @param zonemaster level and tag of Zonemaster's, from NOTICE, sorted
   * @param why why one is silent where another isn't; empty if all agree
   */
  record Row(
      ZonePlan plan, List<String> ours, List<String> dnsviz, List<String> zonemaster, String why) {
    String origin() {
      return plan.origin();
    }
  }

  /** Every zone, the root first. */
  static List<ZonePlan> plans() {
    List<ZonePlan> plans = new ArrayList<>();
    plans.add(zone(".").split(13));
    plans.add(zone("test.").split(13));
    rows().forEach(row -> plans.add(row.plan().records(HOST)));
    return plans;
  }

  /** The table. */
  static List<Row> rows() {
    return Stream.of(signatures(), delegations(), keys()).flatMap(List::stream).toList();
  }

  private static Row row(
      ZonePlan plan, String ours, String dnsviz, String zonemaster, String... why) {
    return new Row(plan, listed(ours), listed(dnsviz), listed(zonemaster), String.join(" ", why));
  }

  private static List<String> listed(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(", ", -1));
  }

  private static List<Row> signatures() {
    return List.of(
        row(zone("healthy.test.").split(13), "", "", ""),
        row(
            zone("expired.test.")
                .split(13)
                .signWith("-s", "20200101000000", "-e", "20200201000000"),
            "CRITICAL dnssec.signature-expired",
            "E EXPIRATION_IN_PAST, E NO_SEP",
            "ERROR DS02_DNSKEY_NOT_SIGNED_BY_ANY_DS, ERROR DS02_RRSIG_NOT_VALID_BY_DNSKEY,"
                + " ERROR DS08_DNSKEY_RRSIG_EXPIRED, ERROR DS09_SOA_RRSIG_EXPIRED,"
                + " ERROR DS10_NSEC_RRSIG_VERIFY_ERROR, ERROR RRSIG_EXPIRED,"
                + " WARNING DS02_NO_MATCHING_DNSKEY_RRSIG"),
        row(
            zone("soon.test.").split(13).signWith("-s", "now-20d", "-e", "now+21600"),
            "HIGH dnssec.signature-ends-soon",
            "",
            "WARNING REMAINING_SHORT",
            "DNSViz says nothing before a signature has ended"),
        row(
            zone("ttl.test.")
                .split(13)
                .signWith("-s", "now-3600", "-e", "now+72000")
                .records("$TTL 86400"),
            "LOW dnssec.ttl-past-signature",
            "E TTL_BEYOND_EXPIRATION, W RRSET_TTL_MISMATCH",
            "",
            "Zonemaster has no test of TTLs against signatures"),
        row(
            zone("long.test.").split(13).signWith("-s", "now-3600", "-e", "now+200d"),
            "LOW dnssec.signature-too-long",
            "",
            "WARNING DURATION_LONG, WARNING REMAINING_LONG",
            "DNSViz has no limit for lifetimes"),
        row(
            zone("altered.test.")
                .split(13)
                .harmedBy(ZoneFileHarm.alter("altered.test.", "A", "198.51.100.7", "203.0.113.66")),
            "CRITICAL dnssec.signature-invalid",
            "E SIGNATURE_INVALID",
            "",
            "Zonemaster checks the signatures of keys, SOA and NSEC, none of addresses"));
  }

  private static List<Row> delegations() {
    return List.of(
        row(
            zone("plain.test."),
            "INFO dnssec.insecure-delegation",
            "",
            "NOTICE NEITHER_DNSKEY_NOR_DS, NOTICE NOT_SIGNED"),
        row(
            zone("orphan.test.")
                .single(13)
                .delegatedBy(ds -> joined(ds.apply("SHA-256"), retagged(ds.apply("SHA-256")))),
            "LOW dnssec.ds-orphan",
            "",
            "WARNING DS02_NO_DNSKEY_FOR_DS",
            "DNSViz accepts a DS record that waits for its key beside one that fits"),
        row(
            zone("turned.test.")
                .single(13)
                .delegatedBy(
                    ds -> joined(ds.apply("SHA-256"), Hierarchy.turned(ds.apply("SHA-256")))),
            "LOW dnssec.ds-orphan",
            "E DIGEST_INVALID",
            "ERROR DS02_NO_MATCH_DS_DNSKEY"),
        row(
            zone("wrongds.test.")
                .single(13)
                .delegatedBy(ds -> Hierarchy.turned(ds.apply("SHA-256"))),
            "CRITICAL dnssec.key-not-in-ds",
            "E DIGEST_INVALID, E NO_SEP",
            "ERROR DS02_NO_MATCH_DS_DNSKEY"),
        row(
            zone("nokeys.test.")
                .delegatedBy(
                    ds -> List.of("nokeys.test. DS 12345 13 2 " + "0123456789ABCDEF".repeat(4))),
            "CRITICAL dnssec.dnskey-missing",
            "E MISSING_NSEC_FOR_NODATA, E MISSING_NSEC_FOR_NXDOMAIN, E MISSING_RRSIG,"
                + " E MISSING_SEP_FOR_ALG, E NO_SEP",
            "ERROR DS11_DS_BUT_UNSIGNED_ZONE, ERROR DS_BUT_NOT_DNSKEY, ERROR NO_RESPONSE_DNSKEY"),
        row(
            zone("sha12.test.")
                .single(13)
                .delegatedBy(ds -> joined(ds.apply("SHA-1"), ds.apply("SHA-256"))),
            "LOW dnssec.digest-deprecated",
            "W DIGEST_ALGORITHM_PROHIBITED, W DS_DIGEST_ALGORITHM_IGNORED",
            "ERROR DS01_DS_ALGO_DEPRECATED"),
        row(
            zone("sha1.test.").single(13).delegatedBy(ds -> ds.apply("SHA-1")),
            "MEDIUM dnssec.digest-deprecated",
            "W DIGEST_ALGORITHM_PROHIBITED",
            "ERROR DS01_DS_ALGO_DEPRECATED, NOTICE DS01_DS_ALGO_2_MISSING"),
        row(
            zone("island.test.").single(13).delegatedBy(NO_DS),
            "INFO dnssec.insecure-delegation, MEDIUM dnssec.island",
            "",
            "WARNING DNSKEY_BUT_NOT_DS",
            "for DNSViz a zone without a DS record is unsigned, and that is in order"),
        row(
            zone("delete.test.").split(13).records("@ CDS 0 0 0 00\n@ CDNSKEY 0 3 0 AA=="),
            "LOW dnssec.cds-differs",
            "",
            "",
            "neither compares CDS with DS records; these ask the parent to end DNSSEC (RFC 8078"
                + " §4)"),
        row(
            zone("half.test.").split(13).records("@ CDS 0 0 0 00"),
            "LOW dnssec.cds-differs",
            "",
            "NOTICE DS15_HAS_CDS_NO_CDNSKEY",
            "Zonemaster only misses the CDNSKEY record, which RFC 7344 §4 recommends too"));
  }

  private static List<Row> keys() {
    return List.of(
        row(
            zone("short.test.").split(8).bits(1024),
            "MEDIUM dnssec.key-short",
            "",
            "WARNING DNSKEY_SMALLER_THAN_REC",
            "DNSViz doesn't judge the size of keys"),
        row(
            zone("a7.test.").split(7),
            "HIGH dnssec.algorithm-deprecated",
            "W ALGORITHM_NOT_RECOMMENDED",
            "WARNING ALGORITHM_NOT_RECOMMENDED"),
        row(
            zone("a10.test.").split(10),
            "LOW dnssec.algorithm-deprecated",
            "W ALGORITHM_NOT_RECOMMENDED",
            "WARNING ALGORITHM_NOT_RECOMMENDED"),
        row(
            zone("salted.test.").split(13).nsec3("AABBCCDD", 10, false),
            "LOW dnssec.nsec3-parameters",
            "",
            "",
            "RFC 9276 §3.1 asks for no extra iterations and no salt; Zonemaster has the limits of"
                + " RFC 5155 §10.3, DNSViz has none"));
  }

  private static List<String> joined(List<String> first, List<String> second) {
    List<String> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  /** The same DS for another key tag: that of a key which the zone doesn't have. */
  private static List<String> retagged(List<String> lines) {
    return lines.stream().map(line -> line.replaceFirst(" DS \\d+ ", " DS 4711 ")).toList();
  }
}
