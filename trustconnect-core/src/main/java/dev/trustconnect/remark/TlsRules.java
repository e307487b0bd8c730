package dev.trustconnect.remark;

import dev.trustconnect.survey.Handshake;
import dev.trustconnect.survey.Handshake.Demand;
import dev.trustconnect.survey.Handshake.Kind;
import dev.trustconnect.survey.Handshake.Outcome;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Remarks on how the addresses answer and what TLS they speak. */
final class TlsRules {
  private static final int DNS_NAME = 2;

  private TlsRules() {}

  static void judge(Look look, Remarks remarks) {
    reached(look, remarks);
    look.survey().handshakes(Kind.USUAL).stream()
        .filter(handshake -> handshake.outcome() == Outcome.COMPLETED)
        .findFirst()
        .ifPresent(handshake -> agreed(look, handshake, remarks));
    for (Handshake old : look.survey().handshakes(Kind.LEGACY)) {
      if (old.outcome() == Outcome.COMPLETED) {
        remarks.add(
            Concern.LEGACY_ACCEPTED,
            look.survey().endpoint().toString(),
            old.session().protocol() + " answered",
            "1.2 or later");
      } else if (old.outcome() == Outcome.UNREACHABLE) {
        remarks.notEvaluated(Concern.LEGACY_ACCEPTED, old.failure());
      }
    }
    for (Handshake bare : look.survey().handshakes(Kind.WITHOUT_NAME)) {
      withoutName(look, bare, remarks);
    }
  }

  private static void reached(Look look, Remarks remarks) {
    List<Handshake> usual = look.survey().handshakes(Kind.USUAL);
    List<Handshake> silent =
        usual.stream().filter(handshake -> handshake.outcome() == Outcome.UNREACHABLE).toList();
    for (Handshake handshake : silent) {
      remarks.add(
          Concern.ADDRESS_UNREACHABLE,
          silent.size() == usual.size() ? Severity.HIGH : Severity.MEDIUM,
          handshake.address().getHostAddress(),
          handshake.failure(),
          "a TLS server on port " + look.survey().endpoint().port());
    }
    int addresses = look.names().addresses().size();
    if (usual.size() < addresses) {
      String why =
          look.survey().plan().connects()
              ? usual.size() + " of " + addresses + " addresses were tried (--all-addresses)"
              : "no connection was made";
      remarks.notEvaluated(Concern.ADDRESS_UNREACHABLE, why);
      remarks.notEvaluated(Concern.IDENTITY_DIFFERS, why);
    }
    Set<String> issuers =
        look.served().stream()
            .map(handshake -> PathRules.named(handshake.served().get(0).getIssuerX500Principal()))
            .collect(Collectors.toSet());
    if (issuers.size() > 1) {
      remarks.add(
          Concern.IDENTITY_DIFFERS,
          look.survey().endpoint().toString(),
          "certificates of " + String.join(" and of ", issuers),
          "the same issuer at every address");
    }
  }

  private static void agreed(Look look, Handshake handshake, Remarks remarks) {
    String subject = look.survey().endpoint().toString();
    String protocol = handshake.session().protocol();
    String suite = handshake.session().suite();
    if (protocol.equals("TLSv1.2")) {
      remarks.add(Concern.VERSION_OLD, subject, "TLS 1.2", "TLS 1.3");
    }
    boolean sealed =
        suite.contains("_GCM_") || suite.contains("_CHACHA20_") || suite.contains("_CCM");
    boolean forward = protocol.equals("TLSv1.3") || suite.contains("DHE_");
    if (!sealed || !forward) {
      remarks.add(Concern.SUITE_WEAK, subject, suite, "ECDHE with AES-GCM or ChaCha20");
    }
    Demand demand = handshake.demand();
    boolean mutual = look.policy() != null && look.policy().identity().isPresent();
    if (demand.need() == Demand.Need.OPTIONAL) {
      remarks.add(
          Concern.CLIENT_CERTIFICATE,
          mutual ? Severity.MEDIUM : Severity.INFO,
          subject,
          "a client without a certificate is let in",
          "a certificate required, or not asked for");
    }
    for (String authority : demand.publicAuthorities()) {
      remarks.add(
          Concern.CLIENT_CA_PUBLIC,
          authority,
          "client certificates of a public authority are accepted",
          "a private authority alone");
    }
  }

  private static void withoutName(Look look, Handshake bare, Remarks remarks) {
    if (bare.outcome() == Outcome.UNREACHABLE) {
      remarks.notEvaluated(Concern.DEFAULT_CERTIFICATE, bare.failure());
      return;
    }
    X509Certificate leaf = bare.leaf().orElse(null);
    if (leaf == null
        || look.first().flatMap(Handshake::leaf).filter(leaf::equals).isPresent()
        || isFor(leaf, look.survey().endpoint().host().ascii())) {
      return;
    }
    boolean selfSigned = leaf.getSubjectX500Principal().equals(leaf.getIssuerX500Principal());
    boolean fake = PathRules.named(leaf).contains("Fake Certificate");
    remarks.add(
        Concern.DEFAULT_CERTIFICATE,
        selfSigned || fake ? Severity.LOW : Severity.INFO,
        PathRules.named(leaf),
        "a certificate for other names" + (selfSigned ? ", self-signed" : ""),
        "a refusal, or the host's certificate");
  }

  private static boolean isFor(X509Certificate leaf, String host) {
    try {
      Collection<List<?>> names = leaf.getSubjectAlternativeNames();
      return names != null
          && names.stream()
              .filter(name -> name.get(0).equals(DNS_NAME))
              .map(name -> name.get(1).toString().toLowerCase(Locale.ROOT))
              .anyMatch(name -> name.equals(host) || isWildcardOf(name, host));
    } catch (CertificateParsingException unreadable) {
      return false;
    }
  }

  private static boolean isWildcardOf(String name, String host) {
    return name.startsWith("*.") && host.substring(host.indexOf('.') + 1).equals(name.substring(2));
  }
}
