package dev.trustconnect.gate;

import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Refusal;
import dev.trustconnect.judge.Decision;
import dev.trustconnect.judge.Judge;
import dev.trustconnect.name.HostName;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.refusal.NameRefusal;
import dev.trustconnect.resolve.AddressRules;
import dev.trustconnect.resolve.Resolution;
import dev.trustconnect.resolve.TrustedResolver;
import dev.trustconnect.resolve.UntrustedNameException;
import dev.trustconnect.scope.HostScope;
import dev.trustconnect.text.SafeText;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Resolves hosts and refuses those that the policies don't allow. Thread-safe.
 *
 * <p>The addresses it returns are remembered for a while: a connection's peer must be one of them.
 */
public final class NameGate {
  private final NameInspection inspection;
  private final TrustedResolver resolver;
  private final PolicyShelf policies;
  private final ProvenAddresses proven;
  private final HostEpochs epochs;
  private final Audit audit;
  private final InstantSource clock;

  NameGate(
      NameInspection inspection,
      TrustedResolver resolver,
      PolicyShelf policies,
      ProvenAddresses proven,
      HostEpochs epochs,
      Audit audit,
      InstantSource clock) {
    this.inspection = inspection;
    this.resolver = resolver;
    this.policies = policies;
    this.proven = proven;
    this.epochs = epochs;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Resolves {@code host}, as written in a URL. Returns immediately; the future completes on the
   * resolver's threads, or fails with an {@link UntrustedNameException} if the name is refused.
   * Cancelling it cancels the lookup unless others wait for it too.
   */
  public CompletableFuture<Resolution> resolveAsync(String host) {
    try {
      return resolveAsync(HostText.parse(host));
    } catch (RefusedException refused) {
      return CompletableFuture.failedFuture(audit.refused(Gate.NAME, refused, NameGate::untrusted));
    }
  }

  /** As {@link #resolveAsync(String)}, for a parsed host. */
  CompletableFuture<Resolution> resolveAsync(HostName name) {
    EndpointPolicy policy;
    try {
      policy = policies.require(name);
    } catch (RefusedException refused) {
      return CompletableFuture.failedFuture(audit.refused(Gate.NAME, refused, NameGate::untrusted));
    }
    CompletableFuture<Resolution> asked = resolver.resolveAsync(scope(name, policy));
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
      throw new UntrustedNameException(new NameRefusal(refused.of(host), resolution.verdict()));
    }
    if (proven.add(resolution)) {
      epochs.resolvedTo(resolution.host(), resolution.addresses());
    }
  }

  /**
   * Marks all connections of a refused name as outdated. If the lookup merely failed, its addresses
   * may be unchanged.
   */
  private void leadsNowhere(HostName host, UntrustedNameException refused) {
    if (!refused.reason().kind().isIndeterminate()) {
      epochs.resolvedTo(host, List.of());
    }
  }

  /**
   * As {@link #resolveAsync(String)}, but blocks, for at most the resolver's timeout.
   *
   * @throws UntrustedNameException if the name is refused, or the thread was interrupted (it stays
   *     so)
   */
  public Resolution resolve(String host) throws UntrustedNameException {
    return await(SafeText.ofHost(host), resolveAsync(host));
  }

  /** As {@link #resolve(String)}, for a parsed host. */
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

  /** A refusal of a name without a verdict. */
  static UntrustedNameException untrusted(Refusal refusal) {
    return new UntrustedNameException(new NameRefusal(refusal, null));
  }

  /** The findings about {@code resolution} under {@code policy}. */
  List<Finding> findings(Resolution resolution, EndpointPolicy policy) {
    AddressRules rules = resolver.rulesFor(scope(resolution.host(), policy));
    return inspection.of(new NameInspection.Facts(resolution, policy, rules));
  }

  private static HostScope scope(HostName host, EndpointPolicy policy) {
    return new HostScope(host, policy.addresses());
  }

  /**
   * A recent resolution of {@code host} that contains {@code peer}, or else a new one. A client
   * that resolves names itself (the JDK's, or one behind a proxy) hasn't called us before. A
   * refusal is already audited when this throws.
   *
   * @param peer null if it isn't visible
   */
  Resolution resolutionFor(HostName host, @Nullable InetAddress peer)
      throws UntrustedNameException {
    Resolution known = knownFor(host, peer);
    return known != null ? known : resolve(host);
  }

  /** As {@link #resolutionFor}, but null if the name has to be resolved. */
  @Nullable Resolution knownFor(HostName host, @Nullable InetAddress peer) {
    return proven.find(host, peer);
  }

  /** Whether the last resolution of {@code host} has expired; false if there is none. */
  boolean isExpired(HostName host) {
    return proven.isExpired(host);
  }
}
