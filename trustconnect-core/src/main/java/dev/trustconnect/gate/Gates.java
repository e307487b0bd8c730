package dev.trustconnect.gate;

import dev.trustconnect.audit.AuditTrail;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.PolicyBook;
import dev.trustconnect.resolve.TrustedResolver;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The four gates over one resolver and one book of policies. Thread-safe. */
public final class Gates {
  private final PolicyShelf policies;
  private final Audit audit;
  private final LiveSockets live = new LiveSockets();
  private final ConnectionGate connections;
  private final NameGate names;
  private final Kits kits;
  private final ExchangeGate exchanges;

  /**
   * New gates.
   *
   * @param resolver finds out about names; stays the caller's
   * @param book the policies in force at first
   * @param usualRoots where paths may end for hosts whose policy names no roots
   * @param proxies peers behind which the address can't be compared
   * @param trail records every decision; stays the caller's
   * @param clock certificates and policies are judged by
   */
  public Gates(
      TrustedResolver resolver,
      PolicyBook book,
      TrustRoots usualRoots,
      Set<InetSocketAddress> proxies,
      AuditTrail trail,
      InstantSource clock) {
    this(
        resolver,
        book,
        usualRoots,
        proxies,
        trail,
        clock,
        NameInspection.ALL,
        ConnectionInspection.ALL,
        RequestInspection.ALL);
  }

  /** The same with chosen inspectors, for tests: without one of them, everything is refused. */
  Gates(
      TrustedResolver resolver,
      PolicyBook book,
      TrustRoots usualRoots,
      Set<InetSocketAddress> proxies,
      AuditTrail trail,
      InstantSource clock,
      List<Inspector<NameInspection.Facts>> ofNames,
      List<ConnectionInspection.Inspector> ofConnections,
      List<Inspector<RequestInspection>> ofRequests) {
    this.policies = new PolicyShelf(book);
    this.audit = new Audit(trail, clock);
    HostEras eras = new HostEras(live, proxies);
    this.names =
        new NameGate(
            new NameInspection(ofNames),
            resolver,
            policies,
            new ProvenAddresses(clock),
            eras,
            audit,
            clock);
    ConnectionInspection inspection =
        new ConnectionInspection(ofConnections, names, usualRoots, proxies, audit, clock);
    SessionMarks marks = new SessionMarks(policies);
    this.connections = new ConnectionGate(names, inspection, marks, audit, clock);
    ChosenProxies chosen = new ChosenProxies();
    ProvenConnector connector = new ProvenConnector(names, Gates::dial, clock);
    SocketWays ways =
        new SocketWays(inspection, proxies, chosen, SystemNames.OF_THE_JVM, Gates::dial);
    this.kits =
        new Kits(
            policies,
            names,
            inspection,
            connections,
            usualRoots,
            marks,
            live,
            connector,
            ways,
            proxies,
            audit,
            clock);
    PooledNames pooled = new PooledNames(names, live, eras, audit);
    this.exchanges =
        new ExchangeGate(ofRequests, connections, pooled, policies, chosen, audit, clock);
  }

  /** On a thread of its own: it may block until its socket is closed, and a pool would fill up. */
  private static void dial(Runnable attempt) {
    Thread thread = new Thread(attempt, "trustconnect-dial");
    thread.setDaemon(true);
    thread.start();
  }

  /** The gate of names. */
  public NameGate names() {
    return names;
  }

  /** The gates of handshakes and connections. */
  public TlsKit tls() {
    return kits.any();
  }

  /** The gate of requests. */
  public ExchangeGate exchanges() {
    return exchanges;
  }

  /** The policies in force. */
  public PolicyBook policies() {
    return policies.book();
  }

  /**
   * Puts other policies in force, all at once. Connections judged under the old ones are judged
   * again, and closed if they don't hold; sessions are not resumed.
   *
   * @param next makes the new book of the one in force, while other replacements wait
   */
  public void replacePolicies(UnaryOperator<PolicyBook> next) {
    PolicyBook book = policies.replace(next);
    kits.forgetSessions();
    live.closeUnless(connections::refusalNow);
    audit.replaced(book.policies().stream().map(EndpointPolicy::toString).toList());
  }
}
