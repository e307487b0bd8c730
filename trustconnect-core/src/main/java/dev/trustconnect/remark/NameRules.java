package dev.trustconnect.remark;

import dev.trustconnect.dnssec.DnsRecord;
import dev.trustconnect.dnssec.FailingLink;
import dev.trustconnect.dnssec.Hop;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.resolve.AddressFinding;
import dev.trustconnect.survey.NameFacts;
import dev.trustconnect.survey.UpstreamView;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Type;

/** Remarks on what DNS says about the name, its aliases and its zone's delegation. */
final class NameRules {
  private NameRules() {}

  static void judge(Look look, Remarks remarks) {
    Verdict verdict = look.names().verdict();
    if (verdict instanceof Verdict.Bogus) {
      broken(look, remarks);
      return;
    }
    if (verdict instanceof Verdict.Indeterminate) {
      unanswered(look, remarks);
      return;
    }
    if (verdict instanceof Verdict.Insecure) {
      unsigned(look, remarks);
    }
    upstreams(look, remarks);
    hops(look, remarks);
    deadEnds(look, remarks);
    unregistered(look, remarks);
    nameServers(look, remarks);
    for (AddressFinding special : look.names().special()) {
      remarks.add(
          Concern.ADDRESS_SPECIAL,
          special.address().getHostAddress(),
          special.toString(),
          "public addresses alone");
    }
  }

  /** A broken name isn't reported before a second upstream was asked, if there is one. */
  private static void broken(Look look, Remarks remarks) {
    ValidatedAnswer answer = look.names().weaker();
    List<UpstreamView> others = look.names().others();
    List<String> proven =
        others.stream()
            .filter(view -> view.answer().verdict().isProven())
            .map(UpstreamView::upstream)
            .toList();
    if (!proven.isEmpty()) {
      remarks.add(
          Concern.UPSTREAMS_DIFFER,
          look.survey().endpoint().host().ascii(),
          answer.verdict() + "; but proven by " + String.join(", ", proven),
          "the same verdict everywhere");
      return;
    }
    Verdict verdict = answer.verdict();
    long alike =
        others.stream().filter(view -> view.answer().verdict() instanceof Verdict.Bogus).count();
    String seenBy =
        others.isEmpty()
            ? "; one upstream was asked"
            : "; seen by " + (alike + 1) + " of " + (others.size() + 1) + " upstreams";
    remarks.add(
        verdict.reason().code(),
        Concern.DNSSEC_BOGUS,
        Severity.CRITICAL,
        alike == 0 ? Confidence.LIKELY : Confidence.PROVEN,
        verdict.link().map(FailingLink::toString).orElse(answer.question().owner()),
        verdict.detail() + seenBy,
        "an unbroken chain of signatures");
  }

  private static void unanswered(Look look, Remarks remarks) {
    Verdict verdict = look.names().verdict();
    if (verdict.reason() == Reason.UPSTREAM_RCODE) {
      remarks.add(
          Concern.ZONE_LAME,
          look.survey().endpoint().host().ascii(),
          verdict.detail(),
          "an answer from the zone's name servers");
    } else {
      remarks.notEvaluated(Concern.DNSSEC_BOGUS, verdict.detail());
    }
  }

  private static void unsigned(Look look, Remarks remarks) {
    Verdict verdict = look.names().verdict();
    String subject = verdict.link().map(FailingLink::zone).map(SignatureFacts::named).orElse(".");
    String control = controlFor(look);
    if (!look.wantsSecure() && control != null) {
      remarks.compensated(
          verdict.reason().code(),
          Concern.DNSSEC_INSECURE,
          subject,
          verdict.detail(),
          "a signed zone",
          control);
    } else {
      remarks.add(
          verdict.reason().code(),
          Concern.DNSSEC_INSECURE,
          look.wantsSecure() ? Severity.HIGH : Severity.INFO,
          Confidence.PROVEN,
          subject,
          verdict.detail(),
          look.wantsSecure() ? "SECURE, which the policy requires" : "a signed zone");
    }
    Optional<ValidatedAnswer> keys = look.atApex(Type.DNSKEY);
    if (verdict.reason() == Reason.INSECURE_DELEGATION
        && keys.isPresent()
        && !NameFacts.recordsOf(keys.get()).isEmpty()
        && !keys.get().last().signatures().isEmpty()) {
      remarks.add(
          Concern.DNSSEC_ISLAND,
          look.zone().apex(),
          "signed keys, and no DS record at the parent",
          "a DS record at the parent");
    }
  }

  private static @Nullable String controlFor(Look look) {
    if (look.policy() == null) {
      return null;
    }
    if (look.policy().pins().isPresent()) {
      return "pins of the policy";
    }
    return look.policy().roots().isPresent() ? "roots of the policy" : null;
  }

  private static void upstreams(Look look, Remarks remarks) {
    ValidatedAnswer ours = look.names().ipv4();
    for (UpstreamView other : look.names().others()) {
      Verdict verdict = other.answer().verdict();
      boolean otherVerdict = !verdict.label().equals(ours.verdict().label());
      boolean otherRecords =
          ours.verdict() instanceof Verdict.Secure
              && verdict instanceof Verdict.Secure
              && ours.hops().size() == 1
              && !data(ours).equals(data(other.answer()));
      if (verdict instanceof Verdict.Indeterminate) {
        remarks.notEvaluated(
            Concern.UPSTREAMS_DIFFER, other.upstream() + " gave no answer: " + verdict.detail());
      } else if (otherVerdict || otherRecords) {
        remarks.add(
            Concern.UPSTREAMS_DIFFER,
            look.survey().endpoint().host().ascii() + " at " + other.upstream(),
            otherVerdict
                ? ours.verdict().label() + " here, " + verdict.label() + " there"
                : "other records under a signature of the same zone",
            "the same answer everywhere");
      }
    }
  }

