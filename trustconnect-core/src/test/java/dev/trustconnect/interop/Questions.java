package dev.trustconnect.interop;

import java.util.List;

/** What is asked of the hierarchy, and which verdict is right. */
final class Questions {
  private Questions() {}

  /** The table: name, type, verdict, and notes such as {@code delv=SECURE} where a referee errs. */
  static List<ExpectedVerdict> table() {
    return parse(TABLE);
  }

  /** What is asked when the only anchor is that of {@code island.test.}. */
  static List<ExpectedVerdict> islandTable() {
    return parse(
        """
        island.test. DNSKEY SECURE
        www.island.test. A SECURE
        missing.island.test. A SECURE
        www.below.island.test. A SECURE
        """);
  }

  private static List<ExpectedVerdict> parse(String table) {
    return table
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(ExpectedVerdict::parse)
        .toList();
  }

  private static final String TABLE =
      """
      # root and top level
      . NS SECURE
      . SOA SECURE
      . DNSKEY SECURE
      . A SECURE
      test. NS SECURE
      test. DS SECURE
      missing. A SECURE
      plain. A INSECURE
      www.plain. A INSECURE
      missing.plain. A INSECURE
      plain. DS SECURE
      www.signed.plain. A INSECURE
      signed.plain. DNSKEY INSECURE
      # one signed zone, every kind of answer
      example.test. A SECURE
      example.test. SOA SECURE
      example.test. NS SECURE
      example.test. MX SECURE
      example.test. TXT SECURE
      example.test. CAA SECURE
      example.test. DNSKEY SECURE
      example.test. DS SECURE
      example.test. NSEC SECURE
      EXAMPLE.Test. MX SECURE
      www.example.test. A SECURE
      www.example.test. AAAA SECURE
      www.example.test. HTTPS SECURE
      www.example.test. DS SECURE
      big.example.test. TXT SECURE
      _sip._tcp.example.test. SRV SECURE
      _443._tcp.www.example.test. TLSA SECURE
      naptr.example.test. NAPTR SECURE
      odd.example.test. TYPE65280 SECURE
      dotted\\.label.example.test. A SECURE
      sp\\032ace.example.test. TXT SECURE
      # absences
      www.example.test. TXT SECURE
      missing.example.test. A SECURE
      missing.www.example.test. A SECURE
      ent.example.test. A SECURE
      _tcp.example.test. A SECURE
      away.example.test. A SECURE
      # wildcards
      a.wild.example.test. A SECURE
      a.b.c.wild.example.test. A SECURE
      a.wild.example.test. TXT SECURE
      *.wild.example.test. A SECURE
      *.wild.example.test. TXT SECURE
      closer.wild.example.test. A SECURE
      a.closer.wild.example.test. A SECURE
      any.wildalias.example.test. A SECURE
      x.w.sub.example.test. TXT SECURE
      # aliases
      alias.example.test. A SECURE
      alias.example.test. CNAME SECURE
      alias2.example.test. AAAA SECURE
      alias.example.test. TXT SECURE
      nowhere.example.test. A SECURE
      notype.example.test. A SECURE
      ton3.example.test. A SECURE
      todeep.example.test. A SECURE
      tounsigned.example.test. A INSECURE
      toisland.example.test. A INSECURE
      toplain.example.test. A INSECURE
      tonoplain.example.test. A INSECURE
      tooptout.example.test. A INSECURE delv=SECURE
      toaltered.example.test. A BOGUS
      toexpired.example.test. A BOGUS
      # DNAME
      tree.example.test. DNAME SECURE
      tree.example.test. A SECURE
      x.tree.example.test. A SECURE
      x.y.tree.example.test. A SECURE
      missing.tree.example.test. A SECURE
      www.n3tree.example.test. A SECURE
      a.wild.n3tree.example.test. A SECURE
      www.plaintree.example.test. A INSECURE
      www.brokentree.example.test. A BOGUS
      # children
      sub.example.test. A SECURE
      sub.example.test. DS SECURE
      www.deep.sub.example.test. A SECURE
      missing.deep.sub.example.test. A SECURE
      www.far.away.example.test. A SECURE
      far.away.example.test. DS SECURE
      unsigned.example.test. A INSECURE
      unsigned.example.test. DS SECURE
      www.unsigned.example.test. A INSECURE
      missing.unsigned.example.test. A INSECURE
      www.below.unsigned.example.test. A INSECURE
      # NSEC3
      n3.test. A SECURE
      n3.test. NSEC3PARAM SECURE
      www.n3.test. A SECURE
      www.n3.test. TXT SECURE
      missing.n3.test. A SECURE
      a.b.missing.n3.test. A SECURE
      ent.n3.test. A SECURE
      x.wild.n3.test. A SECURE
      x.wild.n3.test. TXT SECURE
      alias.n3.test. A SECURE
      www.child.n3.test. A SECURE
      child.n3.test. DS SECURE
      open.n3.test. DS SECURE
      www.open.n3.test. A INSECURE
      missing.salted.test. A SECURE
      x.wild.salted.test. A SECURE
      missing.hundred.test. A SECURE
      # Opt-out. RFC 5155 §9.2: no AD for an answer whose closest encloser proof has the opt-out bit. An unsigned
      # delegation may hide there, so nothing is proven absent. delv prints "fully validated" for such absences;
      # Unbound leaves AD out as we do, named everywhere but for a DS.
      optout.test. A SECURE
      www.optout.test. A SECURE
      www.optout.test. TXT SECURE
      missing.optout.test. A INSECURE delv=SECURE
      x.wild.optout.test. A INSECURE
      www.safe.optout.test. A SECURE
      www.bare.optout.test. A INSECURE
      bare.optout.test. DS INSECURE delv=SECURE bind=SECURE
      www.bare.inner.optout.test. A INSECURE
      # algorithms and digests
      www.a5.test. A SECURE
      missing.a5.test. A SECURE
      www.a7.test. A SECURE
      missing.a7.test. A SECURE
      www.a10.test. A SECURE
      www.p384.test. A SECURE
      missing.p384.test. A SECURE
      www.ed.test. A SECURE
      missing.ed.test. A SECURE
      www.ed448.test. A SECURE
      www.two.test. A SECURE
      www.sha384.test. A SECURE
      www.sha1.test. A SECURE
      www.sha12.test. A SECURE
      www.wrong1.test. A SECURE
      # RFC 4509 §3: a DS with SHA-1 is not looked at beside one with SHA-256. Unbound 1.17 looks.
      www.only1good.test. A BOGUS unbound=SECURE
      www.standby.test. A SECURE
      www.oddalg.test. A INSECURE
      www.odddigest.test. A INSECURE
      www.oddandgood.test. A SECURE
      oddalg.test. DS SECURE
      # islands
      www.island.test. A INSECURE
      island.test. DS SECURE
      www.below.island.test. A INSECURE
      # broken
      www.expired.test. A BOGUS
      missing.expired.test. A BOGUS
      expired.test. DS SECURE
      www.stale.test. A BOGUS
      stale.test. DNSKEY SECURE
      www.early.test. A BOGUS
      www.wrongds.test. A BOGUS
      wrongds.test. DNSKEY BOGUS
      www.below.wrongds.test. A BOGUS
      www.nokeys.test. A BOGUS
      www.altered.test. A BOGUS
      alias.altered.test. A BOGUS
      altered.test. A SECURE
      www.stripped.test. A BOGUS
      stripped.test. A SECURE
      missing.forged.test. A SECURE
      zzz.forged.test. A BOGUS
      www.forged.test. TXT BOGUS
      www.forged.test. A SECURE
      missing.silent3.test. A BOGUS
      www.silent3.test. TXT BOGUS
      zzz.gap.test. A BOGUS
      www.gap.test. A SECURE
      www.unsignedkeys.test. A BOGUS
      www.turnedkey.test. A BOGUS
      """;
}
