package dev.trustconnect.testing;

import dev.trustconnect.dnssec.Question;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/**
 * One healthy world with every flavour of zone, and the table of what is true in it.
 *
 * <p>The zones of {@link #RICH} all hold the same names; {@link #expectations()} is what an
 * RFC-abiding validator says of them.
 */
public final class UsualWorld {
  /** Zones with the same content under {@code test.}, one for each way of signing and denying. */
  public static final List<String> RICH =
      List.of(
          "nsec.test",
          "nsec3.test",
          "optout.test",
          "lies.test",
          "rsa.test",
          "p384.test",
          "ed.test");

  private static final String[] CONTENT = {
    "@ MX 10 mail",
    "@ TXT \"v=spf1 -all\"",
    "www A 192.0.2.1",
    "www A 192.0.2.2",
    "www AAAA 2001:db8::1",
    "www 60 TXT \"short lived\"",
    "mail A 192.0.2.25",
    "_443._tcp.www TLSA 3 1 1 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
    "deep.ent A 192.0.2.3",
    "*.wild A 192.0.2.4",
    "*.wild TXT \"any\"",
    "exact.wild A 192.0.2.5",
    "alias CNAME www",
    "twice CNAME alias",
    "outside CNAME www.other.org.",
    "lost CNAME nothing.other.org.",
    "toplain CNAME www.plain.test.",
    "tosub CNAME www.sub",
    "empty CNAME ent",
    "*.wildalias CNAME www",
    "*.wildout CNAME www.other.org.",
    "tree DNAME sub",
    "away DNAME other.org.",
    "void DNAME void.other.org.",
  };

  private UsualWorld() {}

  /**
   * What is true of one question.
   *
   * @param label {@code SECURE} or {@code INSECURE}
   * @param rcode of the last hop
   */
  public record Expected(Question question, String label, int rcode) {
    @Override
    public String toString() {
      return question + " " + label + " " + Rcode.string(rcode);
    }
  }

  /** The world; each call builds its own. */
  public static SignedWorld build() {
    SignedWorld.Builder world = SignedWorld.builder();
    world.zone("nsec.test", zone -> zone.records(CONTENT));
    world.zone("nsec3.test", zone -> zone.nsec3(0, "").records(CONTENT));
    world.zone("optout.test", zone -> zone.optOut(1, "abcd").records(CONTENT));
    world.zone("lies.test", zone -> zone.compactDenial().oneKey().records(CONTENT));
    world.zone("rsa.test", zone -> zone.algorithm(8).nsec3(5, "01").records(CONTENT));
    world.zone("p384.test", zone -> zone.algorithm(14).dsDigests(4).records(CONTENT));
    world.zone("ed.test", zone -> zone.algorithm(15).nsec3(0, "").records(CONTENT));
    for (String rich : RICH) {
      world.zone("sub." + rich, zone -> zone.oneKey().record("www A 192.0.2.6"));
      world.zone("unsigned." + rich, zone -> zone.unsigned().record("www A 192.0.2.7"));
    }
    world.zone("other.org", zone -> zone.algorithm(10).nsec3(0, "").records("www A 198.51.100.1"));
    world.zone("plain.test", zone -> zone.unsigned().record("www A 192.0.2.8"));
    world.zone("isle.test", zone -> zone.island().record("www A 192.0.2.9"));
    world.zone("future.test", zone -> zone.algorithm(200).record("www A 192.0.2.10"));
    world.zone("digest.test", zone -> zone.dsDigests(99).record("www A 192.0.2.11"));
    world.zone("two.test", zone -> zone.algorithm(8, 13).record("www A 192.0.2.12"));
    world.zone("many.test", zone -> zone.keys(2, 3).dsDigests(2, 4).record("www A 192.0.2.13"));
    world.zone("a.b.c.deep.test", zone -> zone.record("www A 192.0.2.14"));
    world.zone("iterated.test", zone -> zone.nsec3(200, "aa").record("www A 192.0.2.15"));
    return world.build();
  }

