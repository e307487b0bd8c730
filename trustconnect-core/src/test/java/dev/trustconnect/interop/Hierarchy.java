package dev.trustconnect.interop;

import static dev.trustconnect.interop.ZonePlan.NO_DS;
import static dev.trustconnect.interop.ZonePlan.zone;

import java.util.ArrayList;
import java.util.List;

/**
 * The zones of a small signed internet with its own root: healthy ones, unsigned ones, and one for
 * each harm.
 */
final class Hierarchy {
  private static final String PAST_START = "20200101000000";
  private static final String PAST_END = "20200201000000";
  private static final String FUTURE_START = "20500101000000";
  private static final String FUTURE_END = "20510101000000";

  private static final String HOST = "@ A 198.51.100.7\n@ AAAA 2001:db8::7\nwww A 198.51.100.8\n";

  private Hierarchy() {}

  /** Every zone, the root first. */
  static List<ZonePlan> plans() {
    List<ZonePlan> plans = new ArrayList<>();
    plans.add(zone(".").split(8));
    plans.add(zone("test.").split(13));
    plans.add(zone("plain.").records(HOST));
    plans.add(zone("signed.plain.").single(13).delegatedBy(NO_DS).records(HOST));
    plans.addAll(example());
    plans.addAll(hashed());
    plans.addAll(algorithms());
    plans.addAll(delegations());
    plans.addAll(broken());
    return plans;
  }

  private static List<ZonePlan> example() {
    return List.of(
        zone("example.test.").split(13).records(EXAMPLE_RECORDS),
        zone("sub.example.test.").single(13).records(HOST + "*.w TXT \"wild\"\n"),
        zone("deep.sub.example.test.").split(8).records(HOST),
        zone("far.away.example.test.").single(15).records(HOST),
        zone("unsigned.example.test.").records(HOST),
        zone("below.unsigned.example.test.").single(13).delegatedBy(NO_DS).records(HOST));
  }

  private static List<ZonePlan> hashed() {
    String wild =
        HOST + "*.wild A 198.51.100.9\na.ent TXT \"below an empty name\"\nalias CNAME www\n";
    return List.of(
        zone("n3.test.").split(8).nsec3("-", 0, false).records(wild),
        zone("child.n3.test.").single(13).records(HOST),
        zone("open.n3.test.").records(HOST),
        zone("salted.test.").single(13).nsec3("AABBCCDD", 10, false).records(wild),
        zone("hundred.test.").single(13).nsec3("AB", 100, false).records(wild),
        zone("optout.test.").split(13).nsec3("-", 0, true).records(wild),
        zone("safe.optout.test.").single(13).records(HOST),
        zone("bare.optout.test.").records(HOST),
        zone("bare.inner.optout.test.").records(HOST));
  }

  private static List<ZonePlan> algorithms() {
    return List.of(
        zone("a5.test.").split(5).records(HOST),
        zone("a7.test.").split(7).nsec3("-", 1, false).records(HOST),
        zone("a10.test.").split(10).records(HOST),
        zone("p384.test.").split(14).records(HOST),
        zone("ed.test.").split(15).records(HOST),
        zone("ed448.test.").single(16).records(HOST),
        zone("two.test.").split(8).split(13).records(HOST));
  }

  private static List<ZonePlan> delegations() {
    return List.of(
        zone("island.test.").single(13).delegatedBy(NO_DS).records(HOST),
        zone("below.island.test.").single(13).records(HOST),
        zone("sha384.test.").single(13).delegatedBy(ds -> ds.apply("SHA-384")).records(HOST),
        zone("sha1.test.").single(13).delegatedBy(ds -> ds.apply("SHA-1")).records(HOST),
        zone("sha12.test.")
            .single(13)
            .delegatedBy(ds -> joined(ds.apply("SHA-1"), ds.apply("SHA-256")))
            .records(HOST),
        zone("wrong1.test.")
            .single(13)
            .delegatedBy(ds -> joined(turned(ds.apply("SHA-1")), ds.apply("SHA-256")))
            .records(HOST),
        zone("only1good.test.")
            .single(13)
            .delegatedBy(ds -> joined(ds.apply("SHA-1"), turned(ds.apply("SHA-256"))))
            .records(HOST),
        zone("standby.test.")
            .single(13)
            .delegatedBy(ds -> joined(turned(ds.apply("SHA-256")), ds.apply("SHA-256")))
            .records(HOST),
        zone("oddalg.test.")
            .single(13)
            .delegatedBy(ds -> replaced(ds.apply("SHA-256"), " 13 2 ", " 200 2 "))
            .records(HOST),
        zone("odddigest.test.")
            .single(13)
            .delegatedBy(ds -> replaced(ds.apply("SHA-256"), " 13 2 ", " 13 200 "))
            .records(HOST),
        zone("oddandgood.test.")
            .single(13)
            .delegatedBy(
                ds ->
                    joined(replaced(ds.apply("SHA-256"), " 13 2 ", " 200 2 "), ds.apply("SHA-256")))
            .records(HOST));
  }

