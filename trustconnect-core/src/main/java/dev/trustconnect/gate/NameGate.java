package dev.trustconnect.gate;

import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.name.AddressRange;
import dev.trustconnect.name.HostName;
import dev.trustconnect.policy.Decision;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.Judge;
import dev.trustconnect.policy.PolicyBook;
import dev.trustconnect.resolve.AddressRules;
import dev.trustconnect.resolve.Resolution;
import dev.trustconnect.resolve.TrustedResolver;
import dev.trustconnect.resolve.UntrustedNameException;
import dev.trustconnect.text.SafeText;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Yields the addresses of a host, if the policy allows to connect there at all. Thread-safe.
 *
 * <p>What it yields is remembered for a while: a peer must be one of these addresses.
 */
public final class NameGate {
  private final NameInspection inspection;
  private final TrustedResolver resolver;
  private final PolicyShelf policies;
  private final ProvenAddresses proven;
  private final HostEras eras;
  private final Audit audit;
  private final InstantSource clock;

  NameGate(
      NameInspection inspection,
      TrustedResolver resolver,
      PolicyShelf policies,
      ProvenAddresses proven,
      HostEras eras,
      Audit audit,
      InstantSource clock) {
    this.inspection = inspection;
    this.resolver = resolver;
    this.policies = policies;
    this.proven = proven;
    this.eras = eras;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * The addresses of {@code host}, as a URL writes it. Returns at once; the future completes on the
   * resolver's threads and fails with an {@link UntrustedNameException} if the name is refused.
   * Cancelling it gives up what only it waits for.
   */
  public CompletableFuture<Resolution> resolveAsync(String host) {
    EndpointPolicy policy;
    HostName name;
    try {
      name = hostName(host);
      policy = policyFor(name);
    } catch (UntrustedNameException refused) {
      audit.refused(Gate.NAME, refused);
      return CompletableFuture.failedFuture(refused);
    }
    CompletableFuture<Resolution> asked = resolver.resolveAsync(name, rules(policy));
    CompletableFuture<Resolution> judged = new CompletableFuture<>();
    var unusedAnswer =
        asked.whenComplete(
            (resolution, failure) -> pass(judged, name, resolution, failure, policy));
    var unusedEnd = judged.whenComplete((resolution, failure) -> asked.cancel(true));
    return judged;
  }

  private void pass(
      CompletableFuture<Resolution> judged,
      HostName host,
      @Nullable Resolution resolution,
      @Nullable Throwable failure,
      EndpointPolicy policy) {
    try {
      if (resolution == null) {
        if (failure instanceof UntrustedNameException refused) {
          audit.refused(Gate.NAME, refused);
          leadsNowhere(host, refused);
        }
        judged.completeExceptionally(
            failure != null ? failure : new IllegalStateException("neither answer nor failure"));
        return;
      }
      judge(resolution, policy);
      judged.complete(resolution);
    } catch (UntrustedNameException refused) {
      leadsNowhere(host, refused);
      judged.completeExceptionally(refused);
    } catch (RuntimeException e) {
      judged.completeExceptionally(e);
    }
  }

  private void judge(Resolution resolution, EndpointPolicy policy) throws UntrustedNameException {
    String host = resolution.host().ascii();
    List<Finding> findings = findings(resolution, policy);
    Decision decision = Judge.decide(policy, Checkpoint.NAME.checks(), findings, clock.instant());
    audit.decided(Gate.NAME, host, policy, decision);
    if (decision instanceof Decision.Refused refused) {
      throw new UntrustedNameException(
          host, refused.reason(), resolution.verdict(), refused.seen(), refused.wanted());
    }
    if (proven.add(resolution)) {
      eras.leadsTo(resolution.host(), resolution.addresses());
    }
  }

  /** A name that couldn't be asked for may lead where it did: its connections wait. */
  private void leadsNowhere(HostName host, UntrustedNameException refused) {
    if (!refused.reason().kind().isIndeterminate()) {
      eras.leadsTo(host, List.of());
    }
  }

  /** {@link #resolveAsync}, waiting for it; at most the resolver's timeout. */
  public Resolution resolve(String host) throws UntrustedNameException {
    CompletableFuture<Resolution> future = resolveAsync(host);
    try {
      return future.get();
    } catch (InterruptedException interrupted) {
      future.cancel(true);
      Thread.currentThread().interrupt();
      UntrustedNameException cancelled =
          new UntrustedNameException(
              SafeText.ofHost(host),
              Reason.RESOLVE_CANCELLED,
              null,
              "an interrupted thread",
              "time for an answer");
      cancelled.initCause(interrupted);
      throw cancelled;
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof UntrustedNameException refused) {
        throw refused;
      }
      throw new CompletionException(failed.getCause());
    }
  }

  /** What there is to say about {@code resolution} under {@code policy}. */
  List<Finding> findings(Resolution resolution, EndpointPolicy policy) {
    return inspection.of(new NameInspection.Facts(resolution, policy, rules(policy)));
  }

  private AddressRules rules(EndpointPolicy policy) {
    return resolver.addressRules().allowingSpecial(policy.addresses());
  }

  /** The policy in force for {@code host}; refuses if there is none. */
  EndpointPolicy policyFor(HostName host) throws UntrustedNameException {
    return policyFor(host, policies.book());
  }

  /** The policy for {@code host} in {@code book}; refuses if there is none. */
  static EndpointPolicy policyFor(HostName host, PolicyBook book) throws UntrustedNameException {
    Optional<EndpointPolicy> policy = book.policyFor(host);
    if (policy.isEmpty()) {
      throw new UntrustedNameException(
          host.ascii(),
          Reason.POLICY_MISSING,
          null,
          "no policy for this host under profile STRICT",
          "a policy for " + host + ", or profile STANDARD");
    }
    return policy.get();
  }

  /** The host in its one spelling; an address literal has no name that could be proven. */
  static HostName hostName(String host) throws UntrustedNameException {
    try {
      return HostName.parse(host);
    } catch (IllegalArgumentException noName) {
      boolean literal = isLiteral(host);
      UntrustedNameException refused =
          new UntrustedNameException(
              SafeText.ofHost(host),
              literal ? Reason.ADDRESS_LITERAL : Reason.NAME_NOT_A_HOST,
              null,
              literal ? "an address in place of a name" : String.valueOf(noName.getMessage()),
              "a host name, which can be proven");
      refused.initCause(noName);
      throw refused;
    }
  }

  private static boolean isLiteral(String host) {
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    String inner = bracketed ? host.substring(1, host.length() - 1) : host;
    try {
      return inner.indexOf('/') < 0 && AddressRange.parse(inner).toString().length() > 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * How {@code host} resolved: lately, to {@code peer} among others, or else now. A client with a
   * resolver of its own (the JDK's, one behind a proxy) hasn't asked us before.
   *
   * @param peer null if it can't be seen
   */
  Resolution resolutionFor(HostName host, @Nullable InetAddress peer)
      throws UntrustedNameException {
    Resolution known = knownFor(host, peer);
    return known != null ? known : resolve(host.ascii());
  }

  /** {@link #resolutionFor} if it is known already; null if the name has to be asked for. */
  @Nullable Resolution knownFor(HostName host, @Nullable InetAddress peer) {
    return proven.find(host, peer);
  }

  /** Whether what was known of {@code host} has to be asked for again; not if nothing was. */
  boolean isExpired(HostName host) {
    return proven.isExpired(host);
  }
}
