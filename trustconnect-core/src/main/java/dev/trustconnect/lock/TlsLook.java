package dev.trustconnect.lock;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.lock.LockedTls.Demand;
import dev.trustconnect.path.VerifiedPath;
import dev.trustconnect.pin.SpkiPin;
import dev.trustconnect.survey.Handshake;
import dev.trustconnect.survey.Survey;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint's handshakes in one survey.
 *
 * @param seen what can be locked, without what earlier looks know; empty if no path was verified
 * @param untrusted the authority of a chain that leads to no trusted root; empty if there is none
 * @param leaves the endpoint's own certificates in verified paths
 * @param intermediates the keys of the authorities between them and the root
 */
record TlsLook(
    Optional<LockedTls> seen, String untrusted, List<Leaf> leaves, Set<SpkiPin> intermediates) {
  private static final Set<Reason> OTHER_ROOT =
      Set.of(Reason.PATH_ISSUER_UNKNOWN, Reason.PATH_SELF_SIGNED);

  static Optional<TlsLook> of(Survey survey, List<NotJudged> open) {
    Reading reading = new Reading();
    survey.handshakes(Handshake.Kind.USUAL).forEach(reading::add);
    if (reading.seen == null) {
      open.add(
          new NotJudged(
              survey.endpoint(), "tls", survey.handshake().map(TlsLook::why).orElse("no answer")));
    }
    return reading.seen == null && reading.untrusted.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new TlsLook(
                Optional.ofNullable(reading.seen),
                reading.untrusted,
                List.copyOf(reading.leaves),
                InOrder.of(reading.intermediates)));
  }

  private static String why(Handshake handshake) {
    return PlainText.of(
        handshake
            .judgement()
            .flatMap(Handshake.Judgement::refusal)
            .map(refusal -> "[" + refusal.reason().code() + "] " + refusal.seen())
            .orElse(handshake.failure().isEmpty() ? "no verified path" : handshake.failure()));
  }

  /** The facts that can be locked, given what was seen before. */
  LockedTls locked(Optional<EndpointState> before) {
    LockedTls now = seen.orElseThrow();
    Set<Leaf> all = new HashSet<>(leaves);
    before.ifPresent(state -> all.addAll(state.leaves()));
    Map<SpkiPin, Integer> certificates = new LinkedHashMap<>();
    all.forEach(leaf -> certificates.merge(leaf.key(), 1, Integer::sum));
    Set<SpkiPin> reused = new HashSet<>();
    certificates.forEach(
        (key, count) -> {
          if (count > 1) {
            reused.add(key);
          }
        });
    return new LockedTls(
        now.authorities(),
        now.roots(),
        reused,
        now.protocol(),
        now.clientCertificate(),
        now.timestamps());
  }

  /** Collects several handshakes. */
  private static final class Reading {
    private @Nullable LockedTls seen;
    private String untrusted = "";
    private final Set<Leaf> leaves = new LinkedHashSet<>();
    private final Set<SpkiPin> intermediates = new HashSet<>();

    void add(Handshake handshake) {
      VerifiedPath path = handshake.path().orElse(null);
      if (path != null) {
        LockedTls one = locked(handshake, path);
        LockedTls before = seen;
        seen = before == null ? one : before.and(one);
        leaves.add(Leaf.of(path.leaf()));
        List<X509Certificate> all = path.certificates();
        all.subList(1, Math.max(1, all.size() - 1))
            .forEach(between -> intermediates.add(SpkiPin.of(between)));
      } else if (leadsToAnotherRoot(handshake)) {
        List<X509Certificate> served = handshake.served();
        untrusted = AuthorityName.above(served.get(served.size() - 1));
      }
    }

    private static boolean leadsToAnotherRoot(Handshake handshake) {
      return !handshake.served().isEmpty()
          && handshake
              .judgement()
              .flatMap(Handshake.Judgement::refusal)
              .filter(refusal -> OTHER_ROOT.contains(refusal.reason()))
              .isPresent();
    }

    private static LockedTls locked(Handshake handshake, VerifiedPath path) {
      return new LockedTls(
          Set.of(AuthorityName.of(path)),
          Set.of(SpkiPin.of(path.root())),
          Set.of(),
          handshake.session().protocol(),
          Demand.valueOf(handshake.demand().need().name()),
          OptionalInt.of(Timestamps.logsOf(path.leaf())));
    }
  }
}
