package dev.trustconnect.gate;

import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.name.SpiffeId;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.path.VerifiedPath;
import dev.trustconnect.peer.BrokenPathException;
import dev.trustconnect.peer.PeerName;
import dev.trustconnect.peer.ServedChain;
import dev.trustconnect.pin.PinSet;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.EndpointPolicy.Mode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the certificates that a peer sent lead. Immutable.
 *
 * <p>Only a verified path is inspected: the served chain may contain unrelated certificates.
 */
sealed interface FoundPath {
  /** To the policy's roots, or to the usual ones if it has none. */
  record Verified(VerifiedPath path) implements FoundPath {
    @Override
    public void report(List<Finding> findings) {
      findings.add(new Finding.Satisfied(Check.PATH_VERIFIED, path.toString()));
    }

    @Override
    public Finding of(PathInspector inspector) {
      return inspector.inspect(path);
    }
  }

  /** Only to the usual roots, which is enough for a policy that reports. */
  record ToUsualRoots(Finding.Violated broken, VerifiedPath path) implements FoundPath {
    @Override
    public void report(List<Finding> findings) {
      findings.add(broken);
      findings.add(new Finding.Satisfied(Check.PATH_TO_DEFAULT_ROOTS, path.toString()));
    }

    @Override
    public Finding of(PathInspector inspector) {
      return inspector.inspect(path);
    }
  }

  /** To none of them. */
  record None(Finding.Violated broken) implements FoundPath {
    @Override
    public @Nullable VerifiedPath path() {
      return null;
    }

    @Override
    public void report(List<Finding> findings) {
      findings.add(broken);
    }

    @Override
    public Finding of(PathInspector inspector) {
      return inspector.withoutPath(broken);
    }
  }

  /** The verified path; null if there is none. */
  @Nullable VerifiedPath path();

  /** Adds the findings about the path itself. */
  void report(List<Finding> findings);

  /** The finding of {@code inspector}. */
  Finding of(PathInspector inspector);

  /** Builds the path that {@code policy} wants at {@code now}. */
  static FoundPath build(
      EndpointPolicy policy, ConnectionFacts facts, TrustRoots usualRoots, Instant now) {
    TrustRoots own = policy.roots().orElse(null);
    try {
      return new Verified(pathTo(own != null ? own : usualRoots, policy, facts, now));
    } catch (BrokenPathException broken) {
      return own != null && policy.mode() == Mode.REPORT_ONLY
          ? toUsualRoots(broken.finding(), policy, facts, usualRoots, now)
          : new None(broken.finding());
    }
  }

  /** A policy that only reports allows what an ordinary client accepts. */
  private static FoundPath toUsualRoots(
      Finding.Violated broken,
      EndpointPolicy policy,
      ConnectionFacts facts,
      TrustRoots usualRoots,
      Instant now) {
    try {
      return new ToUsualRoots(broken, pathTo(usualRoots, policy, facts, now));
    } catch (BrokenPathException refusedByAll) {
      return new None(broken);
    }
  }

  /**
   * Builds the path, preferring a path that contains a pin, in whatever order the certificates were
   * served.
   */
  private static VerifiedPath pathTo(
      TrustRoots roots, EndpointPolicy policy, ConnectionFacts facts, Instant now)
      throws BrokenPathException {
    PinSet pins = policy.pins().orElse(null);
    SpiffeId id = policy.peerId().orElse(null);
    PeerName peer = id == null ? PeerName.of(facts.host()) : PeerName.of(id);
    return VerifiedPath.find(
        roots,
        new ServedChain(peer, facts.served(), facts.authType()),
        candidate -> pins != null && pins.wouldMatch(candidate),
        now);
  }
}
