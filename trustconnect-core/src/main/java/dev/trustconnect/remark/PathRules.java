package dev.trustconnect.remark;

import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.path.CertificateFacts;
import dev.trustconnect.path.VerifiedPath;
import dev.trustconnect.survey.Handshake;
import dev.trustconnect.survey.Handshake.Staple;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** Remarks on the served certificates. */
final class PathRules {
  private static final Duration A_WEEK = Duration.ofDays(7);
  private static final Duration HALF_A_YEAR = Duration.ofDays(180);

  private PathRules() {}

  static void judge(Look look, Remarks remarks) {
    for (Handshake handshake : look.served()) {
      broken(handshake, remarks);
    }
    Handshake handshake = look.first().orElse(null);
    if (handshake == null) {
      if (look.survey().plan().connects()) {
        remarks.notEvaluated(Concern.PATH_BROKEN, "no certificate was seen");
      } else {
        remarks.notEvaluated(Concern.PATH_BROKEN, "no connection was made");
      }
      return;
    }
    revocation(handshake, remarks);
    VerifiedPath path = handshake.path().orElse(null);
    if (path != null) {
      renewal(look, path, remarks);
      order(handshake, path, remarks);
      if (Look.isPublic(handshake)) {
        publicRules(path.leaf(), remarks);
      }
    }
  }

  private static void broken(Handshake handshake, Remarks remarks) {
    for (Finding finding :
        handshake.judgement().map(Handshake.Judgement::findings).orElse(List.of())) {
      if (finding instanceof Finding.Violated violated && violated.check() == Check.PATH_VERIFIED) {
        X509Certificate leaf = handshake.served().get(0);
        if (violated.reason() == Reason.PATH_ISSUER_UNKNOWN && lacksIntermediate(handshake, leaf)) {
          remarks.add(
              Concern.INTERMEDIATE_MISSING,
              named(leaf),
              "a chain without the issuer " + named(leaf.getIssuerX500Principal()),
              "all intermediates");
        } else {
          Concern concern = Concern.of(violated.reason()).orElse(Concern.PATH_BROKEN);
          remarks.add(
              violated.reason().code(),
              concern,
              concern.severity(),
              concern.confidence(),
              named(leaf),
              violated.seen(),
              violated.wanted());
        }
      }
    }
  }

  private static boolean lacksIntermediate(Handshake handshake, X509Certificate leaf) {
    return CertificateFacts.of(leaf).namesIssuer()
        && handshake.served().stream()
            .noneMatch(
                other -> other.getSubjectX500Principal().equals(leaf.getIssuerX500Principal()));
  }

  private static void revocation(Handshake handshake, Remarks remarks) {
    X509Certificate leaf = handshake.served().get(0);
    CertificateFacts facts = CertificateFacts.of(leaf);
    Staple staple = handshake.staple().orElse(null);
    if (staple != null && staple.state() == Staple.State.REVOKED) {
      remarks.add(Concern.REVOKED, named(leaf), staple.detail(), "a certificate in force");
    } else if (staple != null && staple.state() == Staple.State.UNUSABLE) {
      remarks.notEvaluated(
          Concern.REVOKED, "the stapled response can't be verified: " + staple.detail());
    }
    if (facts.mustStaple() && staple == null) {
      remarks.add(Concern.STAPLE_MISSING, named(leaf), "no stapled response", "the one it demands");
    }
    if (Look.isPublic(handshake)
        && !facts.namesCrl()
        && !facts.namesOcsp()
        && lifetime(leaf).compareTo(A_WEEK) > 0) {
      remarks.add(
          Concern.REVOCATION_NONE,
          named(leaf),
          "neither a revocation list nor a responder, valid for "
              + lifetime(leaf).toDays()
              + " days",
          "a revocation list, or seven days at most");
    }
  }

  /** The certificate that has used up most of its lifetime; the root's dates don't matter. */
  private static void renewal(Look look, VerifiedPath path, Remarks remarks) {
    List<X509Certificate> below =
        path.certificates().subList(0, Math.max(1, path.certificates().size() - 1));
    for (X509Certificate certificate : below) {
      Instant end = certificate.getNotAfter().toInstant();
      long rest = Duration.between(look.now(), end).toSeconds();
      long whole = lifetime(certificate).toSeconds();
      Severity severity = severity(rest, whole);
      if (severity != null) {
        remarks.add(
            Concern.RENEWAL_DUE,
            severity,
            named(certificate),
            "it ends " + end + ", " + rest * 100 / whole + " % of its lifetime left",
            "a third of its lifetime");
      }
    }
  }

  private static @Nullable Severity severity(long rest, long whole) {
    if (rest * 12 < whole) {
      return Severity.HIGH;
    }
    if (rest * 6 < whole) {
      return Severity.MEDIUM;
    }
    return rest * 3 < whole ? Severity.LOW : null;
  }

  private static void order(Handshake handshake, VerifiedPath path, Remarks remarks) {
    List<X509Certificate> wanted =
        path.certificates().subList(0, Math.max(1, path.certificates().size() - 1));
    if (!handshake.served().equals(wanted)) {
      List<X509Certificate> more = new ArrayList<>(handshake.served());
      more.removeAll(wanted);
      remarks.add(
          Concern.CHAIN_UNTIDY,
          named(path.leaf()),
          more.isEmpty()
              ? "certificates in another order than that of the path"
              : more.size() + " certificates that aren't needed",
          "the server's certificate and its intermediates, in order");
    }
  }

  private static void publicRules(X509Certificate leaf, Remarks remarks) {
    CertificateFacts facts = CertificateFacts.of(leaf);
    long days = lifetime(leaf).toDays();
    int allowed = PublicLifetimes.daysAt(leaf.getNotBefore().toInstant());
    if (days > allowed) {
      remarks.add(
          Concern.LIFETIME_EXCESSIVE,
          named(leaf),
          "valid for " + days + " days, issued " + leaf.getNotBefore().toInstant(),
          allowed + " days at most");
    }
    if (facts.isForClients()) {
      remarks.add(
          Concern.DUAL_PURPOSE, named(leaf), "for servers and clients", "for servers alone");
    }
    timestamps(leaf, facts, remarks);
  }

  private static void timestamps(X509Certificate leaf, CertificateFacts facts, Remarks remarks) {
    int wanted = lifetime(leaf).compareTo(HALF_A_YEAR) > 0 ? 3 : 2;
    if (facts.timestamps() == 0) {
      remarks.add(
          Concern.CT_ABSENT, named(leaf), "no signed timestamp in it", wanted + " of two logs");
    } else if (facts.timestamps() < wanted || facts.logs().size() < 2) {
      remarks.add(
          Concern.CT_FEW,
          named(leaf),
          facts.timestamps() + " timestamps of " + facts.logs().size() + " logs",
          wanted + " of two logs");
    }
  }

  static Duration lifetime(X509Certificate certificate) {
    return Duration.between(
        certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant());
  }

  static String named(X509Certificate certificate) {
    String name = named(certificate.getSubjectX500Principal());
    return name.isEmpty() ? "certificate " + certificate.getSerialNumber().toString(16) : name;
  }

  static String named(X500Principal name) {
    return name.getName(X500Principal.RFC2253);
  }
}
