package dev.trustconnect.lock;

import dev.trustconnect.dnssec.DnsRecord;
import dev.trustconnect.dnssec.Hop;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.lock.LockedName.Proof;
import dev.trustconnect.name.AddressRange;
import dev.trustconnect.survey.NameFacts;
import dev.trustconnect.survey.Survey;
import dev.trustconnect.survey.SurveyPlan;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.Type;

/**
 * A host's name in one survey.
 *
 * @param locked what can be locked
 * @param targets the names that the aliases out of the host's domain lead to, in order: a list for
 *     IPv4 and one for IPv6, since a name server may answer differently
 * @param servers the names of the zone's name servers; empty if they aren't known
 * @param knowsDs whether the zone's DS records are known
 * @param blocks where the addresses are, also of a moving name
 * @param isOutOfScope whether the policy's addresses don't allow one of them
 */
record NameLook(
    LockedName locked,
    List<List<String>> targets,
    List<String> servers,
    boolean knowsDs,
    Set<AddressRange> blocks,
    boolean isOutOfScope) {

  static Optional<NameLook> of(Survey survey, List<NotJudged> open) {
    NameFacts names = survey.names();
    Verdict verdict = names.verdict();
    if (!verdict.isProven() || names.addresses().isEmpty()) {
      open.add(new NotJudged(survey.endpoint(), "name", why(names)));
      return Optional.empty();
    }
    return Optional.of(new Reading(survey, open).look());
  }

  private static String why(NameFacts names) {
    Verdict verdict = names.weaker().verdict();
    if (!verdict.isProven()) {
      return PlainText.of(
          verdict.label() + " [" + verdict.reason().code() + "] " + verdict.detail());
    }
    return names.special().isEmpty()
        ? "it has no address"
        : "its addresses may not be connected to: "
            + names.special().get(0).address().getHostAddress();
  }

  /** Reads one survey. */
  private static final class Reading {
    private final Survey survey;
    private final SurveyPlan plan;
    private final List<NotJudged> open;
    private final String host;
    private final String zone;

    Reading(Survey survey, List<NotJudged> open) {
      this.survey = survey;
      this.plan = survey.plan();
      this.open = open;
      this.host = survey.endpoint().host().ascii();
      this.zone = lower(survey.names().zone());
    }

    NameLook look() {
      boolean isSecure = survey.names().verdict() instanceof Verdict.Secure;
      Aliases ipv4 = aliases(survey.names().ipv4());
      Aliases ipv6 = aliases(survey.names().ipv6());
      List<String> servers = servers();
      Set<String> operators = new LinkedHashSet<>();
      servers.forEach(server -> operators.add(operator(server)));
      Optional<Set<String>> ds = isSecure ? ds() : Optional.of(Set.of());
      Networks networks = Networks.around(survey.names().addresses());
      return new NameLook(
          new LockedName(
              isSecure ? Proof.SECURE : Proof.INSECURE,
              Set.of(zone),
              ds.orElse(Set.of()),
              LockedName.byHop(ipv4.owners(), ipv6.owners()),
              operators,
              ipv4.leavesZone() || ipv6.leavesZone() ? Networks.MOVING : networks),
          List.of(ipv4.targets(), ipv6.targets()),
          servers,
          ds.isPresent(),
          networks.blocks(),
          survey
              .names()
              .refusal()
              .filter(refusal -> refusal.reason() == Reason.ADDRESS_OUT_OF_SCOPE)
              .isPresent());
    }

    /**
     * The hops of an answer that leave the host's domain.
     *
     * @param leavesZone whether one leaves its zone
     */
    private record Aliases(List<String> targets, List<Set<String>> owners, boolean leavesZone) {}

    private Aliases aliases(ValidatedAnswer answer) {
      List<String> targets = new ArrayList<>();
      List<Set<String>> owners = new ArrayList<>();
      String own = domain(host, zone);
      boolean isMoving = false;
      List<Hop> hops = answer.hops();
      for (Hop hop : hops.subList(1, hops.size())) {
        String target = lower(hop.owner());
        String targetZone = lower(hop.zone());
        isMoving |= !targetZone.equals(zone);
        String owner = domain(target, targetZone);
        if (!owner.equals(own) && !LockedName.isBelow(Set.of(zone), target)) {
          targets.add(target);
          Set<String> hopOwner = Set.of(owner);
          // A CDN's own aliases come and go: its name once is enough.
          if (owners.isEmpty() || !owners.get(owners.size() - 1).equals(hopOwner)) {
            owners.add(hopOwner);
          }
        }
      }
      return new Aliases(targets, owners, isMoving);
    }

    /** The registered domain, if the plan knows such; else the zone, if that isn't a whole TLD. */
    private String domain(String name, String zoneOfName) {
      if (plan.knowsRegistrable()) {
        return lower(plan.registrable(name));
      }
      return zoneOfName.indexOf('.') > 0 ? zoneOfName : name;
    }

    /**
     * The zones of name servers aren't all looked up, so that without registered domains the name
     * above the server stands for its zone.
     */
    private String operator(String server) {
      String above = server.substring(server.indexOf('.') + 1);
      return plan.knowsRegistrable()
          ? lower(plan.registrable(server))
          : above.indexOf('.') > 0 ? above : server;
    }

    private List<String> servers() {
      return records(Type.NS, "operators")
          .map(records -> records.stream().map(ns -> lower(ns.rdata())).sorted().toList())
          .orElse(List.of());
    }

    private Optional<Set<String>> ds() {
      return records(Type.DS, "ds")
          .map(
              records -> {
                Set<String> kinds = new LinkedHashSet<>();
                records.forEach(one -> kinds.add(algorithmAndDigest(one)));
                return kinds;
              });
    }

    /** RFC 4034 §5.3: key tag, algorithm, digest type, digest. */
    private static String algorithmAndDigest(DnsRecord ds) {
      byte[] data = ds.rdataBytes();
      return (data[2] & 0xff) + "/" + (data[3] & 0xff);
    }

    private Optional<List<DnsRecord>> records(int type, String part) {
      ValidatedAnswer answer = survey.zone().answer(type).orElse(null);
      if (answer == null || !answer.verdict().isProven()) {
        open.add(
            new NotJudged(
                survey.endpoint(),
                part,
                answer == null
                    ? "it wasn't asked for"
                    : PlainText.of(answer.verdict().toString())));
        return Optional.empty();
      }
      return Optional.of(NameFacts.recordsOf(answer));
    }

    private static String lower(String name) {
      String text = name.toLowerCase(Locale.ROOT);
      boolean hasDot = text.length() > 1 && text.endsWith(".");
      return PlainText.ofName(hasDot ? text.substring(0, text.length() - 1) : text);
    }
  }
}
