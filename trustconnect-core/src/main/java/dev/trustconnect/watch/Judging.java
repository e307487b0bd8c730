package dev.trustconnect.watch;

import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Refusal;
import dev.trustconnect.lock.Change;
import dev.trustconnect.lock.Change.Weight;
import dev.trustconnect.lock.LockState;
import dev.trustconnect.lock.Look;
import dev.trustconnect.lock.TrustLock;
import dev.trustconnect.name.HostName;
import dev.trustconnect.path.VerifiedPath;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.remark.Assessment;
import dev.trustconnect.remark.Concern;
import dev.trustconnect.remark.Remark;
import dev.trustconnect.remark.RootCause;
import dev.trustconnect.remark.RootCauses;
import dev.trustconnect.remark.Rules;
import dev.trustconnect.remark.Severity;
import dev.trustconnect.survey.Handshake;
import dev.trustconnect.survey.NameFacts;
import dev.trustconnect.survey.Survey;
import dev.trustconnect.text.SafeText;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns a survey into codes by the rules and the lock. Codes that a survey shows without its
 * handshakes belong to the names, all others to the handshake. No I/O; thread-safe.
 */
final class Judging {
  private static final int MAX_TEXT = 300;
  private static final int MAX_NAME = 100;

  /** Unreachable endpoints are judged separately, and hints cause no event. */
  private static final Set<String> LEFT_OUT =
      Set.of(Concern.ADDRESS_UNREACHABLE.id(), Concern.ZONE_LAME.id());

  /** Renewals begin when a third of the lifetime is left: reported once they are overdue. */
  private static final Set<String> FROM_MEDIUM =
      Set.of(Concern.RENEWAL_DUE.id(), "pin.expires-soon");

  private static final Set<Change.Kind> OF_A_NETWORK =
      Set.of(Change.Kind.AUTHORITY_NEW, Change.Kind.ROOT_NEW);

  private final Function<HostName, Optional<EndpointPolicy>> policies;
  private final Rules rules = Rules.standard();

  Judging(Function<HostName, Optional<EndpointPolicy>> policies) {
    this.policies = policies;
  }

  /** Both parts of a look; no handshake is null. */
  record Judged(Sight.OfNames names, Sight.@Nullable OfTls tls) {}

  Judged judge(Survey survey, TrustLock lock, LockState state) {
    EndpointPolicy policy = policies.apply(survey.endpoint().host()).orElse(null);
    Survey bare = withoutHandshakes(survey);
    Collected names =
        new Collected(rules.assess(bare, policy), lock.compare(List.of(bare), state).changes());
    names.refusal(survey.names().refusal());
    Handshake handshake = survey.handshake().filter(made -> !made.served().isEmpty()).orElse(null);
    if (handshake == null) {
      return new Judged(names.ofNames(bare), null);
    }
    Collected whole =
        new Collected(rules.assess(survey, policy), lock.compare(List.of(survey), state).changes());
    whole.without(names);
    if (survey.names().refusal().isEmpty()) {
      whole.refusal(handshake.judgement().flatMap(Handshake.Judgement::refusal));
    }
    return new Judged(names.ofNames(bare), whole.ofTls(handshake, authority(survey)));
  }

  private static String authority(Survey survey) {
    return Look.of(survey).authorities().stream()
        .findFirst()
        .map(name -> SafeText.line(name, MAX_NAME))
        .orElse("");
  }

  private static Survey withoutHandshakes(Survey survey) {
    return new Survey(
        survey.endpoint(),
        survey.at(),
        survey.names(),
        survey.zone(),
        survey.parents(),
        List.of(),
        Optional.empty(),
        survey.plan().passive(),
        survey.questions());
  }

  /** The codes of one part and what they mean. */
  private static final class Collected {
    private final Map<String, Severity> remarks = new TreeMap<>();
    private final Map<String, Weight> drift = new TreeMap<>();
    private final Map<String, String> sentences = new HashMap<>();
    private final Map<String, String> causes = new LinkedHashMap<>(); // by code
    private String refusal = "";

    Collected(Assessment assessment, List<Change> changes) {
      assessment.remarks().forEach(this::add);
      changes.forEach(this::add);
      for (RootCauses.Fault fault : RootCauses.faults(assessment)) {
        causes.put(fault.remark(), cause(fault));
      }
    }