  /** What is true of {@link #build()}: some 300 questions and their verdicts. */
  public static List<Expected> expectations() {
    List<Expected> all = new ArrayList<>();
    for (String zone : RICH) {
      rich(all, zone);
    }
    secure(all, ".", Type.SOA, Type.NS, Type.DNSKEY, Type.DS, Type.TXT);
    secure(all, "test", Type.SOA, Type.NS, Type.DNSKEY, Type.DS, Type.A);
    secure(all, "www.other.org", Type.A, Type.AAAA);
    add(all, "nothing.other.org", Type.A, "SECURE", Rcode.NXDOMAIN);
    add(all, "nowhere", Type.A, "SECURE", Rcode.NXDOMAIN);
    add(all, "a.b.nowhere", Type.DS, "SECURE", Rcode.NXDOMAIN);
    for (String zone : List.of("plain.test", "isle.test", "future.test", "digest.test")) {
      insecure(all, "www." + zone, Type.A, Type.AAAA);
      insecure(all, zone, Type.SOA, Type.NS);
      add(all, "nothing." + zone, Type.A, "INSECURE", Rcode.NXDOMAIN);
    }
    secure(all, "plain.test", Type.DS);
    secure(all, "isle.test", Type.DS);
    secure(all, "future.test", Type.DS);
    secure(all, "digest.test", Type.DS);
    secure(all, "www.two.test", Type.A, Type.AAAA);
    secure(all, "www.many.test", Type.A, Type.AAAA);
    secure(all, "www.a.b.c.deep.test", Type.A, Type.AAAA);
    secure(all, "b.c.deep.test", Type.A, Type.DS);
    // Not here: www.iterated.test A. It is SECURE, but taking its signatures off makes it
    // INSECURE: above the iteration limit nothing disproves an unsigned delegation (RFC 9276 §3.2).
    insecure(all, "www.iterated.test", Type.AAAA);
    add(all, "nothing.iterated.test", Type.A, "INSECURE", Rcode.NXDOMAIN);
    return all;
  }

  private static void rich(List<Expected> all, String zone) {
    boolean optOut = zone.startsWith("optout");
    // RFC 5155 §9.2: behind an opt-out span there may be an unsigned delegation.
    String absent = optOut ? "INSECURE" : "SECURE";
    int nxdomain = zone.startsWith("lies") ? Rcode.NOERROR : Rcode.NXDOMAIN;
    secure(all, zone, Type.A, Type.MX, Type.SOA, Type.NS, Type.DNSKEY, Type.DS, Type.ANY);
    secure(all, "www." + zone, Type.A, Type.AAAA, Type.TXT, Type.MX, Type.DS, Type.ANY);
    secure(all, "_443._tcp.www." + zone, Type.TLSA);
    secure(all, "_tcp.www." + zone, Type.A);
    secure(all, "ent." + zone, Type.A, Type.DS);
    secure(all, "*.wild." + zone, Type.A, Type.MX);
    secure(all, "exact.wild." + zone, Type.A, Type.TXT);
    for (String alias : List.of("alias", "twice", "outside", "tosub", "empty")) {
      secure(all, alias + "." + zone, Type.A);
    }
    secure(all, "alias." + zone, Type.CNAME, Type.MX, Type.DS);
    add(all, "lost." + zone, Type.A, "SECURE", Rcode.NXDOMAIN);
    insecure(all, "toplain." + zone, Type.A, Type.AAAA);
    secure(all, "tree." + zone, Type.DNAME, Type.A);
    secure(all, "www.tree." + zone, Type.A, Type.TXT);
    secure(all, "www.away." + zone, Type.A);
    add(all, "x.away." + zone, Type.A, "SECURE", Rcode.NXDOMAIN);
    add(all, "www.void." + zone, Type.A, "SECURE", Rcode.NXDOMAIN);
    secure(all, "www.sub." + zone, Type.A, Type.AAAA, Type.DS);
    secure(all, "sub." + zone, Type.DS, Type.DNSKEY, Type.A);
    insecure(all, "www.unsigned." + zone, Type.A, Type.AAAA, Type.DS);
    insecure(all, "unsigned." + zone, Type.NS, Type.DNSKEY);
    add(all, "unsigned." + zone, Type.DS, absent, Rcode.NOERROR);
    // A wildcard is expanded where nothing else is; what opts out may be there.
    String expanded = zone.startsWith("lies") ? "SECURE" : absent;
    add(all, "x.wild." + zone, Type.A, expanded, Rcode.NOERROR);
    add(all, "x.y.wild." + zone, Type.TXT, expanded, Rcode.NOERROR);
    add(all, "x.wild." + zone, Type.MX, expanded, Rcode.NOERROR);
    add(all, "x.wildalias." + zone, Type.A, expanded, Rcode.NOERROR);
    add(all, "x.wildout." + zone, Type.A, expanded, Rcode.NOERROR);
    add(all, "nothing." + zone, Type.A, absent, nxdomain);
    add(all, "a.b.nothing." + zone, Type.A, absent, nxdomain);
    add(all, "nothing.www." + zone, Type.DS, absent, nxdomain);
    add(all, "x.exact.wild." + zone, Type.A, absent, nxdomain);
    add(all, "nothing.sub." + zone, Type.A, "SECURE", Rcode.NXDOMAIN);
  }

  private static void secure(List<Expected> all, String name, int... types) {
    for (int type : types) {
      add(all, name, type, "SECURE", Rcode.NOERROR);
    }
  }

  private static void insecure(List<Expected> all, String name, int... types) {
    for (int type : types) {
      add(all, name, type, "INSECURE", Rcode.NOERROR);
    }
  }

  private static void add(List<Expected> all, String name, int type, String label, int rcode) {
    all.add(new Expected(Harm.question(name, type), label, rcode));
  }
}
