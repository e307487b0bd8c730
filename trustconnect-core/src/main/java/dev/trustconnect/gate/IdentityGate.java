package dev.trustconnect.gate;

import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.identity.ClientIdentity;
import dev.trustconnect.identity.alias.Aliases;
import dev.trustconnect.policy.EndpointPolicy;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Releases a client certificate only to a peer that has passed every gate of a policy that names
 * it. Thread-safe.
 *
 * <p>JSSE asks the trust manager first, in TLS 1.2 and 1.3, so the evidence of this very handshake
 * is in its session. JSSE then asks for the key and for the chain in two calls: both are taken from
 * the identity that the alias stands for, so that a renewal between the calls can't mix them.
 */
final class IdentityGate extends X509ExtendedKeyManager {
  private static final IdentityAnswer.Withheld NONE_NAMED =
      new IdentityAnswer.Withheld(
          Reason.IDENTITY_WITHHELD, "the server asked for one, but the policy names no identity");

  private final KitScope scope;
  private final PolicyShelf policies;
  private final SessionMarks marks;
  private final LiveSockets live;
  private final Audit audit;
  private final InstantSource clock;

  private final Aliases released = new Aliases();

  IdentityGate(
      KitScope scope,
      PolicyShelf policies,
      SessionMarks marks,
      LiveSockets live,
      Audit audit,
      InstantSource clock) {
    this.scope = scope;
    this.policies = policies;
    this.marks = marks;
    this.live = live;
    this.audit = audit;
    this.clock = clock;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return socket instanceof SSLSocket tls
        ? choose(keyTypes, issuers, tls.getHandshakeSession(), tls)
        : choose(keyTypes, issuers, null, null);
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
    return choose(keyTypes, issuers, engine.getHandshakeSession(), null);
  }

  private @Nullable String choose(
      String[] keyTypes,
      Principal @Nullable [] issuers,
      @Nullable SSLSession handshake,
      @Nullable SSLSocket socket) {
    LastCheck check =
        handshake == null
            ? null
            : socket == null ? marks.left(handshake) : marks.left(handshake, socket);
    if (handshake == null || check == null) {
      String peer = handshake == null ? "a handshake" : String.valueOf(handshake.getPeerHost());
      audit.withheld(
          peer,
          "",
          new IdentityAnswer.Withheld(Reason.GATE_NO_EVIDENCE, "no gate has checked it"),
          issuers);
      return null;
    }
    Evidence evidence = check.evidence();
    String subject = evidence.host() + ":" + handshake.getPeerPort();
    Standing standing = policies.standing();
    EndpointPolicy policy = standing.book().policyFor(evidence.host()).orElse(null);
    HeldIdentity held = policy == null ? null : held(policy, standing);
    if (policy == null || held == null) {
      return withheld(handshake, socket, subject, "", NONE_NAMED, issuers);
    }
    IdentityAnswer.Withheld why = problem(handshake, evidence, policy, held, keyTypes, issuers);
    if (why != null) {
      return withheld(handshake, socket, subject, held.toString(), why, issuers);
    }
    new IdentityAnswer.Sent(held.used(), held.identity().leaf()).leaveIn(handshake);
    audit.released(subject, held, issuers);
    if (held.identity().expiresSoonAt(clock.instant())) {
      audit.expiresSoon(held);
    }
    return released.aliasFor(held.toString(), held.identity());
  }

  private static @Nullable HeldIdentity held(EndpointPolicy policy, Standing standing) {
    String name = policy.identity().orElse(null);
    return name == null ? null : standing.identities().get(name);
  }

  private @Nullable String withheld(
      SSLSession handshake,
      @Nullable SSLSocket socket,
      String subject,
      String identity,
      IdentityAnswer.Withheld why,
      Principal @Nullable [] issuers) {
    why.leaveIn(handshake);
    if (socket != null) {
      live.withheld(socket, new WithheldIdentityException(subject, why));
    }
    audit.withheld(subject, identity, why, issuers);
    return null;
  }

  /** Why the identity may not go to this peer; null if it may. */
  private IdentityAnswer.@Nullable Withheld problem(
      SSLSession handshake,
      Evidence evidence,
      EndpointPolicy policy,
      HeldIdentity held,
      String[] keyTypes,
      Principal @Nullable [] issuers) {
    if (!isFor(handshake, evidence)) {
      return new IdentityAnswer.Withheld(
          Reason.GATE_OTHER_HOST, "the handshake was checked for " + evidence.host());
    }
    if (!policy.fingerprint().equals(evidence.policyFingerprint())) {
      return new IdentityAnswer.Withheld(
          Reason.IDENTITY_WITHHELD, "the policy was replaced during the handshake");
    }
    if (!KeyExchange.isSignedByTheServer(handshake)) {
      return new IdentityAnswer.Withheld(
          Reason.IDENTITY_WITHHELD,
          "with "
              + handshake.getCipherSuite()
              + " the server proves that it has its key only after it has received the certificate;"
              + " use a cipher suite with ECDHE, or TLS 1.3");
    }
    if (!evidence.reported().isEmpty()) {
      return new IdentityAnswer.Withheld(
          evidence.reported().get(0), "a violation of the policy was only reported");
    }
    if (!policy.namesKeys() && !(bound(evidence) instanceof Finding.Satisfied)) {
      // Any public authority could have issued the certificate, and the address can't be seen.
      return new IdentityAnswer.Withheld(
          Reason.ADDRESS_NOT_SEEN,
          "the peer's address can't be seen, and the policy has neither roots nor pins");
    }
    return problem(held.identity(), keyTypes, issuers);
  }

  private boolean isFor(SSLSession handshake, Evidence evidence) {
    try {
      scope.require(evidence.host(), evidence.host().ascii());
      return handshake.getPeerHost() != null
          && HostText.parse(handshake.getPeerHost()).equals(evidence.host());
    } catch (RefusedException outside) {
      return false;
    }
  }

  private static @Nullable Finding bound(Evidence evidence) {
    return evidence.finding(Check.ADDRESS_BOUND).orElse(null);
  }

  private IdentityAnswer.@Nullable Withheld problem(
      ClientIdentity identity, String[] keyTypes, Principal @Nullable [] issuers) {
    if (!identity.isValidAt(clock.instant())) {
      return new IdentityAnswer.Withheld(
          Reason.IDENTITY_EXPIRED,
          "the certificate is valid from "
              + identity.leaf().getNotBefore().toInstant()
              + " to "
              + identity.leaf().getNotAfter().toInstant());
    }
    if (!WantedIdentity.fitsKeyTypes(identity, keyTypes)) {
      return new IdentityAnswer.Withheld(
          Reason.IDENTITY_NOT_WANTED,
          "the server accepts keys of the types " + String.join(", ", keyTypes));
    }
    if (!WantedIdentity.fitsIssuers(identity, issuers)) {
      return new IdentityAnswer.Withheld(
          Reason.IDENTITY_NOT_WANTED, "the server accepts certificates of other authorities");
    }
    return null;
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return released.keyFor(alias);
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return released.chainFor(alias);
  }

  /** Names none: which identity there is depends on the peer. */
  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  /** Null: this is for clients. */
  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  /** Null: this is for clients. */
  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public String toString() {
    return "the client identities of a TlsKit "
        + List.copyOf(policies.standing().identities().keySet());
  }
}
