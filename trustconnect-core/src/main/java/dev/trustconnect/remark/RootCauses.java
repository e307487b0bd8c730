package dev.trustconnect.remark;

import dev.trustconnect.dnssec.FailingLink;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.survey.Handshake;
import dev.trustconnect.survey.UpstreamView;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/**
 * Finds what several endpoints have in common: a broken link above all of them, or an issuer that
 * ends all their chains. A pure function.
 */
public final class RootCauses {
  private RootCauses() {}

  /**
   * Faults that an endpoint may have in common with others.
   *
   * @param kind what it shares with them
   * @param subject the broken link, or the name of the unknown issuer; as it was sent, not yet safe
   *     to print
   * @param remark the id of the remark that it explains
   */
  public record Fault(RootCause.Kind kind, String subject, String remark) {}

  /**
   * The faults of one endpoint that would be a root cause if another endpoint had one of them too:
   * for callers that don't keep assessments.
   */
  public static List<Fault> faults(Assessment assessment) {
    return assessment.remarks().stream()
        .flatMap(remark -> fault(assessment, remark).stream())
        .toList();
  }

  /**
   * The causes that at least two endpoints share, the one with most endpoints first.
   *
   * @param assessments of different endpoints
   */
  public static List<RootCause> of(List<Assessment> assessments) {
    Map<Fault, List<Assessment>> groups = new LinkedHashMap<>();
    for (Assessment assessment : assessments) {
      for (Remark remark : assessment.remarks()) {
        fault(assessment, remark)
            .ifPresent(
                key -> groups.computeIfAbsent(key, unused -> new ArrayList<>()).add(assessment));
      }
    }
    List<RootCause> causes = new ArrayList<>();
    groups.forEach(
        (key, group) -> {
          if (group.size() > 1) {
            causes.add(cause(key, group));
          }
        });
    causes.sort((one, other) -> other.endpoints().size() - one.endpoints().size());
    return List.copyOf(causes);
  }

  private static Optional<Fault> fault(Assessment assessment, Remark remark) {
    return switch (remark.concern()) {
      case DNSSEC_BOGUS ->
          brokenLink(assessment)
              .map(link -> new Fault(RootCause.Kind.BROKEN_LINK, link.toString(), remark.id()));
      case PATH_BROKEN ->
          lastIssuer(assessment)
              .map(issuer -> new Fault(RootCause.Kind.UNKNOWN_ISSUER, issuer, remark.id()));
      default -> Optional.empty();
    };
  }

  private static Optional<FailingLink> brokenLink(Assessment assessment) {
    return assessment.survey().names().weaker().verdict().link();
  }

  /** The issuer of the last certificate served: a root's own name if the root is served. */
  private static Optional<String> lastIssuer(Assessment assessment) {
    return assessment
        .survey()
        .handshake()
        .map(Handshake::served)
        .filter(served -> !served.isEmpty())
        .map(served -> served.get(served.size() - 1))
        .filter(last -> !isAlone(assessment, last))
        .map(last -> last.getIssuerX500Principal().getName(X500Principal.RFC2253));
  }

  /** A certificate that its server issued to itself has no issuer to share with others. */
  private static boolean isAlone(Assessment assessment, X509Certificate last) {
    return assessment.survey().handshake().orElseThrow().served().size() == 1
        && last.getIssuerX500Principal().equals(last.getSubjectX500Principal());
  }

  private static RootCause cause(Fault key, List<Assessment> group) {
    boolean isAboutNames = key.kind() == RootCause.Kind.BROKEN_LINK;
    List<Endpoint> endpoints =
        group.stream().map(assessment -> assessment.survey().endpoint()).toList();
    return new RootCause(
        key.kind(),
        key.subject(),
        key.remark(),
        isAboutNames ? group.stream().mapToInt(RootCauses::views).min().orElseThrow() : 0,
        isAboutNames ? group.stream().mapToInt(RootCauses::asked).min().orElseThrow() : 0,
        isAboutNames && group.stream().allMatch(RootCauses::isAboveItsDomain),
        endpoints);
  }

  private static int asked(Assessment assessment) {
    return 1 + assessment.survey().names().others().size();
  }

  private static int views(Assessment assessment) {
    return 1
        + (int)
            assessment.survey().names().others().stream()
                .map(UpstreamView::answer)
                .map(ValidatedAnswer::verdict)
                .filter(Verdict.Bogus.class::isInstance)
                .count();
  }

  /** Whether the link's zone lies above the domain that was registered for the host. */
  private static boolean isAboveItsDomain(Assessment assessment) {
    String zone =
        SignatureFacts.named(brokenLink(assessment).map(FailingLink::zone).orElseThrow())
            .toLowerCase(Locale.ROOT);
    if (!assessment.survey().plan().knowsRegistrable()) {
      return zone.indexOf('.') <= 0; // the root or a top-level domain
    }
    String domain =
        assessment.survey().plan().registrable(assessment.survey().endpoint().host().ascii());
    return zone.equals(".") || domain.endsWith("." + zone);
  }
}
