package dev.trustconnect.cli.probe;

import dev.trustconnect.cli.terminal.Style;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.finding.Warning;
import dev.trustconnect.gate.Evidence;
import dev.trustconnect.pin.SpkiPin;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Draws the result of a probe: the outcome, the findings, and what could be pinned. */
final class ProbeText {
  private final Style style;

  ProbeText(Style style) {
    this.style = style;
  }

  /** The whole text; ends with a line break. */
  String render(Probed probed) {
    List<String> rows = new ArrayList<>();
    Evidence evidence = probed.evidence();
    TrustRefusal refusal = probed.refusal();
    if (evidence != null) {
      evidence.findings().forEach(finding -> rows.add(shown(finding)));
      rows.add("TLS: " + probed.tls());
      if (!probed.answer().isEmpty()) {
        rows.add("GET: " + probed.answer());
      }
      for (Warning warning : evidence.warnings()) {
        rows.add(style.fair("warning " + warning));
      }
    }
    String step = evidence == null ? "" : "GET: ";
    if (refusal != null) {
      rows.add(step + style.bad(refusal.reason().code()));
      rows.add("seen " + refusal.seen());
      rows.add("wanted " + refusal.wanted());
    } else if (probed.failure() != null) {
      rows.add(step + style.bad(String.valueOf(probed.failure())));
    }
    if (probed.clientCertificate() != null) {
      rows.addAll(shown(probed.clientCertificate()));
    }
    rows.add("policy: " + policy(probed));
    StringBuilder text = new StringBuilder(headline(probed)).append('\n');
    for (int i = 0; i < rows.size(); i++) {
      text.append(i == rows.size() - 1 ? style.corner() : style.fork());
      text.append(rows.get(i)).append('\n');
    }
    if (evidence != null) {
      pins(text, evidence);
    }
    return text.toString();
  }

  private static String policy(Probed probed) {
    if (probed.policy() != null) {
      return probed.policy().toString();
    }
    TrustRefusal refusal = probed.refusal();
    return refusal != null && refusal.reason() == Reason.POLICY_MISSING
        ? "none, and the profile requires one"
        : "none: policies are for host names";
  }

  private String headline(Probed probed) {
    String outcome = probed.outcome().name();
    return style.strong(probed.endpoint())
        + " "
        + switch (probed.outcome()) {
          case ALLOWED -> style.good(outcome);
          case REFUSED -> style.bad(outcome);
          case UNREACHABLE, FAILED -> style.unknown(outcome);
        };
  }

  private List<String> shown(ClientCertificate certificate) {
    String request = "client certificate: ";
    if (certificate.asked() == null) {
      return List.of(request + style.unknown("not known, the connection ended before"));
    }
    if (!certificate.asked()) {
      return List.of(request + "the server doesn't ask for one");
    }
    List<String> rows = new ArrayList<>();
    rows.add(
        request
            + "the server asks for one from "
            + (certificate.authorities().isEmpty()
                ? "any authority"
                : "'" + String.join("', '", certificate.authorities()) + "'"));
    if (certificate.sent() != null) {
      rows.add("sent " + style.good(certificate.sent().toString()));
    } else if (certificate.reason() != null) {
      rows.add(
          "sent none "
              + style.fair("[" + certificate.reason().code() + "]")
              + ": "
              + certificate.message());
    } else {
      rows.add(certificate.released() + " was released, and the connection ended");
    }
    return rows;
  }

  private String shown(Finding finding) {
    if (finding instanceof Finding.Satisfied) {
      return finding.toString();
    }
    return finding instanceof Finding.Violated
        ? style.bad(finding.toString())
        : style.faint(finding.toString());
  }

  /**
   * Lists the pins from the server's own key to the root's, each with the level at which it
   * matches.
   */
  private void pins(StringBuilder text, Evidence evidence) {
    text.append('\n').append("To pin, choose two or more, one of them not in use:\n");
    List<X509Certificate> path = evidence.path().certificates();
    List<SpkiPin> pins = SpkiPin.allOf(evidence.path());
    for (int i = 0; i < path.size(); i++) {
      Instant until = path.get(i).getNotAfter().toInstant();
      text.append("  - ")
          .append(i == 0 ? "leaf:" : "issuer:")
          .append(pins.get(i))
          .append(style.faint("  # " + CertificateText.subject(path.get(i)) + ", until " + until))
          .append('\n');
    }
  }
}
