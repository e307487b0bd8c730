package dev.trustconnect.gate;

import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Refusal;
import dev.trustconnect.judge.Decision;
import dev.trustconnect.judge.Judge;
import dev.trustconnect.name.HostName;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.path.VerifiedPath;
import dev.trustconnect.pin.Pin;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.resolve.AddressRules;
import dev.trustconnect.resolve.Resolution;
import dev.trustconnect.resolve.TrustedResolver;
import dev.trustconnect.resolve.UntrustedNameException;
import dev.trustconnect.scope.HostScope;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * Returns what the gates would decide, without deciding anything: it opens and closes no
 * connection, writes nothing to the audit log, and allows no address to be connected to. For
 * surveys. Thread-safe.
 */
public final class Rehearsal {
  private final TrustedResolver resolver;
  private final PolicyShelf policies;
  private final NameGate names;
  private final ConnectionInspection inspection;
  private final InstantSource clock;
  private final TrustRoots usualRoots;

  Rehearsal(
      TrustedResolver resolver,
      PolicyShelf policies,
      NameGate names,
      ConnectionInspection inspection,
      TrustRoots usualRoots,
      InstantSource clock) {
    this.resolver = resolver;
    this.policies = policies;
    this.names = names;
    this.inspection = inspection;
    this.clock = clock;
    this.usualRoots = usualRoots;
  }

  /**
   * The decision that the gates would make about a name.
   *
   * @param host the name
   * @param policy the policy that applies; null if there is none, under profile STRICT
   * @param resolution the addresses; null if the resolver refused the name
   * @param rules the addresses that it may have
   * @param findings what was checked; empty if the resolver refused the name
   * @param refusal why it would be refused; null if it would be allowed
   */
  public record Name(
      HostName host,
      @Nullable EndpointPolicy policy,
      @Nullable Resolution resolution,
      AddressRules rules,
      List<Finding> findings,
      @Nullable Refusal refusal) {}

  /**
   * The decision that the gates would make about a connection.
   *
   * @param path the verified path; empty if there is none
   * @param matchedPins the policy's pins in it
   * @param findings what was checked, those of the name included
   * @param refusal why it would be refused; empty if it would be allowed
   */
  public record Connection(
      Optional<VerifiedPath> path,
      List<Pin> matchedPins,
      List<Finding> findings,
      Optional<Refusal> refusal) {}

  /** The names of the roots that apply to hosts whose policy has none, as RFC 2253 text. */
  public Set<String> usualAuthorities() {
    return usualRoots.certificates().stream()
        .map(root -> root.getSubjectX500Principal().getName(X500Principal.RFC2253))
        .collect(Collectors.toSet());
  }

  /**
   * The decision that the gates would make about {@code host}. Blocks for at most the resolver's
   * timeout.
   */
  public Name name(HostName host) {
    EndpointPolicy policy = policies.book().policyFor(host).orElse(null);
    HostScope scope = new HostScope(host, policy == null ? List.of() : policy.addresses());
    AddressRules rules = resolver.rulesFor(scope);
    try {
      Resolution resolution = resolver.resolve(scope);
      return judged(
          resolution, policy != null ? policy : PolicyShelf.require(host, policies.book()), rules);
    } catch (UntrustedNameException refused) {
      return new Name(host, policy, null, rules, List.of(), refused.refusal());
    } catch (RefusedException noPolicy) {
      return new Name(host, policy, null, rules, List.of(), noPolicy.refusal());
    }
  }

  private Name judged(Resolution resolution, EndpointPolicy policy, AddressRules rules) {
    List<Finding> findings = names.findings(resolution, policy);
    Decision decision = Judge.decide(policy, Checkpoint.NAME.checks(), findings, clock.instant());
    return new Name(
        resolution.host(),
        policy,
        resolution,
        rules,
        findings,
        decision instanceof Decision.Refused refused
            ? refused.of(resolution.host().ascii())
            : null);
  }

  /**
   * The decision that the gates would make about a connection to {@code address} on which this
   * chain was served. Empty if the resolver refused the name or no policy applies: the gates
   * wouldn't connect.
   *
   * @param authType the key exchange, as JSSE passes it to a trust manager
   */
  public Optional<Connection> connection(
      Name name, int port, InetAddress address, List<X509Certificate> served, String authType) {
    if (name.resolution() == null || name.policy() == null) {
      return Optional.empty();
    }
    return Optional.of(
        inspection.rehearse(
            new ConnectionFacts(
                name.host(),
                port,
                name.resolution(),
                new InetSocketAddress(address, port),
                null,
                served,
                authType,
                null),
            name.policy()));
  }
}
