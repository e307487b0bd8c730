package dev.trustconnect;

import dev.trustconnect.audit.AuditSink;
import dev.trustconnect.audit.AuditTrail;
import dev.trustconnect.config.PolicyFile;
import dev.trustconnect.config.PolicyFileException;
import dev.trustconnect.config.StartupSetting;
import dev.trustconnect.dnssec.TrustAnchors;
import dev.trustconnect.dnssec.ValidatorSettings;
import dev.trustconnect.gate.ExchangeGate;
import dev.trustconnect.gate.Gates;
import dev.trustconnect.gate.NameGate;
import dev.trustconnect.gate.TlsKit;
import dev.trustconnect.name.HostName;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.PolicyBook;
import dev.trustconnect.policy.PolicyBook.Profile;
import dev.trustconnect.resolve.AddressRules;
import dev.trustconnect.resolve.DnsLookups;
import dev.trustconnect.resolve.TrustedResolver;
import dev.trustconnect.upstream.DnsExchange;
import dev.trustconnect.upstream.DohUpstream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hardened connections: a request leaves only after its name, address, certificate path and pins
 * are proven and its secrets are at home. Thread-safe; one for a whole process.
 *
 * <p>Owns resolver, upstreams and audit trail; {@link #close()} ends them, and with them the
 * clients built on it.
 */
public final class TrustConnect implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TrustConnect.class);

  private final TrustedResolver resolver;
  private final AuditTrail trail;
  private final Gates gates;
  private final Set<InetSocketAddress> proxies;
  private final @Nullable PolicyFile started;

  private TrustConnect(Builder builder, List<DnsExchange> upstreams, PolicyBook book) {
    // First: if it fails, no resolver is left open.
    TrustRoots roots = builder.roots != null ? builder.roots : TrustRoots.system();
    TrustedResolver.Builder resolving =
        TrustedResolver.builder()
            .upstreams(upstreams)
            .anchors(builder.anchors)
            .clock(builder.clock)
            .addressRules(builder.addressRules);
    builder.resolverSettings.forEach(setting -> setting.accept(resolving));
    this.trail = builder.logs ? AuditTrail.withLog(builder.sinks) : new AuditTrail(builder.sinks);
    this.resolver = resolving.audit(trail, this::isCovered).build();
    this.proxies = Set.copyOf(builder.proxies);
    this.started = builder.file;
    this.gates = new Gates(resolver, book, roots, proxies, trail, builder.clock);
  }

  private boolean isCovered(HostName host) {
    return gates.policies().isWrittenFor(host);
  }

  /**
   * Built from a policy file alone: {@link PolicyFile#read}, {@link Builder#file} and {@link
   * Builder#build} in one. Blocks on the file.
   *
   * @throws PolicyFileException with every problem of the file and its place; nothing is in force
   * @throws IOException if it can't be read
   */
  public static TrustConnect fromFile(Path file, AuditSink... sinks) throws IOException {
    Builder builder = builder().file(PolicyFile.read(file));
    List.of(sinks).forEach(builder::audit);
    return builder.build();
  }

  /** A builder; only the upstreams have no default. */
  public static Builder builder() {
    return new Builder();
  }

  /** Resolves names and refuses those that may not be connected to. */
  public NameGate names() {
    return gates.names();
  }

  /** SSL context, socket factory, trust manager and host name verifier for a TLS client. */
  public TlsKit tls() {
    return gates.tls();
  }

  /** For adapters: the last look at a request. */
  public ExchangeGate exchanges() {
    return gates.exchanges();
  }

  /** The proxies that were declared: connections may go through these. */
  public Set<InetSocketAddress> proxies() {
    return proxies;
  }

  /** For questions that aren't about connecting; {@link #names} resolves hosts. */
  public DnsLookups lookups() {
    return resolver.lookups();
  }

  /** The policies in force. */
  public PolicyBook policies() {
    return gates.policies();
  }

  /**
   * Puts other policies in force, all at once. Connections that were judged under the old ones are
   * judged again, and closed if they don't hold; TLS sessions aren't resumed. For a policy file
   * that was read again, {@link #replacePolicies(PolicyFile)} also reports which changes need a
   * restart.
   *
   * <p>The JDK's {@code HttpClient} doesn't expose its pooled connections: those stay as they were
   * judged until it closes them.
   */
  public void replacePolicies(PolicyBook book) {
    Objects.requireNonNull(book);
    gates.replacePolicies(before -> book);
  }

  /** {@link #replacePolicies(PolicyBook)} with the profile that is in force. */
  public void replacePolicies(EndpointPolicy... policies) {
    List<EndpointPolicy> all = List.of(policies);
    gates.replacePolicies(before -> PolicyBook.of(before.profile(), all));
  }

  /**
   * Puts the policies and the profile of a file that was read again in force. Its upstreams, usual
   * roots and proxies stay those that this was built with: one that differs from the file given to
   * {@link Builder#file} is logged as a warning and returned.
   *
   * @return the fields whose change takes effect at the next start; empty if the whole file is in
   *     force
   * @throws IllegalStateException if this wasn't built from a file: then there is nothing to
   *     compare with; {@link #replacePolicies(PolicyBook)} takes its policies
   */
  public Set<StartupSetting> replacePolicies(PolicyFile file) {
    PolicyFile running = started;
    if (running == null) {
      throw new IllegalStateException(
          "not built from a policy file: replace its policies alone, file.policies()");
    }
    replacePolicies(file.policies());
    Set<StartupSetting> waiting = file.changedAtStartup(running);
    if (!waiting.isEmpty()) {
      LOG.warn(
          "policies are replaced, but changed fields of the policy file need a restart: {}",
          waiting.stream().map(StartupSetting::field).collect(Collectors.joining(", ")));
    }
    return waiting;
  }

  /** Audit events that were lost because a sink was too slow or threw; counted for each sink. */
  public long droppedAuditEvents() {
    return trail.dropped();
  }

  /**
   * Ends lookups, upstreams and, after two seconds at most, the audit sinks. Connections made
   * before live on; new ones are refused.
   */
  @Override
  public void close() {
    resolver.close();
    trail.close();
  }

  /**
   * Builds a {@link TrustConnect}. Upstreams, exchanges, policies, proxies and sinks add up over
   * several calls; the other settings replace. Not thread-safe.
   */
  public static final class Builder {
    private final List<DohUpstream> upstreams = new ArrayList<>();
    private final List<DnsExchange> exchanges = new ArrayList<>();
    private final List<EndpointPolicy> policies = new ArrayList<>();
    private final List<AuditSink> sinks = new ArrayList<>();
    private boolean logs = true;
    private final Set<InetSocketAddress> proxies = new HashSet<>();
    private @Nullable PolicyBook book;
    private @Nullable PolicyFile file;
    private Profile profile = Profile.STANDARD;
    private TrustAnchors anchors = TrustAnchors.root();
    private @Nullable TrustRoots roots;
    private AddressRules addressRules = AddressRules.PUBLIC_ONLY;
    private InstantSource clock = InstantSource.system();
    private final List<Consumer<TrustedResolver.Builder>> resolverSettings = new ArrayList<>();

    private Builder() {}

    /**
     * Adds servers to ask for names; the one added first is asked first. This or {@link #exchanges}
     * is required.
     */
    public Builder upstreams(DohUpstream... upstreams) {
      this.upstreams.addAll(List.of(upstreams));
      return this;
    }

    /** Adds open exchanges to ask for names, after the upstreams; owned from now on. */
    public Builder exchanges(DnsExchange... exchanges) {
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

    /** All policies and their profile, in place of {@link #policy} and {@link #profile}. */
    public Builder policies(PolicyBook book) {
      this.book = Objects.requireNonNull(book);
      return this;
    }

    /**
     * Adds the upstreams and proxies of a policy file, and sets its policies and roots; the rest is
     * set here. In place of {@link #policies(PolicyBook)}.
     */
    public Builder file(PolicyFile file) {
      upstreams.addAll(file.upstreams());
      proxies.addAll(file.proxies());
      file.roots().ifPresent(this::roots);
      this.file = file;
      return policies(file.policies());
    }

    /** How hosts without a policy are treated; {@link Profile#STANDARD} unless set. */
    public Builder profile(Profile profile) {
      this.profile = Objects.requireNonNull(profile);
      return this;
    }

    /** The roots for hosts whose policy names none; those of the Java runtime unless set. */
    public Builder roots(TrustRoots roots) {
      this.roots = Objects.requireNonNull(roots);
      return this;
    }

    /**
     * Adds addresses of proxies that connections go through. Behind them the address of the peer
     * can't be compared with the name's; everything else is. A proxy that isn't declared is refused
     * as an address that isn't proven.
     *
     * @throws IllegalArgumentException if one is not resolved
     */
    public Builder proxies(InetSocketAddress... proxies) {
      for (InetSocketAddress proxy : proxies) {
        if (proxy.isUnresolved()) {
          throw new IllegalArgumentException("a proxy is given by its address: " + proxy);
        }
        this.proxies.add(proxy);
      }
      return this;
    }

    /**
     * Which addresses a name may yield, whatever its policy; {@link AddressRules#PUBLIC_ONLY}
     * unless set. Prefer {@link EndpointPolicy.Builder#addresses} for the hosts that need more.
     */
    public Builder addressRules(AddressRules rules) {
      this.addressRules = Objects.requireNonNull(rules);
      return this;
    }

    /** Where DNSSEC trust begins; {@link TrustAnchors#root()} unless set. */
    public Builder anchors(TrustAnchors anchors) {
      this.anchors = Objects.requireNonNull(anchors);
      return this;
    }

    /**
     * Adds a sink for audit events; {@link TrustConnect#close} closes it. The log gets them in any
     * case: {@link #logAudit}.
     */
    public Builder audit(AuditSink sink) {
      sinks.add(sink);
      return this;
    }

    /**
     * Whether audit events go to the log, as {@link AuditSink#slf4j} describes: refusals at WARN.
     * True unless set.
     */
    public Builder logAudit(boolean log) {
      this.logs = log;
      return this;
    }

    /** The clock for signatures, certificates and policies; the system's unless set. */
    public Builder clock(InstantSource clock) {
      this.clock = Objects.requireNonNull(clock);
      return this;
    }

    /** How long one resolution may take in all; 5 seconds unless set. */
    public Builder resolveTimeout(Duration timeout) {
      return resolver(resolving -> resolving.resolveTimeout(timeout));
    }

    /**
     * {@link TrustedResolver.Builder#validatorSettings}: how strict the validator is, and who
     * verifies.
     */
    public Builder validatorSettings(ValidatorSettings settings) {
      return resolver(resolving -> resolving.validatorSettings(settings));
    }

    /** {@link TrustedResolver.Builder#cacheBytes}: 16 MiB unless set. */
    public Builder cacheBytes(long bytes) {
      return resolver(resolving -> resolving.cacheBytes(bytes));
    }

    /**
     * {@link TrustedResolver.Builder#saveable}: then {@code lookups().save(file)} writes the cache,
     * and {@code lookups().load(file)} validates it again at the next start.
     */
    public Builder saveable(boolean keep) {
      return resolver(resolving -> resolving.saveable(keep));
    }

    /**
     * {@link TrustedResolver.Builder#serveStale}: how long after its end an answer may be used if
     * every upstream fails; a day unless set, zero for never.
     */
    public Builder serveStale(Duration max) {
      return resolver(resolving -> resolving.serveStale(max));
    }

    /**
     * {@link TrustedResolver.Builder#aggressiveNsec}: whether what a signed zone said of its gaps
     * answers for other names in them (RFC 8198); true unless set.
     */
    public Builder aggressiveNsec(boolean use) {
      return resolver(resolving -> resolving.aggressiveNsec(use));
    }

    /** Each build has a resolver's builder of its own, or upstreams would add up over builds. */
    private Builder resolver(Consumer<TrustedResolver.Builder> setting) {
      setting.accept(TrustedResolver.builder()); // a value out of range throws now
      resolverSettings.add(setting);
      return this;
    }

    /**
     * The whole. Opens no connection yet.
     *
     * @throws IllegalStateException if no upstream was given, or both single policies and a book
     *     are given
     * @throws IllegalArgumentException if two policies are for the same hosts
     */
    public TrustConnect build() {
      if (upstreams.isEmpty() && exchanges.isEmpty()) {
        throw new IllegalStateException(
            "nobody to ask for names: upstreams(DohUpstream.QUAD9, …) is missing");
      }
      if (book != null && !policies.isEmpty()) {
        throw new IllegalStateException("policies are given one by one or as a book, not both");
      }
      PolicyBook all = book != null ? book : PolicyBook.of(profile, policies);
      List<DnsExchange> ways = new ArrayList<>();
      upstreams.forEach(upstream -> ways.add(upstream.open()));
      ways.addAll(exchanges);
      return new TrustConnect(this, ways, all);
    }
  }
}
