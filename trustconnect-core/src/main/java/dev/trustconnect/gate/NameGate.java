package dev.trustconnect.gate;

import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Refusal;
import dev.trustconnect.name.HostName;
import dev.trustconnect.policy.Decision;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.Judge;
import dev.trustconnect.resolve.AddressRules;
import dev.trustconnect.resolve.Resolution;
import dev.trustconnect.resolve.TrustedResolver;
import dev.trustconnect.resolve.UntrustedNameException;
import dev.trustconnect.text.SafeText;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.List;
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
    try {
      return resolveAsync(HostText.parse(host));
    } catch (RefusedException refused) {
      return CompletableFuture.failedFuture(audit.refused(Gate.NAME, refused, NameGate::untrusted));
    }
  }

  /** {@link #resolveAsync(String)} of a host that was read already. */
  CompletableFuture<Resolution> resolveAsync(HostName name) {
    EndpointPolicy policy;
    try {
      policy = policies.require(name);
    } catch (RefusedException refused) {
      return CompletableFuture.failedFuture(audit.refused(Gate.NAME, refused, NameGate::untrusted));
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
          audit.refused(Gate.NAME, refused.refusal());
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
      throw new UntrustedNameException(refused.of(host), resolution.verdict());
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

  /** {@link #resolveAsync(String)}, waiting for it; at most the resolver's timeout. */
  public Resolution resolve(String host) throws UntrustedNameException {
    return await(SafeText.ofHost(host), resolveAsync(host));
  }

  /** {@link #resolve(String)} of a host that was read already. */
  Resolution resolve(HostName host) throws UntrustedNameException {
    return await(host.ascii(), resolveAsync(host));
  }

  private Resolution await(String host, CompletableFuture<Resolution> future)
      throws UntrustedNameException {
    try {
      return future.get();
    } catch (InterruptedException interrupted) {
      future.cancel(true);
      Thread.currentThread().interrupt();
      Refusal cancelled =
          new Refusal(
              host, Reason.RESOLVE_CANCELLED, "an interrupted thread", "time for an answer");
      throw audit.refused(
          Gate.NAME, new RefusedException(cancelled, interrupted), NameGate::untrusted);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof UntrustedNameException refused) {
        throw refused;
      }
      throw new CompletionException(failed.getCause());
    }
  }

  /** A refusal of a name that never came to a verdict. */
  static UntrustedNameException untrusted(Refusal refusal) {
    return new UntrustedNameException(refusal, null);
  }

  /** What there is to say about {@code resolution} under {@code policy}. */
  List<Finding> findings(Resolution resolution, EndpointPolicy policy) {
    return inspection.of(new NameInspection.Facts(resolution, policy, rules(policy)));
  }

  private AddressRules rules(EndpointPolicy policy) {
    return resolver.addressRules().allowingSpecial(policy.addresses());
  }

  /**
   * How {@code host} resolved: lately, to {@code peer} among others, or else now. A client with a
   * resolver of its own (the JDK's, one behind a proxy) hasn't asked us before. A refusal is in the
   * audit log when this throws.
   *
   * @param peer null if it can't be seen
   */
  Resolution resolutionFor(HostName host, @Nullable InetAddress peer)
      throws UntrustedNameException {
    Resolution known = knownFor(host, peer);
    return known != null ? known : resolve(host);
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
