package dev.trustconnect.gate;

import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Refusal;
import dev.trustconnect.gate.SeenSecrets.Place;
import dev.trustconnect.gate.adapter.AdapterExchange;
import dev.trustconnect.gate.adapter.AdapterGate;
import dev.trustconnect.gate.adapter.ChosenProxies;
import dev.trustconnect.judge.Decision;
import dev.trustconnect.judge.Judge;
import dev.trustconnect.name.HostName;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.EndpointPolicy.CredentialRule;
import dev.trustconnect.policy.EndpointPolicy.Mode;
import dev.trustconnect.policy.PolicyBook;
import dev.trustconnect.resolve.UntrustedNameException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The last check before a request is sent: it is encrypted, its secrets belong to its host, and its
 * connection has evidence. For adapters to HTTP clients, which call it for every request they send,
 * including after redirects and on pooled connections. Thread-safe. Blocks only if a name has to be
 * resolved again.
 */
public final class RequestGate {
  private final List<Inspector<RequestInspection>> inspectors;
  private final ConnectionGate connections;
  private final PooledNames pooled;
  private final PolicyShelf policies;
  private final ChosenProxies chosen;
  private final Audit audit;
  private final InstantSource clock;

  RequestGate(
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
   * A new call of a client, whose requests and connection the result checks.
   *
   * @param host the host that the application addressed the call to, as written in the URL
   * @param port its port
   */
  public Exchange begin(String host, int port) {
    return new Exchange(this, host, port);
  }

  /** Implements {@link AdapterGate#era}. */
  int era(String host, boolean drains) throws UntrustedNameException {
    HostName name;
    try {
      name = HostText.parse(host);
    } catch (RefusedException why) {
      throw audit.refused(Gate.EXCHANGE, why, NameGate::untrusted);
    }
    return pooled.era(name, drains);
  }

  /** Implements {@link Exchange#connection}. */
  Evidence checkConnection(String host, int port, @Nullable SSLSession session)
      throws UntrustedConnectionException {
    return connections.check(host, port, session);
  }

  /**
   * As {@link Exchange#connection}, for clients that expose the connection's socket, which shows
   * the peer's address. A refused connection is closed.
   *
   * @param host the host of the request, as written in the URL
   * @param port the port of the request
   * @param socket the connection's socket; null if it has none
   * @throws UntrustedConnectionException as from {@link Exchange#connection}
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

  /** Implements {@link AdapterGate#checkCleartext}. */
  void checkCleartext(String host, int port, @Nullable Socket socket)
      throws UntrustedConnectionException {
    try {
      HostName name = HostText.parse(host);
      EndpointPolicy policy = policies.require(name);
      List<Finding> findings = new ArrayList<>(List.of(RequestInspection.CLEARTEXT));
      boolean mayPass = policy.mode() == Mode.REPORT_ONLY;
      if (mayPass) { // otherwise the name needn't be resolved
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

  /** Implements {@link AdapterGate#checkAddress}. */
  void checkAddress(String host, int port, InetSocketAddress peer)
      throws UntrustedConnectionException {
    try {
      HostName name = HostText.parse(host);
      Finding bound = connections.bound(name, peer);
      if (!(bound instanceof Finding.Satisfied)) {
        decide(Checkpoint.SOCKET, policies.require(name), () -> host + ":" + port, List.of(bound));
      }
    } catch (RefusedException why) {
      throw refused(why.about(host + ":" + port));
    } catch (UntrustedNameException e) {
      throw UntrustedConnectionException.of(e);
    }
  }

  private UntrustedConnectionException ended(
      @Nullable Socket socket, UntrustedConnectionException why) {
    end(socket, why);
    return why;
  }

  /** Implements {@link AdapterGate#end}. */
  void end(@Nullable Socket socket, UntrustedConnectionException why) {
    if (socket instanceof JudgedSocket ours) {
      ours.refuse(why);
    } else if (socket != null) {
      LiveSockets.close(socket);
    }
  }

  /** Implements {@link Exchange#check}. */
  Set<String> check(Exchange call, Function<Set<String>, Outgoing> request)
      throws UntrustedConnectionException {
    PolicyBook book = policies.book();
    Outgoing outgoing = request.apply(book.credentialNames());
    call.goesTo(outgoing.host(), outgoing.port());
    return check(call, outgoing, book);
  }

  private Set<String> check(Exchange call, Outgoing outgoing, PolicyBook book)
      throws UntrustedConnectionException {
    CheckedRequest last = call.checked();
    if (last != null && last.coversAlso(outgoing, book, call.secrets())) {
      decide(Checkpoint.REQUEST, last.policy(), outgoing::target, last.findings());
      return Set.of();
    }
    try {
      HostName host = HostText.parse(outgoing.host());
      HostName home =
          call.homeHost().equals(outgoing.host()) ? host : HostText.parse(call.homeHost());
      EndpointPolicy policy = PolicyShelf.require(host, book);
      EndpointPolicy homePolicy = host.equals(home) ? policy : PolicyShelf.require(home, book);
      Place target = new Place(host, outgoing.port());
      Place from = new Place(home, call.homePort());
      SeenSecrets seen = call.secrets();
      boolean atHome = target.equals(from);
      if (!atHome || outgoing.homeCredentials() != outgoing.credentials()) {
        seeHome(seen, outgoing, from);
      }
      int before = seen.size();
      MisplacedSecrets misplaced = new MisplacedSecrets(outgoing, target, seen);
      misplaced.noteUndeclared(
          outgoing, book.isWrittenFor(host) ? policy.credentials() : Set.of(), atHome);

      Set<String> stripped = new TreeSet<>();
      if (strips(outgoing, homePolicy)) {
        stripped.addAll(misplaced.of(home));
        stripped.addAll(misplaced.undeclared());
      }
      List<Finding> findings =
          inspect(new RequestInspection(outgoing, home, atHome, misplaced, stripped));
      if (host.equals(home)) {
        decide(Checkpoint.REQUEST, policy, outgoing::target, findings);
      } else { // cleartext: the target's policy; secrets: home's
        decide(Checkpoint.TARGET, policy, outgoing::target, about(Checkpoint.TARGET, findings));
        decide(
            Checkpoint.SECRETS, homePolicy, outgoing::target, about(Checkpoint.SECRETS, findings));
      }
      decideOfOthers(outgoing, home, misplaced, book, stripped);
      Collection<ByteBuffer> fresh = misplaced.freshWithout(stripped);
      if (!seen.claim(fresh, target)) {
        return check(call, outgoing, book);
      }
      boolean asItIs = stripped.isEmpty() && misplaced.hosts().isEmpty();
      if (host.equals(home) && asItIs && areSatisfied(findings)) {
        int after = before + fresh.size(); // another size: another thread has recorded something
        call.checked(new CheckedRequest(outgoing, book, after, policy, findings));
      }
      return stripped;
    } catch (RefusedException why) {
      throw refused(why.about(outgoing.target()));
    }
  }

  private static boolean areSatisfied(List<Finding> findings) {
    for (Finding finding : findings) {
      if (!(finding instanceof Finding.Satisfied)) {
        return false;
      }
    }
    return true;
  }

  /** Implements {@link AdapterExchange#checkChosen}. */
  Set<String> checkChosen(SeenSecrets seen, Function<Set<String>, Outgoing> request)
      throws UntrustedConnectionException {
    PolicyBook book = policies.book();
    return checkElsewhere(seen, request.apply(book.credentialNames()), book, false);
  }

  /** Implements {@link AdapterExchange#checkAddedLate}. */
  void checkAddedLate(SeenSecrets seen, Function<Set<String>, Outgoing> added)
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
      MisplacedSecrets misplaced = new MisplacedSecrets(outgoing, target, seen);
      if (late) {
        seen.late(target, outgoing.credentials().keySet());
      }
      Set<String> stripped = new TreeSet<>();
      decideOfOthers(outgoing, null, misplaced, book, stripped);
      List<Finding> findings = misplaced.findings(stripped);
      if (!findings.isEmpty()) {
        decide(Checkpoint.SECRETS, PolicyShelf.require(host, book), outgoing::target, findings);
      }
      return seen.claim(misplaced.freshWithout(stripped), target)
          ? stripped
          : checkElsewhere(seen, outgoing, book, late);
    } catch (RefusedException why) {
      throw refused(why.about(outgoing.target()));
    }
  }

  /** Records that the secrets which the application itself set belong to the host it called. */
  private static void seeHome(SeenSecrets seen, Outgoing outgoing, Place home) {
    outgoing
        .homeCredentials()
        .forEach((name, lines) -> seen.see(SecretValues.in(name, lines), home));
  }

  /** Implements {@link AdapterGate#checkUndeclaredProxy}. */
  void checkUndeclaredProxy(String host, int port, String proxy)
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

  /** For the adapter to OkHttp, which pools connections and chooses proxies by itself. */
  @SuppressWarnings("exports") // for trustconnect-okhttp
  public AdapterGate<UntrustedConnectionException> forAdapter() {
    return new GateForAdapter(this, chosen);
  }

  /** Implements {@link AdapterGate#refused(Refusal)}. */
  UntrustedConnectionException refused(Refusal refusal) {
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
   * Decides about secrets that the call collected on its way, under the policies of the hosts where
   * they were first seen.
   *
   * @param home the host whose secrets have been decided already; null if there is none
   * @param stripped the removed headers are added to this set
   */
  private void decideOfOthers(
      Outgoing outgoing,
      @Nullable HostName home,
      MisplacedSecrets misplaced,
      PolicyBook book,
      Set<String> stripped)
      throws UntrustedConnectionException, RefusedException {
    for (HostName other : misplaced.hosts()) {
      if (!other.equals(home)) {
        EndpointPolicy policy = PolicyShelf.require(other, book);
        Set<String> newlyStripped =
            strips(outgoing, policy) && stripped.addAll(misplaced.of(other))
                ? misplaced.of(other)
                : Set.of();
        decide(
            Checkpoint.SECRETS,
            policy,
            outgoing::target,
            RequestInspection.secretsOf(other, misplaced, stripped, newlyStripped));
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