  private static List<ZonePlan> broken() {
    String alias = HOST + "alias CNAME www\n";
    return List.of(
        zone("expired.test.").split(13).signWith("-s", PAST_START, "-e", PAST_END).records(HOST),
        zone("stale.test.")
            .split(13)
            .signWith("-s", PAST_START, "-e", PAST_END, "-X", FUTURE_END)
            .records(HOST),
        zone("early.test.").split(13).signWith("-s", FUTURE_START, "-e", FUTURE_END).records(HOST),
        zone("wrongds.test.")
            .single(13)
            .delegatedBy(ds -> turned(ds.apply("SHA-256")))
            .records(HOST),
        zone("below.wrongds.test.").single(13).records(HOST),
        zone("nokeys.test.")
            .delegatedBy(
                ds -> List.of("nokeys.test. DS 12345 13 2 " + "0123456789ABCDEF".repeat(4)))
            .records(HOST),
        zone("altered.test.")
            .split(13)
            .records(alias)
            .harmedBy(ZoneFileHarm.alter("www.altered.test.", "A", "198.51.100.8", "203.0.113.66")),
        zone("stripped.test.")
            .split(13)
            .records(HOST)
            .harmedBy(ZoneFileHarm.strip("www.stripped.test.", "A")),
        zone("forged.test.")
            .split(8)
            .records(HOST)
            .harmedBy(ZoneFileHarm.alter("www.forged.test.", "NSEC", " A ", " TXT ")),
        zone("silent3.test.")
            .split(8)
            .nsec3("-", 0, false)
            .records(HOST)
            .harmedBy(ZoneFileHarm.stripAll("NSEC3")),
        zone("gap.test.")
            .split(13)
            .records(HOST)
            .harmedBy(
                ZoneFileHarm.both(
                    ZoneFileHarm.strip("www.gap.test.", "NSEC"),
                    ZoneFileHarm.drop("www.gap.test.", "NSEC"))),
        zone("unsignedkeys.test.")
            .split(13)
            .records(HOST)
            .harmedBy(ZoneFileHarm.stripAll("DNSKEY")),
        zone("turnedkey.test.")
            .split(13)
            .records(HOST)
            .harmedBy(ZoneFileHarm.alter("turnedkey.test.", "DNSKEY", "256 3 13", "256 3 14")));
  }

  private static List<String> joined(List<String> first, List<String> second) {
    List<String> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  private static List<String> replaced(List<String> lines, String from, String to) {
    return lines.stream().map(line -> line.replace(from, to)).toList();
  }

  /** The same DS, its digest's last four hex digits turned: that of no key. */
  static List<String> turned(List<String> lines) {
    return lines.stream()
        .map(
            line -> {
              int at = line.length() - 4;
              int digits = Integer.parseInt(line.substring(at), 16) ^ 0xFFFF;
              return line.substring(0, at) + String.format("%04X", digits);
            })
        .toList();
  }

  private static final String EXAMPLE_RECORDS =
      HOST
          + """
          @ MX 10 Mail.Example.Test.
          @ TXT "v=spf1 -all"
          @ CAA 0 issue "ca.test"
          www AAAA 2001:db8::8
          www HTTPS 1 . alpn=h2
          big TXT %1$s %1$s %1$s %1$s %1$s %1$s %1$s %1$s
          _sip._tcp SRV 0 5 5060 WWW.Example.Test.
          _443._tcp.www TLSA 3 1 1 %2$s
          naptr NAPTR 100 10 "u" "E2U+sip" "!^.*$!sip:info@example.test!" .
          odd TYPE65280 \\# 4 0A000001
          dotted\\.label A 198.51.100.10
          sp\\032ace TXT "a space"
          *.wild A 198.51.100.9
          closer.wild TXT "nearer than the wildcard"
          *.wildalias CNAME www
          a.ent A 198.51.100.11
          alias CNAME www
          alias2 CNAME alias
          nowhere CNAME missing
          notype CNAME odd
          ton3 CNAME www.n3.test.
          todeep CNAME www.deep.sub.example.test.
          tounsigned CNAME www.unsigned.example.test.
          toisland CNAME www.island.test.
          toplain CNAME www.plain.
          tonoplain CNAME missing.plain.
          toaltered CNAME www.altered.test.
          toexpired CNAME www.expired.test.
          tooptout CNAME missing.optout.test.
          tree DNAME target
          x.target A 198.51.100.12
          x.y.target A 198.51.100.13
          n3tree DNAME n3.test.
          plaintree DNAME unsigned.example.test.
          brokentree DNAME altered.test.
          """
              .formatted("\"" + "x".repeat(250) + "\"", "AB".repeat(32));
}
