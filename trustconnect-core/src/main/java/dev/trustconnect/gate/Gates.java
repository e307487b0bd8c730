package dev.trustconnect.gate;

import dev.trustconnect.audit.trail.AuditTrail;
import dev.trustconnect.gate.adapter.ChosenProxies;
import dev.trustconnect.identity.IdentitySource;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.policy.PolicyBook;
import dev.trustconnect.resolve.TrustedResolver;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Creates the four gates for one resolver and one set of policies. Thread-safe. */
public final class Gates {
  private final PolicyShelf policies;
  private final Audit audit;
  private final LiveSockets live;
  private final ConnectionGate connections;
  private final NameGate names;
  private final Kits kits;
  private final RequestGate requests;
  private final Rehearsal rehearsal;

  /**
   * Creates the gates.
   *
   * @param resolver resolves names; the caller closes it
   * @param book the initial policies
   * @param identities the sources of client identities, each under its name
   * @param usualRoots the roots for hosts whose policy has none
   * @param proxies the declared proxies, behind which a peer's address isn't visible
   * @param trail receives every decision; the caller closes it
   * @param meter counts and times them
   * @param clock the time at which certificates and policies are checked
   */
  @SuppressWarnings("exports") // for TrustConnect, whose trail it is
  public Gates(
      TrustedResolver resolver,
      PolicyBook book,
      Map<String, IdentitySource> identities,
      TrustRoots usualRoots,
      Set<InetSocketAddress> proxies,
      AuditTrail trail,
      TrustMeter meter,
      InstantSource clock) {
    this(
        resolver,
        book,
        identities,
        usualRoots,
        proxies,
        trail,
        meter,
        clock,
        NameInspection.ALL,
        UnaryOperator.identity(),
        RequestInspection.ALL);
  }

  /** As above with selected inspectors, for tests: if one is missing, everything is refused. */
  Gates(
      TrustedResolver resolver,
      PolicyBook book,
      Map<String, IdentitySource> identities,
      TrustRoots usualRoots,
      Set<InetSocketAddress> proxies,
      AuditTrail trail,
      TrustMeter meter,
      InstantSource clock,
      List<Inspector<NameInspection.Facts>> ofNames,
      UnaryOperator<Inspectors> ofConnections,
      List<Inspector<RequestInspection>> ofRequests) {
    TrustMeter guarded = meter == TrustMeter.NONE ? meter : new SeveralMeters(List.of(meter));
    this.live = new LiveSockets(guarded);
    this.audit = new Audit(trail, guarded, this::policies, clock);
    this.policies = new PolicyShelf(book, new IdentityShelf(identities, audit::renewed));
    HostEpochs epochs = new HostEpochs(live, proxies);
    this.names =
        new NameGate(
            new NameInspection(ofNames),
            resolver,
            policies,
            new ProvenAddresses(clock),
            epochs,
            audit,
            clock);
    PeerAddresses peers = new PeerAddresses(proxies);
    ConnectionInspection inspection =
        new ConnectionInspection(
            ofConnections.apply(Inspectors.all(names, peers)), usualRoots, peers, audit, clock);
    this.rehearsal = new Rehearsal(resolver, policies, names, inspection, usualRoots, clock);
    SessionMarks marks = new SessionMarks(policies);
    this.connections = new ConnectionGate(names, peers, inspection, marks, audit, clock);
    ChosenProxies chosen = new ChosenProxies();
    ProvenConnector connector = new ProvenConnector(names, Gates::dial, clock);
    SocketRoutes routes =
        new SocketRoutes(peers, proxies, chosen, SystemNames.OF_THE_JVM, Gates::dial);
    this.kits =
        new Kits(
            policies,
            names,
            peers,
            inspection,
            connections,
            usualRoots,
            marks,
            live,
            connector,
            routes,
            proxies,
            audit,
            clock);
    PooledNames pooled = new PooledNames(names, live, epochs, audit);
    this.requests =
        new RequestGate(ofRequests, connections, pooled, policies, chosen, audit, clock);
  }

  /**
   * Runs an attempt on a new thread: it may block until its socket is closed, which would fill up a
   * pool.
   */
  private static void dial(Runnable attempt) {
    Thread thread = new Thread(attempt, "trustconnect-dial");
    thread.setDaemon(true);
    thread.start();
  }

  /** The gate for names. */
  public NameGate names() {
    return names;
  }

  /** The gates for handshakes and connections. */
  public TlsKit tls() {
    return kits.any();
  }

  /** The gate for requests. */
  public RequestGate requestGate() {
    return requests;
  }

  /** Shows what the gates would decide. */
  public Rehearsal rehearsal() {
    return rehearsal;
  }

  /** The policies in force. */
  public PolicyBook policies() {
    return policies.book();
  }

  /**
   * Replaces all policies at once. Connections that were checked under the old ones are checked
   * again and closed if the new ones refuse them; older sessions aren't resumed.
   *
   * @param next computes the new book from the current one; other replacements wait meanwhile
   * @throws IllegalArgumentException if a policy names an identity that there isn't; nothing
   *     changes
   */
  public void replacePolicies(UnaryOperator<PolicyBook> next) {
    PolicyBook book = policies.replace(next);
    kits.forgetSessions();
    live.closeUnless(connections::refusalNow);
    audit.replaced(book);
  }
}
