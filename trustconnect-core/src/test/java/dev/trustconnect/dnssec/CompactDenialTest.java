package dev.trustconnect.dnssec;

import static dev.trustconnect.finding.Reason.DENIAL_INSUFFICIENT;
import static dev.trustconnect.finding.Reason.DENIAL_MISSING;
import static dev.trustconnect.finding.Reason.INSECURE_DELEGATION;
import static dev.trustconnect.finding.Reason.NAME_EXISTS;
import static dev.trustconnect.finding.Reason.SIGNATURE_INVALID;
import static dev.trustconnect.finding.Reason.TYPE_EXISTS;

import dev.trustconnect.testing.DenialHarm;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import java.util.List;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/** Compact denial of existence, one NSEC made for each question (RFC 9824). */
class CompactDenialTest implements RuleTable {
  private static final int NXNAME = 128;
  private static final String WWW = "www.lies.test";
  private static final String NOTHING = "nothing.lies.test";

  private static final SignedWorld WORLD =
      SignedWorld.builder()
          .zone(
              "lies.test",
              zone ->
                  zone.compactDenial()
                      .oneKey()
                      .records("www A 192.0.2.1", "deep.ent A 192.0.2.2", "alias CNAME www"))
          .zone("plain.lies.test", zone -> zone.unsigned().record("www A 192.0.2.3"))
          .build();

  @Override
  public List<Rule> rules() {
    return List.of(
        // RFC 9824 §3.1: NOERROR with NXNAME; §5: the response code may be restored to NXDOMAIN.
        rule("nameErrorInDisguiseNeedsItsNsec", NOTHING, Type.A)
            .harm(DenialHarm.strippedDenial())
            .isBogus(DENIAL_MISSING),
        rule("restoredNameErrorIsSecureToo", NOTHING, Type.A)
            .harm(Harm.rcode(NOTHING, Type.A, Rcode.NXDOMAIN))
            .staysSecure(),
        rule("withoutNxnameTheRestoredNameErrorIsBogus", WWW, Type.MX)
            .harm(Harm.rcode(WWW, Type.MX, Rcode.NXDOMAIN))
            .isBogus(NAME_EXISTS),
        rule("emptyNonTerminalIsNoNameError", "ent.lies.test", Type.A)
            .harm(Harm.rcode("ent.lies.test", Type.A, Rcode.NXDOMAIN))
            .isBogus(NAME_EXISTS),
        rule("madeUpNsecIsForItsOwnNameOnly", WWW, Type.A)
            .harm(DenialHarm.forgedNodata(WWW, Type.A, NOTHING))
            .isBogus(DENIAL_INSUFFICIENT),
        rule("madeUpNsecIsForItsOwnNameOnlyInANameErrorToo", WWW, Type.A)
            .harm(DenialHarm.forgedNxdomain(WWW, Type.A, NOTHING))
            .isBogus(DENIAL_INSUFFICIENT),
        rule("alteredNsecIsNotListenedTo", NOTHING, Type.A)
            .harm(Harm.flipSignatureByte(NOTHING, Type.NSEC))
            .isBogus(SIGNATURE_INVALID),
        rule("nsecThatHasTheTypeDeniesItNot", WWW, Type.A)
            .harm(Harm.answerOf(q(WWW, Type.A), q(WWW, Type.MX)))
            .isBogus(TYPE_EXISTS),
        // RFC 9824 §3.1, RFC 6840 §4.1: NXNAME beside NS is a contradiction, and unsigns nothing.
        rule("nxnameAtADelegationDeniesNotTheName", NOTHING, Type.A)
            .harm(
                DenialHarm.nsec(
                        NOTHING,
                        "\\000." + NOTHING,
                        Type.NS,
                        Type.DS,
                        Type.RRSIG,
                        Type.NSEC,
                        NXNAME)
                    .and(Harm.rcode(NOTHING, Type.A, Rcode.NXDOMAIN))
                    .onlyFor(NOTHING, Type.A))
            .isBogus(DENIAL_INSUFFICIENT),
        rule("absentNamesHaveNoDsEither", NOTHING, Type.DS)
            .harm(DenialHarm.strippedDenial())
            .isBogus(DENIAL_MISSING),
        rule("insecureDelegationNeedsItsNsec", "www.plain.lies.test", Type.A)
            .insecure(INSECURE_DELEGATION)
            .harm(DenialHarm.strippedDenial())
            .isBogus(DENIAL_MISSING));
  }

  private static Question q(String name, int type) {
    return Harm.question(name, type);
  }

  private static Rule.Healthy rule(String claim, String name, int type) {
    return Rule.of(claim, WORLD, name, type);
  }
}