  private static Set<String> data(ValidatedAnswer answer) {
    return NameFacts.recordsOf(answer).stream().map(DnsRecord::rdata).collect(Collectors.toSet());
  }

  private static void hops(Look look, Remarks remarks) {
    List<Hop> hops = look.names().ipv4().hops();
    boolean beginsSecure = hops.get(0).verdict() instanceof Verdict.Secure;
    for (Hop hop : hops) {
      if (hop.signatures().isEmpty()) {
        if (beginsSecure && hop.verdict() instanceof Verdict.Insecure) {
          leavesSigned(look, hop, remarks);
          beginsSecure = false; // once is enough
        }
      } else if (isFromWildcard(hop)) {
        remarks.add(
            Concern.WILDCARD,
            hop.owner(),
            "an answer made from a wildcard of " + SignatureFacts.named(hop.zone()),
            "a separate record");
      }
    }
  }

  private static void leavesSigned(Look look, Hop hop, Remarks remarks) {
    boolean listed = look.policy() != null && !look.policy().aliasOwners().isEmpty();
    String seen = "an alias into " + SignatureFacts.named(hop.zone()) + ", which isn't signed";
    if (listed) {
      remarks.compensated(
          Concern.WEAKEST_HOP.id(),
          Concern.WEAKEST_HOP,
          hop.owner(),
          seen,
          "an alias within signed zones",
          "aliasOwners of the policy");
    } else {
      remarks.add(Concern.WEAKEST_HOP, hop.owner(), seen, "an alias within signed zones");
    }
  }

  /** RFC 4035 §5.3.4: fewer labels in the signature than in the name. */
  private static boolean isFromWildcard(Hop hop) {
    int labels = hop.owner().equals(".") ? 0 : hop.owner().split("(?<!\\\\)\\.").length;
    return hop.verdict() instanceof Verdict.Secure
        && !hop.owner().startsWith("*.")
        && SignatureFacts.of(hop).stream().allMatch(signature -> signature.labels() < labels);
  }

  private static void deadEnds(Look look, Remarks remarks) {
    List<Hop> aliases = look.names().aliases();
    if (aliases.isEmpty()) {
      return;
    }
    Hop end = look.names().target();
    Optional<TakeoverServices.Service> service =
        look.takeover().find(end.owner(), TakeoverServices.Sign.NXDOMAIN);
    if (look.names().leadsNowhere()) {
      boolean claimable = service.isPresent() && end.kind() == Hop.Kind.NXDOMAIN;
      String seen =
          "an alias to "
              + end.owner()
              + ": "
              + end.kind()
              + ", "
              + end.verdict().label()
              + " by "
              + SignatureFacts.named(end.zone());
      remarks.add(
          Concern.ALIAS_DANGLING.id(),
          Concern.ALIAS_DANGLING,
          claimable ? Severity.CRITICAL : Severity.HIGH,
          claimable ? Confidence.LIKELY : Confidence.PROVEN,
          end.owner(),
          claimable ? seen + "; " + service.get().name() + " gives free names to others" : seen,
          "an alias to a name that exists");
    } else if (service.isPresent()) {
      remarks.add(
          Concern.ALIAS_WATCHED_SERVICE,
          end.owner(),
          "an alias to " + service.get().name(),
          "a pinned certificate or issuer");
    }
  }

  private static void unregistered(Look look, Remarks remarks) {
    boolean byServer = !look.names().leadsNowhere();
    for (ValidatedAnswer parent : look.survey().parents()) {
      String domain = parent.question().owner();
      // Such a service's suffix is where registered domains begin by the Public Suffix List.
      boolean isOfAService =
          look.takeover().find(domain, TakeoverServices.Sign.NXDOMAIN).isPresent();
      if (!isOfAService
          && parent.verdict().isProven()
          && parent.last().kind() == Hop.Kind.NXDOMAIN) {
        remarks.add(
            byServer ? Concern.NS_DANGLING : Concern.ALIAS_TARGET_UNREGISTERED,
            domain,
            domain + " isn't registered: " + parent.verdict().label(),
            byServer ? "name servers that exist" : "an alias to a registered domain");
      }
    }
  }

  private static void nameServers(Look look, Remarks remarks) {
    for (ValidatedAnswer server : look.zone().nameServers()) {
      if (server.verdict().isProven() && server.last().kind() == Hop.Kind.NXDOMAIN) {
        remarks.add(
            Concern.NS_DANGLING,
            server.question().owner(),
            "a name server that doesn't exist: " + server.verdict().label(),
            "name servers that exist");
      }
    }
    List<DnsRecord> servers = look.atApex(Type.NS).map(NameFacts::recordsOf).orElse(List.of());
    if (servers.isEmpty()) {
      return;
    }
    if (!look.survey().plan().knowsRegistrable()) {
      remarks.notEvaluated(Concern.SINGLE_OPERATOR, "registered domains aren't known");
      return;
    }
    Set<String> operators =
        servers.stream()
            .map(server -> SignatureFacts.named(server.rdata()))
            .map(look.survey().plan()::registrable)
            .collect(Collectors.toSet());
    if (operators.size() == 1) {
      remarks.add(
          Concern.SINGLE_OPERATOR,
          look.zone().apex(),
          "name servers of " + operators.iterator().next() + " alone",
          "two operators");
    }
  }
}
