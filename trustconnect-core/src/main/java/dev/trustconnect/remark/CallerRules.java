package dev.trustconnect.remark;

import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Refusal;
import dev.trustconnect.pin.PinSet;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.survey.Handshake;
import dev.trustconnect.survey.HttpFacts;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Remarks on problems that the caller can fix: the policy, redirects, and the way names are
 * resolved.
 */
final class CallerRules {
  private CallerRules() {}

  static void judge(Look look, Remarks remarks) {
    refused(look, remarks);
    for (Handshake handshake : look.served()) {
      for (Finding finding :
          handshake.judgement().map(Handshake.Judgement::findings).orElse(List.of())) {
        if (finding instanceof Finding.Violated violated && isPolicy(violated.check())) {
          policy(violated.reason(), look, violated.seen(), violated.wanted(), remarks);
        }
      }
    }
    pins(look, remarks);
    look.survey().http().ifPresent(http -> http(look, http, remarks));
    system(look, remarks);
  }

  private static boolean isPolicy(Check check) {
    return check == Check.PINNED
        || check == Check.ALIASES_IN_SCOPE
        || check == Check.ADDRESSES_IN_SCOPE;
  }

  /** A refusal of the name by the policy; without a handshake it is seen nowhere else. */
  private static void refused(Look look, Remarks remarks) {
    Refusal refusal = look.names().refusal().orElse(null);
    if (refusal != null
        && refusal.reason() != Reason.POLICY_SECURE_REQUIRED // the unsigned zone is the remark
        && Concern.of(refusal.reason()).filter(Concern.POLICY::equals).isPresent()) {
      policy(refusal.reason(), look, refusal.seen(), refusal.wanted(), remarks);
    }
  }

  private static void policy(
      Reason reason, Look look, String seen, String wanted, Remarks remarks) {
    remarks.add(
        reason.code(),
        Concern.POLICY,
        Concern.POLICY.severity(),
        Concern.POLICY.confidence(),
        look.survey().endpoint().host().ascii(),
        seen,
        wanted);
  }

  private static void pins(Look look, Remarks remarks) {
    EndpointPolicy policy = look.policy();
    if (policy != null && policy.pins().isPresent()) {
      pins(policy, policy.pins().get(), look, remarks);
    }
  }

  private static void pins(EndpointPolicy policy, PinSet pins, Look look, Remarks remarks) {
    if (pins.isDueAt(look.now())) {
      boolean over = pins.isExpiredAt(look.now());
      remarks.add(
          (over ? Reason.PIN_EXPIRED : Reason.PIN_EXPIRES_SOON).code(),
          Concern.POLICY,
          over ? Severity.MEDIUM : Severity.LOW,
          Confidence.PROVEN,
          policy.hosts().toString(),
          "pins that expire on " + pins.expiry(),
          "pins renewed before that day");
    }
    boolean ofLeaf = pins.pins().stream().anyMatch(pin -> pin.toString().startsWith("leaf:"));
    if (ofLeaf) {
      look.history()
          .wasReused(look.survey().endpoint())
          .ifPresentOrElse(
              reused -> unstable(reused, look, remarks),
              () ->
                  remarks.notEvaluated(
                      Concern.PIN_UNSTABLE, "no renewal of the certificate was seen yet"));
    }
  }

  private static void unstable(boolean reused, Look look, Remarks remarks) {
    if (!reused) {
      remarks.add(
          Concern.PIN_UNSTABLE,
          look.survey().endpoint().toString(),
          "a pin of the server's own key, which changed at the last renewal",
          "a pin of the issuer's key");
    }
  }

  private static void http(Look look, HttpFacts http, Remarks remarks) {
    String host = look.survey().endpoint().host().ascii();
    if (http.status() == 0) {
      remarks.notEvaluated(Concern.REDIRECTS_ELSEWHERE, http.failure());
    } else {
      boolean redirected = http.status() / 100 == 3 && !http.location().isEmpty();
      if (redirected && !http.location().toLowerCase(Locale.ROOT).equals(host)) {
        remarks.add(
            Concern.REDIRECTS_ELSEWHERE,
            http.location(),
            "a redirect (" + http.status() + ") to " + http.location(),
            "an answer of " + host + " itself");
      }
      if (!http.hasHsts()) {
        remarks.add(
            Concern.HSTS_ABSENT, host, "no Strict-Transport-Security", "the header, for browsers");
      }
    }
    if (http.cleartextStatus() / 100 == 2) {
      remarks.add(
          Concern.CLEARTEXT_OPEN,
          host + ":80",
          "an answer with status " + http.cleartextStatus(),
          "a redirect to https, or a closed port");
    }
  }

  private static void system(Look look, Remarks remarks) {
    List<InetAddress> system = look.names().system().orElse(null);
    List<InetAddress> ours = look.names().addresses();
    if (system == null || ours.isEmpty()) {
      return;
    }
    List<String> strangers = new ArrayList<>();
    for (InetAddress address : system) {
      if (ours.stream().noneMatch(known -> isNear(known, address))) {
        strangers.add(address.getHostAddress());
      }
    }
    if (strangers.size() == system.size() && !system.isEmpty()) {
      remarks.add(
          Concern.SYSTEM_DIVERGES,
          look.survey().endpoint().host().ascii(),
          "the system resolves it to " + String.join(", ", strangers),
          "an address near "
              + String.join(", ", ours.stream().map(InetAddress::getHostAddress).toList()));
    }
  }

  /** In the same /16 or /32: large services answer differently to every resolver. */
  private static boolean isNear(InetAddress one, InetAddress other) {
    byte[] first = one.getAddress();
    byte[] second = other.getAddress();
    int bytes = first.length == 4 ? 2 : 4;
    return first.length == second.length && Arrays.equals(first, 0, bytes, second, 0, bytes);
  }
}
