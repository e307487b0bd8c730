package dev.trustconnect.gate;

import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.evidence.Evidence;
import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.name.HostName;
import dev.trustconnect.policy.CredentialRule;
import dev.trustconnect.policy.Decision;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.Judge;
import dev.trustconnect.policy.PolicyBook;
import dev.trustconnect.resolve.UntrustedNameException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The last look before a request leaves: it is encrypted, its secrets are at home, and its
 * connection carries evidence. For adapters of HTTP clients, which ask it for every request they
 * send, also after a redirect and on a pooled connection. Thread-safe; doesn't block, but for a
 * connection that must be judged again.
 */
public final class ExchangeGate {
  private final ConnectionGate connections;
  private final NameGate names;
  private final PooledNames pooled;
  private final PolicyShelf policies;
  private final Audit audit;
  private final InstantSource clock;

  ExchangeGate(
      ConnectionGate connections,
      NameGate names,
      PooledNames pooled,
      PolicyShelf policies,
      Audit audit,
      InstantSource clock) {
    this.connections = connections;
    this.names = names;
    this.pooled = pooled;
    this.policies = policies;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * The era of the host's pooled connections, to be asked for before one is chosen. If what was
   * known of the name has expired it is asked for again, which blocks; else this costs next to
   * nothing. When the name stops leading to the peer of a live connection a new era begins, and
   * connections of an older one mustn't be used: {@link #checkConnection} refuses them.
   *
   * @param host as its URL has it
   * @param drains whether the client leaves connections of an older era alone, so that the calls on
   *     them can end; if not, they are closed here, and those calls fail
   * @return 0 and counting
   * @throws UntrustedNameException if the name is refused now
   */
  public int era(String host, boolean drains) throws UntrustedNameException {
    return pooled.era(NameGate.hostName(host), drains);
  }

  /**
   * The connection's evidence; judged again if the policies were replaced since, or a certificate
   * or the name's answer has expired. Blocks only where the name has to be asked for again.
   *
   * @param host the host of the request, as its URL has it
   * @param session of the connection; null if it has none
   * @throws UntrustedConnectionException if it has no evidence for this host, or doesn't hold under
   *     the policy in force
   */
  public Evidence checkConnection(String host, int port, @Nullable SSLSession session)
      throws UntrustedConnectionException {
    return connections.check(host, port, session);
  }

  /**
   * Checks what is about to leave.
   *
   * @param request tells of it, given the names, in lower case, of all headers that are secrets of
   *     some host; called once. Names and request are judged under the same policies, whatever is
   *     replaced meanwhile
   * @return the names of headers to take out before it leaves, in lower case; empty unless a policy
   *     says {@link CredentialRule#STRIP}
   * @throws UntrustedConnectionException if it isn't encrypted, carries a secret or a body to a
   *     host it doesn't belong to, or goes to an address in place of a name
   */
  public Set<String> check(Function<Set<String>, Outgoing> request)
      throws UntrustedConnectionException {
    PolicyBook book = policies.book();
    Outgoing outgoing = request.apply(book.credentialNames());
    HostName host;
    HostName home;
    EndpointPolicy policy;
    EndpointPolicy homePolicy;
    try {
      host = NameGate.hostName(outgoing.host());
      home =
          outgoing.homeHost().equals(outgoing.host())
              ? host
              : NameGate.hostName(outgoing.homeHost());
      policy = NameGate.policyFor(host, book);
      homePolicy = host.equals(home) ? policy : NameGate.policyFor(home, book);
    } catch (UntrustedNameException e) {
      UntrustedConnectionException refused =
          new UntrustedConnectionException(outgoing.target(), e.reason(), e.seen(), e.wanted());
      audit.refused(Gate.EXCHANGE, refused);
      throw refused;
    }
    boolean atHome = host.equals(home) && outgoing.port() == outgoing.homePort();
    List<String> strays = strays(outgoing, host, atHome, policy, book);
    boolean strip =
        !strays.isEmpty()
            && outgoing.strippable()
            && homePolicy.credentialRule() == CredentialRule.STRIP;
    List<Finding> findings = new ArrayList<>();
    findings.add(encrypted(outgoing));
    if (!host.equals(home)) {
      decide(
          policy,
          outgoing::target,
          findings); // cleartext is the target's matter, secrets are home's
      findings.clear();
    }
    addSecrets(findings, outgoing, home, atHome, strays, strip);
    decide(homePolicy, outgoing::target, findings);
    return strip ? new TreeSet<>(strays) : Set.of();
  }

  /**
   * Refuses a way through a proxy that isn't declared, unless the policy only reports. To be asked
   * before anybody connects: a proxy is told the host first of all.
   *
   * @param host whom the request is for
   * @param proxy the undeclared one, as it may be shown
   */
  public void checkUndeclaredProxy(String host, int port, String proxy)
      throws UntrustedConnectionException {
    Finding finding =
        new Finding.Violated(
            Check.ADDRESS_BOUND,
            Reason.ADDRESS_NOT_PROVEN,
            "the proxy " + proxy + ", which isn't declared",
            "a direct connection, or the proxy declared: TrustConnect.builder().proxies(…)");
    try {
      decide(names.policyFor(NameGate.hostName(host)), () -> host + ":" + port, List.of(finding));
    } catch (UntrustedNameException e) {
      throw refusal(host + ":" + port, e.reason(), e.seen(), e.wanted());
    }
  }

  /**
   * A refusal that an adapter makes because its client hides something the gate must see. The audit
   * log is told.
   *
   * @param subject host and port
   */
  public UntrustedConnectionException refusal(
      String subject, Reason reason, String seen, String wanted) {
    UntrustedConnectionException refused =
        new UntrustedConnectionException(subject, reason, seen, wanted);
    audit.refused(Gate.EXCHANGE, refused);
    return refused;
  }

  private static Finding encrypted(Outgoing outgoing) {
    return outgoing.encrypted()
        ? new Finding.Satisfied(Check.ENCRYPTED, "TLS")
        : new Finding.Violated(
            Check.ENCRYPTED, Reason.CLEARTEXT, "an http: URL", "https:, which can be proven");
  }

  /** The credentials that don't belong where they are going. */
  private static List<String> strays(
      Outgoing outgoing, HostName host, boolean atHome, EndpointPolicy policy, PolicyBook book) {
    if (outgoing.credentials().isEmpty()) {
      return List.of();
    }
    List<String> strays = new ArrayList<>();
    for (Map.Entry<String, String> header : outgoing.credentials().entrySet()) {
      String name = header.getKey();
      boolean declared = book.isWrittenFor(host) && policy.credentials().contains(name);
      boolean belongs =
          atHome
              ? declared || PolicyBook.USUAL_CREDENTIALS.contains(name)
              // Set for this host on the way (an authenticator's), not brought along from home.
              : declared && !header.getValue().equals(outgoing.homeCredentials().get(name));
      if (!belongs) {
        strays.add(name);
      }
    }
    Collections.sort(strays); // maps have no order, and a message has one
    return strays;
  }

  private static void addSecrets(
      List<Finding> findings,
      Outgoing outgoing,
      HostName home,
      boolean atHome,
      List<String> strays,
      boolean strip) {
    if (strip) {
      findings.add(
          new Finding.Satisfied(Check.SECRETS_AT_HOME, "stripped " + String.join(", ", strays)));
    } else if (!strays.isEmpty()) {
      findings.add(
          new Finding.Violated(
              Check.SECRETS_AT_HOME,
              Reason.CREDENTIAL_ELSEWHERE,
              (strays.size() == 1 ? "header " : "headers ")
                  + String.join(", ", strays)
                  + (atHome ? " for a host they aren't declared for" : " of " + home),
              atHome
                  ? "a policy for this host that declares them as its credentials"
                  : "no secret of " + home + " anywhere else"));
    }
    if (!atHome && outgoing.hasBody()) {
      findings.add(
          new Finding.Violated(
              Check.SECRETS_AT_HOME,
              Reason.BODY_ELSEWHERE,
              "the body of a request to " + home,
              "bodies to go only where the application addressed them"));
    }
    if (strays.isEmpty() && (atHome || !outgoing.hasBody())) {
      findings.add(new Finding.Satisfied(Check.SECRETS_AT_HOME, "nothing secret away from home"));
    }
  }

  private void decide(EndpointPolicy policy, Supplier<String> subject, List<Finding> findings)
      throws UntrustedConnectionException {
    Decision decision = Judge.decide(policy, findings, clock.instant());
    audit.decided(Gate.EXCHANGE, subject, policy, decision);
    if (decision instanceof Decision.Refused refused) {
      throw new UntrustedConnectionException(
          subject.get(), refused.reason(), refused.seen(), refused.wanted());
    }
  }
}