    private static String cause(RootCauses.Fault fault) {
      String subject = SafeText.line(fault.subject(), MAX_TEXT);
      return fault.kind() == RootCause.Kind.BROKEN_LINK
          ? "broken link " + subject + " [" + fault.remark() + "]"
          : "unknown issuer " + subject + " [" + fault.remark() + "]";
    }

    private void add(Remark remark) {
      Severity least = FROM_MEDIUM.contains(remark.id()) ? Severity.MEDIUM : Severity.LOW;
      if (!remark.severity().isAtLeast(least) || LEFT_OUT.contains(remark.id())) {
        return;
      }
      Severity worst = remarks.get(remark.id());
      if (worst == null || !worst.isAtLeast(remark.severity())) {
        remarks.put(remark.id(), remark.severity());
        sentences.put(
            remark.id(),
            shown(remark.subject() + ": seen " + remark.seen() + "; wanted " + remark.wanted()));
      }
    }

    private void add(Change change) {
      if (change.weight() == Weight.SILENT) {
        return;
      }
      String code = change.kind().code();
      drift.put(code, change.weight());
      sentences.put(
          code,
          shown(
              change.sentence()
                  + " Before: "
                  + SafeText.line(change.before(), MAX_NAME)
                  + "; now: "
                  + SafeText.line(change.after(), MAX_NAME)));
      if (OF_A_NETWORK.contains(change.kind())) {
        causes.put(code, "new authority " + SafeText.line(change.after(), MAX_TEXT));
      }
    }

    void refusal(Optional<Refusal> refused) {
      refused.ifPresent(
          why -> {
            refusal = why.reason().code();
            sentences.put(refusal, shown("seen " + why.seen() + "; wanted " + why.wanted()));
          });
    }

    private static String shown(String text) {
      return SafeText.line(text, MAX_TEXT);
    }

    void without(Collected other) {
      Set<String> both = new HashSet<>();
      other.remarks.forEach(
          (code, severity) -> {
            if (severity == remarks.get(code)) {
              both.add(code);
            }
          });
      remarks.keySet().removeAll(both);
      drift.keySet().removeAll(other.drift.keySet());
      causes.keySet().removeAll(other.causes.keySet());
    }

    private Part part(String verdict) {
      String cause = causes.isEmpty() ? "" : causes.values().iterator().next();
      return new Part(verdict, refusal, remarks, drift, cause);
    }

    Sight.OfNames ofNames(Survey survey) {
      NameFacts names = survey.names();
      Verdict verdict = names.verdict();
      String zone = SafeText.line(names.zone(), MAX_NAME);
      return new Sight.OfNames(
          part(verdict.label()),
          sentences,
          zone,
          names.aliases().isEmpty() ? "" : named(names.target().zone()),
          verdict.isProven() ? verdict.signatureEnd() : null,
          ttlSeconds(names),
          names.addresses().stream()
              .map(InetAddress::getHostAddress)
              .sorted()
              .findFirst()
              .orElse(null));
    }

    /** Of the addresses; of the denials if there are none. */
    private static long ttlSeconds(NameFacts names) {
      List<ValidatedAnswer> answers = List.of(names.ipv4(), names.ipv6());
      boolean hasAddresses =
          answers.stream().anyMatch(answer -> !answer.last().records().isEmpty());
      return answers.stream()
          .filter(answer -> !hasAddresses || !answer.last().records().isEmpty())
          .mapToLong(ValidatedAnswer::ttlSeconds)
          .min()
          .orElse(0);
    }

    private static String named(String zone) {
      boolean hasDot = zone.length() > 1 && zone.endsWith(".");
      return SafeText.line(hasDot ? zone.substring(0, zone.length() - 1) : zone, MAX_NAME);
    }

    Sight.OfTls ofTls(Handshake handshake, String authority) {
      List<X509Certificate> certificates =
          handshake.path().map(VerifiedPath::certificates).orElse(handshake.served());
      Instant notAfter =
          certificates.stream()
              .map(certificate -> certificate.getNotAfter().toInstant())
              .min(Instant::compareTo)
              .orElse(null);
      return new Sight.OfTls(
          part(""),
          sentences,
          authority,
          handshake.leaf().map(leaf -> leaf.getNotBefore().toInstant()).orElse(null),
          notAfter);
    }
  }
}
