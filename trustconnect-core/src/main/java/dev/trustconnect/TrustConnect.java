package dev.trustconnect;

import dev.trustconnect.audit.AuditSink;
import dev.trustconnect.audit.trail.AuditTrail;
import dev.trustconnect.config.PolicyFile;
import dev.trustconnect.config.PolicyFileException;
import dev.trustconnect.config.StartupSetting;
import dev.trustconnect.dnssec.TrustAnchors;
import dev.trustconnect.gate.Gates;
import dev.trustconnect.gate.NameGate;
import dev.trustconnect.gate.RequestGate;
import dev.trustconnect.gate.TlsKit;
import dev.trustconnect.gate.TrustMeter;
import dev.trustconnect.health.Health;
import dev.trustconnect.identity.IdentitySource;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.EndpointPolicy.Dnssec;
import dev.trustconnect.policy.PolicyBook;
import dev.trustconnect.policy.PolicyBook.Profile;
import dev.trustconnect.resolve.AddressRules;
import dev.trustconnect.resolve.DnsLookups;
import dev.trustconnect.resolve.TrustedResolver;
import dev.trustconnect.resolve.UpstreamStatus;
import dev.trustconnect.server.ClientRules;
import dev.trustconnect.server.ServerKit;
import dev.trustconnect.survey.Surveyor;
import dev.trustconnect.upstream.DohUpstream;
import dev.trustconnect.upstream.transport.DnsExchange;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Protects connections: a request is sent only after its name, address, certificate path and pins
 * are proven, and only with secrets that belong to its host. Thread-safe; create one per process.
 *
 * <p>It owns the resolver, the upstreams and the audit trail; {@link #close()} ends them, and
 * clients that use it can then make no new connections.
 */
public final class TrustConnect implements AutoCloseable {
  private final TrustedResolver resolver;
  private final AuditTrail trail;
  private final InstantSource clock;
  private final Latch latch;
  private final Gates gates;
  private final HealthMonitor monitor;
  private final Set<InetSocketAddress> proxies;
  private final StartupFile started;
  private final JvmNames jvm;
  final PolicyWatch.Starter watches;
  final IdentityWatch identities;

  private TrustConnect(Builder builder, List<DnsExchange> upstreams, PolicyBook book) {
    // Load the roots first: if that fails, no resolver is left open.
    TrustRoots roots = builder.roots != null ? builder.roots : TrustRoots.system();
    TrustedResolver.Builder resolving =
        TrustedResolver.builder().anchors(builder.anchors).addressRules(builder.addressRules);
    resolving.upstreams(upstreams.toArray(new DnsExchange[0])).clock(builder.clock);
    builder.applyTo(resolving);
    this.clock = builder.clock;
    this.latch = builder.latch;
    this.trail = builder.logs ? AuditTrail.withLog(builder.sinks) : new AuditTrail(builder.sinks);
    this.monitor = new HealthMonitor(clock);
    resolving.meter(TrustMeter.of(monitor.meter(), builder.meter));
    this.resolver = resolving.audit(trail, host -> policies().isWrittenFor(host)).build();
    this.proxies = Set.copyOf(builder.proxies);
    this.started = new StartupFile(builder.file);
    Map<String, IdentitySource> own = Map.copyOf(builder.identities);
    this.gates =
        new Gates(resolver, latch.on(book), own, roots, proxies, trail, builder.meter, clock);
    this.identities = IdentityWatch.start(own, trail, clock);
    this.jvm = new JvmNames(gates.names(), builder.upstreams);
    this.watches = new PolicyWatch.Starter(this, started.isSet(), trail, clock);
  }

  /**
   * Builds from a policy file alone: {@link PolicyFile#read}, {@link Builder#file} and {@link
   * Builder#build} in one. Blocks on file access. {@link #close} closes the sinks.
   *
   * @throws PolicyFileException listing every problem of the file with its line and column
   * @throws IOException if the file can't be read
   */
  public static TrustConnect fromFile(Path file, AuditSink... sinks) throws IOException {
    Builder builder = builder().file(PolicyFile.read(file));
    List.of(sinks).forEach(builder::audit);
    return builder.build();
  }

  /** A builder. Only the upstreams have no default and must be set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Resolves host names and refuses those that may not be connected to. */
  public NameGate names() {
    return gates.names();
  }

  /** SSL context, socket factory, trust manager and host name verifier for a TLS client. */
  public TlsKit tls() {
    return gates.tls();
  }

  /** Collects facts about endpoints without sending them anything. */
  public Surveyor surveyor() {
    return new Surveyor(resolver.lookups(), gates.rehearsal(), clock);
  }

  /** Trust manager, context and parameters for a TLS server that allows only these clients. */
  public ServerKit server(ClientRules rules) {
    return new ServerKit(rules, trail, clock);
  }

  /** The last check of a request before it is sent, for adapters to HTTP clients. */
  public RequestGate requestGate() {
    return gates.requestGate();
  }

  /** The declared proxies, which connections may go through. */
  public Set<InetSocketAddress> proxies() {
    return proxies;
  }

  /** DNS lookups for purposes other than connecting; {@link #names} resolves hosts. */
  public DnsLookups lookups() {
    return resolver.lookups();
  }

  /** The policies in force. */
  public PolicyBook policies() {
    return gates.policies();
  }

  /**
   * Replaces all policies at once. Connections that were checked under the old policies are checked
   * again before their next use and closed if the new ones refuse them; older TLS sessions aren't
   * resumed. For a policy file that was read again, {@link #replacePolicies(PolicyFile)} also
   * reports which changes need a restart.
   *
   * <p>The JDK's {@code HttpClient} doesn't expose its pooled connections, so those aren't checked
   * again.
   */
  public void replacePolicies(PolicyBook book) {
    Objects.requireNonNull(book);
    gates.replacePolicies(before -> latch.on(book));
  }

  /** As {@link #replacePolicies(PolicyBook)}, keeping the current profile. */
  public void replacePolicies(EndpointPolicy... policies) {
    List<EndpointPolicy> all = List.of(policies);
    gates.replacePolicies(before -> latch.on(PolicyBook.of(before.profile(), all)));
  }

  /**
   * Replaces the policies and the profile with those of a file that was read again. Upstreams,
   * usual roots and proxies aren't replaced: if one of these differs from the file passed to {@link
   * Builder#file}, it is logged as a warning and returned.
   *
   * @return the fields whose change takes effect only at the next start; empty if the whole file is
   *     in force
   * @throws IllegalStateException if this wasn't built from a file, so that there is nothing to
   *     compare with; use {@link #replacePolicies(PolicyBook)} then
   */
  public Set<StartupSetting> replacePolicies(PolicyFile file) {
    PolicyFile running = started.require();
    replacePolicies(file.policies());
    return StartupFile.warnOfChanges(running, file);
  }

  /**
   * Puts the policies of a file in force, and again whenever it changes, until the watch or this is
   * closed; see {@link #replacePolicies(PolicyFile)}. Nothing happens if the file can't be used.
   *
   * @throws PolicyFileException listing every problem of the file with its line and column
   * @throws IOException if the file can't be read
   * @throws IllegalStateException if a file is watched already
   */
  public PolicyWatch watch(Path file) throws IOException {
    return watch(file, PolicyWatch.USUAL_INTERVAL);
  }

  /**
   * As {@link #watch(Path)}, looking at the file in this interval instead of every five seconds.
   *
   * @throws IllegalArgumentException if it is shorter than a second or longer than a day
   */
  public PolicyWatch watch(Path file, Duration interval) throws IOException {
    return watches.start(file, interval);
  }

  /**
   * From now on every name that this JVM looks up is resolved under the policies, until {@link
   * #close}: for clients that accept no resolver, such as the JDK's {@code HttpClient} and gRPC.
   * Addresses aren't given names any more. Needs JDK 18. Call it first: the JVM itself keeps what
   * it looked up before for 30 seconds.
   *
   * @param leftToTheSystem host names that the JDK's built-in resolver still answers for, with all
   *     names under them, such as the machine's own name. Its answers aren't proven
   * @throws JvmResolverException if it isn't possible; then nothing has changed
   * @throws IllegalArgumentException if one of them isn't a host name
   */
  public void useForThisJvm(String... leftToTheSystem) {
    jvm.use(List.of(leftToTheSystem));
  }

  /** Whether this answers the lookups of this JVM, and why not. Looks up {@code localhost}. */
  public JvmReport inspectJvm() {
    return jvm.inspect();
  }

  /**
   * The number of audit events lost because a sink was too slow or threw. An event lost by two
   * sinks counts twice.
   */
  public long droppedAuditEvents() {
    return trail.dropped();
  }

  /** The upstreams as they are now, in order of preference. */
  public List<UpstreamStatus> upstreams() {
    return resolver.upstreams();
  }

  /** Whether this can do its work, and what needs attention. Doesn't block. */
  public Health health() {
    List<String> problems = new ArrayList<>(watches.problems());
    problems.addAll(identities.problems());
    return monitor.check(resolver, policies(), trail, problems);
  }

  /**
   * Closes the resolver, the upstreams and the audit sinks. Blocks for at most two seconds while
   * the sinks finish. Existing connections stay open; new ones are refused.
   */
  @Override
  public void close() {
    jvm.close();
    watches.close();
    identities.close();
    resolver.close();
    trail.close();
  }

  /**
   * Builds a {@link TrustConnect}. Repeated calls add upstreams, exchanges, policies, proxies and
   * sinks, and replace the other settings. Not thread-safe.
   */
  public static final class Builder extends ResolverOptions {
    private final List<DohUpstream> upstreams = new ArrayList<>();
    private final List<DnsExchange> exchanges = new ArrayList<>();
    private final List<EndpointPolicy> policies = new ArrayList<>();
    private final List<AuditSink> sinks = new ArrayList<>();
    private boolean logs = true;
    private final Set<InetSocketAddress> proxies = new HashSet<>();
    private final Map<String, IdentitySource> identities = new LinkedHashMap<>();
    private @Nullable PolicyBook book;
    private @Nullable PolicyFile file;
    private Profile profile = Profile.STANDARD;
    private TrustAnchors anchors = TrustAnchors.root();
    private @Nullable TrustRoots roots;
    private Latch latch = Latch.NONE;
    private AddressRules addressRules = AddressRules.PUBLIC_ONLY;
    private InstantSource clock = InstantSource.system();
    private TrustMeter meter = TrustMeter.NONE;

    private Builder() {}

    /** Adds DNS servers, in order of preference. At least one is required. */
    public Builder upstreams(DohUpstream... upstreams) {
      this.upstreams.addAll(List.of(upstreams));
      return this;
    }

    /**
     * Adds open exchanges, which are asked after the upstreams. {@link TrustConnect#close} closes
     * them.
     */
    @SuppressWarnings("exports") // for tests and measurements
    public Builder dnsExchanges(DnsExchange... exchanges) {
      this.exchanges.addAll(List.of(exchanges));
      return this;
    }

    /** Adds a policy. */
    public Builder policy(EndpointPolicy policy) {
      policies.add(policy);
      return this;
    }

    /** Adds policies. */
    public Builder policies(EndpointPolicy... policies) {
      this.policies.addAll(List.of(policies));
      return this;
    }

    /** Sets all policies and their profile, instead of {@link #policy} and {@link #profile}. */
    public Builder policies(PolicyBook book) {
      this.book = Objects.requireNonNull(book);
      return this;
    }

    /**
     * Adds the upstreams, proxies and identities of a policy file, whose files are read now, and
     * sets its policies and roots, instead of {@link #policies(PolicyBook)}.
     *
     * @throws dev.trustconnect.identity.IdentityException if an identity can't be used
     */
    public Builder file(PolicyFile file) {
      upstreams.addAll(file.upstreams());
      proxies.addAll(file.proxies());
      file.roots().ifPresent(this::roots);
      file.identities().forEach((name, files) -> identity(name, files.open()));
      this.file = file;
      return policies(file.policies());
    }

    /** Adds or replaces a client identity that {@link EndpointPolicy.Builder#identity} grants. */
    public Builder identity(String name, IdentitySource source) {
      identities.put(name, Objects.requireNonNull(source));
      return this;
    }

    /** Sets how hosts without a policy are treated; the default is {@link Profile#STANDARD}. */
    public Builder profile(Profile profile) {
      this.profile = Objects.requireNonNull(profile);
      return this;
    }

    /** Sets the roots for hosts whose policy has none; the default is the Java runtime's roots. */
    public Builder roots(TrustRoots roots) {
      this.roots = Objects.requireNonNull(roots);
      return this;
    }

    /**
     * Adds addresses of proxies that connections may go through. Behind a proxy the peer's address
     * can't be compared with the name's addresses; everything else is checked. A proxy that isn't
     * declared is refused as an unproven address.
     *
     * @throws IllegalArgumentException if an address is unresolved
     */
    public Builder proxies(InetSocketAddress... proxies) {
      this.proxies.addAll(BuildRules.resolved(proxies));
      return this;
    }

    /**
     * Sets the addresses that any name may resolve to, whatever its policy; the default is {@link
     * AddressRules#PUBLIC_ONLY}. Prefer {@link EndpointPolicy.Builder#addresses} for single hosts
     * that need more.
     */
    public Builder addressRules(AddressRules rules) {
      this.addressRules = Objects.requireNonNull(rules);
      return this;
    }

    /** {@link #latch(Path, Dnssec)} that only reports. */
    public Builder latch(Path lock) throws IOException {
      return latch(lock, Dnssec.REPORT_INSECURE);
    }

    /**
     * Reads a lock: from now on, and under replaced policies too, the hosts that are SECURE there
     * must stay so. Other policies of these hosts stay in force.
     *
     * @param rule whether a name that is proven INSECURE is refused or reported
     * @throws dev.trustconnect.lock.LockFileException listing every mistake of the lock
     */
    public Builder latch(Path lock, Dnssec rule) throws IOException {
      this.latch = Latch.read(lock, rule);
      return this;
    }

    /** Sets the DNSSEC trust anchors; the default is {@link TrustAnchors#root()}. */
    public Builder anchors(TrustAnchors anchors) {
      this.anchors = Objects.requireNonNull(anchors);
      return this;
    }

    /**
     * Adds a sink for audit events; {@link TrustConnect#close} closes it. Events also go to the
     * log, unless {@link #logAudit} is false.
     */
    public Builder audit(AuditSink sink) {
      sinks.add(sink);
      return this;
    }

    /** Sets whether events go to the log, as by {@link AuditSink#slf4j}; the default is true. */
    public Builder logAudit(boolean log) {
      this.logs = log;
      return this;
    }

    /** Sets the clock for signatures, certificates and policies; the default is the system's. */
    public Builder clock(InstantSource clock) {
      this.clock = Objects.requireNonNull(clock);
      return this;
    }

    /**
     * Sets the meter that counts and times lookups, decisions and handshakes; none by default.
     * {@link TrustMeter#of} combines several.
     */
    public Builder meter(TrustMeter meter) {
      this.meter = Objects.requireNonNull(meter);
      return this;
    }

    @Override
    Builder self() {
      return this;
    }

    /**
     * Builds the TrustConnect. No connection is opened yet.
     *
     * @throws IllegalStateException if no upstream was set, or both single policies and a book
     *     were; also {@link dev.trustconnect.path.TrustStoreException} if no roots were set and the
     *     Java runtime's trust store can't be used
     * @throws IllegalArgumentException if two policies are for the same hosts, one names an unknown
     *     identity, or an identity's certificate isn't valid now
     */
    public TrustConnect build() {
      BuildRules.requireUpstream(upstreams, exchanges);
      PolicyBook all = BuildRules.policies(book, profile, policies);
      BuildRules.requireIdentities(identities, all, clock.instant());
      return new TrustConnect(this, BuildRules.opened(upstreams, exchanges), all);
    }
  }
}
