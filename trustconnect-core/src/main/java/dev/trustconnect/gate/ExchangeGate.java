package dev.trustconnect.gate;

import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Refusal;
import dev.trustconnect.gate.SeenSecrets.Place;
import dev.trustconnect.name.HostName;
import dev.trustconnect.policy.Decision;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.EndpointPolicy.CredentialRule;
import dev.trustconnect.policy.EndpointPolicy.Mode;
import dev.trustconnect.policy.Judge;
import dev.trustconnect.policy.PolicyBook;
import dev.trustconnect.resolve.UntrustedNameException;
import java.net.Socket;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
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
  private final List<Inspector<RequestInspection>> inspectors;
  private final ConnectionGate connections;
  private final PooledNames pooled;
  private final PolicyShelf policies;
  private final ChosenProxies chosen;
  private final Audit audit;
  private final InstantSource clock;

  ExchangeGate(
      List<Inspector<RequestInspection>> inspectors,
      ConnectionGate connections,
      PooledNames pooled,
      PolicyShelf policies,
      ChosenProxies chosen,
      Audit audit,
      InstantSource clock) {
    this.inspectors = List.copyOf(inspectors);
    this.connections = connections;
    this.pooled = pooled;
    this.policies = policies;
    this.chosen = chosen;
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
    HostName name;
    try {
      name = HostText.parse(host);
    } catch (RefusedException why) {
      throw audit.refused(Gate.EXCHANGE, why, NameGate::untrusted);
    }
    return pooled.era(name, drains);
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
   * {@link #checkConnection(String, int, SSLSession)} for clients that show the socket of a
   * connection, from which the peer's address is read. {@link #end Ends} it if it is refused.
   *
   * @param socket of the connection; null if it has none
   */
  public Evidence checkConnection(String host, int port, @Nullable Socket socket)
      throws UntrustedConnectionException {
    try {
      return connections.check(host, port, socket);
    } catch (UntrustedConnectionException refused) {
      end(socket, refused);
      throw refused;
    }
  }

  /**
   * Checks a connection without TLS for a request to an {@code http:} URL: refused unless the
   * policy only reports. Then its peer's address is compared with the name's, and reported. {@link
   * #end Ends} it if it is refused.
   *
   * @param socket of the connection; null if it isn't shown
   * @throws UntrustedConnectionException if the policy in force doesn't let cleartext pass, or the
   *     name is refused
   */
  public void checkCleartext(String host, int port, @Nullable Socket socket)
      throws UntrustedConnectionException {
    try {
      HostName name = HostText.parse(host);
      EndpointPolicy policy = policies.require(name);
      List<Finding> findings = new ArrayList<>(List.of(RequestInspection.CLEARTEXT));
      boolean mayPass = policy.mode() == Mode.REPORT_ONLY;
      if (mayPass) { // or the name needn't be asked for
        findings.add(connections.bound(name, socket));
      }
      decide(
          mayPass ? Checkpoint.CLEARTEXT : Checkpoint.TARGET,
          policy,
          () -> host + ":" + port,
          findings);
    } catch (RefusedException why) {
      throw ended(socket, refused(why.about(host + ":" + port)));
    } catch (UntrustedNameException e) {
      throw ended(socket, UntrustedConnectionException.of(e));
    } catch (UntrustedConnectionException refused) {
      throw ended(socket, refused);
    }
  }

  private UntrustedConnectionException ended(
      @Nullable Socket socket, UntrustedConnectionException why) {
    end(socket, why);
    return why;
  }

  /**
   * Closes a connection that was refused, so that a client's pool doesn't offer it again. Whoever
   * else uses it fails with {@code why} as the cause.
   *
   * @param socket of the connection; null if it has none
   */
  public void end(@Nullable Socket socket, UntrustedConnectionException why) {
    if (socket instanceof JudgedSocket ours) {
      ours.refuse(why);
    } else if (socket != null) {
      LiveSockets.close(socket);
    }
  }

  /**
   * Checks a request that isn't one of several of a call. The same as {@link #check(SeenSecrets,
   * Function)} with a new record.
   */
  public Set<String> check(Function<Set<String>, Outgoing> request)
      throws UntrustedConnectionException {
    return check(new SeenSecrets(), request);
  }

  /**
   * Checks what is about to leave.
   *
   * @param seen where the secrets of this call were first seen. If the request may leave, its new
   *     ones are added: they belong to its host and port from then on
   * @param request describes it, given the names, in lower case, of all headers that are secrets of
   *     some host; called once. Names and request are judged under the same policies, whatever is
   *     replaced meanwhile
   * @return the names of headers to take out before it leaves, in lower case; empty unless a policy
   *     says {@link CredentialRule#STRIP}
   * @throws UntrustedConnectionException if it isn't encrypted, carries a secret or a body to a
   *     host it doesn't belong to, or goes to an address in place of a name
   */
  public Set<String> check(SeenSecrets seen, Function<Set<String>, Outgoing> request)
      throws UntrustedConnectionException {
    PolicyBook book = policies.book();
    return check(seen, request.apply(book.credentialNames()), book);
  }

  private Set<String> check(SeenSecrets seen, Outgoing outgoing, PolicyBook book)
      throws UntrustedConnectionException {
    try {
      HostName host = HostText.parse(outgoing.host());
      HostName home =
          outgoing.homeHost().equals(outgoing.host()) ? host : HostText.parse(outgoing.homeHost());
      EndpointPolicy policy = PolicyShelf.require(host, book);
      EndpointPolicy homePolicy = host.equals(home) ? policy : PolicyShelf.require(home, book);
      Place target = new Place(host, outgoing.port());
      Place from = new Place(home, outgoing.homePort());
      boolean atHome = target.equals(from);
      if (!atHome || outgoing.homeCredentials() != outgoing.credentials()) {
        seeHome(seen, outgoing, from);
      }
      Strays strays = new Strays(outgoing, target, seen);
      strays.noteUndeclared(
          outgoing, book.isWrittenFor(host) ? policy.credentials() : Set.of(), atHome);

      Set<String> stripped = new TreeSet<>();
      if (strips(outgoing, homePolicy)) {
        stripped.addAll(strays.of(home));
        stripped.addAll(strays.undeclared());
      }
      List<Finding> findings =
          inspect(new RequestInspection(outgoing, home, atHome, strays, stripped));
      if (host.equals(home)) {
        decide(Checkpoint.REQUEST, policy, outgoing::target, findings);
      } else { // cleartext is the target's matter, secrets are home's
        decide(Checkpoint.TARGET, policy, outgoing::target, about(Checkpoint.TARGET, findings));
        decide(
            Checkpoint.SECRETS, homePolicy, outgoing::target, about(Checkpoint.SECRETS, findings));
      }
      decideOfOthers(outgoing, home, strays, book, stripped);
      return seen.claim(strays.freshWithout(stripped), target)
          ? stripped
          : check(seen, outgoing, book);
    } catch (RefusedException why) {
      throw refused(why.about(outgoing.target()));
    }
  }

  /**
   * Checks secrets that a client chose for the host of the request by itself, as a cookie jar does:
   * they needn't be declared, and are refused if they belong to another host or port of this call.
   * Says nothing of what else is in the request.
   *
   * @return the names of headers to take out, as {@link #check(SeenSecrets, Function)} does
   * @throws UntrustedConnectionException if one belongs elsewhere
   */
  public Set<String> checkChosen(SeenSecrets seen, Function<Set<String>, Outgoing> request)
      throws UntrustedConnectionException {
    PolicyBook book = policies.book();
    return checkElsewhere(seen, request.apply(book.credentialNames()), book, false);
  }

  /**
   * Checks secrets that were added to a request after the last look at it, for adapters that see
   * them when they have left. From then on the call goes to no other host and port: what will be
   * added there can't be looked at either.
   *
   * @param added the request with nothing in its credentials but what was added
   * @throws UntrustedConnectionException if one belongs elsewhere
   */
  public void checkAddedLate(SeenSecrets seen, Function<Set<String>, Outgoing> added)
      throws UntrustedConnectionException {
    PolicyBook book = policies.book();
    Set<String> unusedNone = checkElsewhere(seen, added.apply(book.credentialNames()), book, true);
  }

  private Set<String> checkElsewhere(
      SeenSecrets seen, Outgoing outgoing, PolicyBook book, boolean late)
      throws UntrustedConnectionException {
    if (outgoing.credentials().isEmpty()) {
      return Set.of();
    }
    try {
      HostName host = HostText.parse(outgoing.host());
      Place target = new Place(host, outgoing.port());
      Strays strays = new Strays(outgoing, target, seen);
      if (late) {
        seen.late(target, outgoing.credentials().keySet());
      }
      Set<String> stripped = new TreeSet<>();
      decideOfOthers(outgoing, null, strays, book, stripped);
      List<Finding> findings = strays.findings(stripped);
      if (!findings.isEmpty()) {
        decide(Checkpoint.SECRETS, PolicyShelf.require(host, book), outgoing::target, findings);
      }
      return seen.claim(strays.freshWithout(stripped), target)
          ? stripped
          : checkElsewhere(seen, outgoing, book, late);
    } catch (RefusedException why) {
      throw refused(why.about(outgoing.target()));
    }
  }

  /** What the application itself gave to its call has its home there, wherever it is first met. */
  private static void seeHome(SeenSecrets seen, Outgoing outgoing, Place home) {
    outgoing
        .homeCredentials()
        .forEach((name, lines) -> seen.see(SecretValues.in(name, lines), home));
  }

  /**
   * Refuses a way through a proxy that isn't declared, unless the policy only reports. To be asked
   * before anybody connects: a proxy learns the host before anything else.
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
      decide(
          Checkpoint.PROXY,
          policies.require(HostText.parse(host)),
          () -> host + ":" + port,
          List.of(finding));
    } catch (RefusedException why) {
      throw refused(why.about(host + ":" + port));
    }
  }

  /** For adapters: which calls go through a declared SOCKS proxy. Always the same object. */
  public ChosenProxies chosenProxies() {
    return chosen;
  }

  /**
   * The exception for a refusal that an adapter makes, because its client hides something that the
   * gate must see. Audits it.
   */
  public UntrustedConnectionException refused(Refusal refusal) {
    return refused(new RefusedException(refusal, null));
  }

  private UntrustedConnectionException refused(RefusedException why) {
    return audit.refused(Gate.EXCHANGE, why, UntrustedConnectionException::new);
  }

  private List<Finding> inspect(RequestInspection request) {
    List<Finding> findings = new ArrayList<>();
    for (Inspector<RequestInspection> inspector : inspectors) {
      inspector.inspect(request, findings);
    }
    return findings;
  }

  private static List<Finding> about(Checkpoint checkpoint, List<Finding> findings) {
    return findings.stream()
        .filter(finding -> checkpoint.checks().contains(finding.check()))
        .toList();
  }

  /**
   * Secrets that the call got on its way are a matter of the host that they were first seen at.
   *
   * @param home its own have been decided; null if not
   * @param stripped gets what is taken out
   */
  private void decideOfOthers(
      Outgoing outgoing,
      @Nullable HostName home,
      Strays strays,
      PolicyBook book,
      Set<String> stripped)
      throws UntrustedConnectionException, RefusedException {
    for (HostName other : strays.hosts()) {
      if (!other.equals(home)) {
        EndpointPolicy policy = PolicyShelf.require(other, book);
        Set<String> newlyStripped =
            strips(outgoing, policy) && stripped.addAll(strays.of(other))
                ? strays.of(other)
                : Set.of();
        decide(
            Checkpoint.SECRETS,
            policy,
            outgoing::target,
            RequestInspection.secretsOf(other, strays, stripped, newlyStripped));
      }
    }
  }

  private static boolean strips(Outgoing outgoing, EndpointPolicy policy) {
    return outgoing.strippable() && policy.credentialRule() == CredentialRule.STRIP;
  }

  private void decide(
      Checkpoint checkpoint,
      EndpointPolicy policy,
      Supplier<String> subject,
      List<Finding> findings)
      throws UntrustedConnectionException {
    Decision decision = Judge.decide(policy, checkpoint.checks(), findings, clock.instant());
    audit.decided(checkpoint.gate(), subject, policy, decision);
    if (decision instanceof Decision.Refused refused) {
      throw new UntrustedConnectionException(refused.of(subject.get()));
    }
  }
}
