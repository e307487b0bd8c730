package dev.trustconnect.resolve;

import dev.trustconnect.audit.trail.AuditTrail;
import dev.trustconnect.dnssec.TrustAnchors;
import dev.trustconnect.dnssec.Validator;
import dev.trustconnect.dnssec.ValidatorSettings;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Refusal;
import dev.trustconnect.name.HostName;
import dev.trustconnect.refusal.NameRefusal;
import dev.trustconnect.scope.HostScope;
import dev.trustconnect.text.SafeText;
import dev.trustconnect.upstream.DohUpstream;
import dev.trustconnect.upstream.transport.DnsExchange;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Resolves names through upstreams that it doesn't trust, and reports for every answer what is
 * proven about it.
 *
 * <p>Thread-safe; one is enough for a process. Equal questions are asked once, answers and zones
 * are kept until their proof expires, and the next upstream is asked if an answer fails validation.
 * Futures complete on the resolver's executor, outside its locks. Code that depends on them must
 * not block there; if it does, use an {@code …Async} form.
 */
public final class TrustedResolver extends DnsLookups implements AutoCloseable {
  private final LookupContext context;
  private final LookupService lookups;
  private final UpstreamPool upstreams;
  private final HostLookup hosts;
  private final AddressRules rules;
  private final @Nullable ExecutorService ownExecutor;

  private TrustedResolver(Builder builder) {
    this.ownExecutor = builder.executor == null ? ResolverThreads.start() : null;
    this.upstreams =
        new UpstreamPool(builder.upstreams.stream().map(Supplier::get).toList(), builder.nanoTime);
    long timeoutNanos = builder.timeout.toNanos();
    StepDetectingClock clock = new StepDetectingClock(builder.clock);
    Memory memory =
        new Memory(
            new Memory.Limits(
                builder.cacheBytes, builder.aggressiveNsec, builder.saveable, builder.maxStale),
            builder.clock);
    clock.onStepBack(memory::forgetAll); // memory itself reads builder.clock, under its locks
    ResolverEvents events =
        new ResolverEvents(builder.trail, builder.isCovered, builder.clock, builder.meter);
    this.context =
        new LookupContext(
            new Validator(builder.anchors, builder.settings, memory.validations()),
            memory,
            upstreams,
            new RollCall(
                upstreams.exchanges(), events, builder.timer, builder.nanoTime, timeoutNanos),
            new SingleFlight<>(builder.nanoTime, timeoutNanos),
            events,
            builder.executor != null ? builder.executor : Objects.requireNonNull(ownExecutor),
            builder.timer,
            clock,
            builder.nanoTime,
            timeoutNanos,
            builder.refreshAhead);
    this.rules = builder.rules;
    this.lookups = new LookupService(context, rules);
    this.hosts = new HostLookup(context, lookups);
  }

  @Override
  LookupService service() {
    return lookups;
  }

  @Override
  LookupContext context() {
    return context;
  }

  /** The lookups of this resolver, for code that must not close it. */
  public DnsLookups lookups() {
    return new LookupsView(lookups, context);
  }

  /** The upstreams as they are now, in order of preference. */
  public List<UpstreamStatus> upstreams() {
    return upstreams.statuses(context.rollCall());
  }

  /**
   * Asks those upstreams again that answered nothing, in the background. {@link
   * UpstreamStatus#failure} shows what came of it. Returns at once.
   */
  public void recheckUpstreams() {
    context.rollCall().askFailed();
  }

  /** A builder; only the upstreams have no default. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Resolves a host, as a URL or a person writes it, to addresses one may connect to. Returns at
   * once.
   *
   * <p>A and AAAA are asked for at the same time, together with the whole chain of trust. The
   * future fails with an {@link UntrustedNameException} if either answer is BOGUS or INDETERMINATE
   * (also at the deadline and after {@link #close}), if an address is special-purpose and not
   * allowed, or if there is none; text that isn't a host name is refused with {@code
   * NAME_NOT_A_HOST}. Cancelling it cancels the lookups that no other caller waits for.
   */
  public CompletableFuture<Resolution> resolveAsync(String host) {
    try {
      return resolveAsync(HostName.parse(host));
    } catch (IllegalArgumentException noHost) {
      UntrustedNameException refused =
          new UntrustedNameException(
              new NameRefusal(
                  new Refusal(
                      SafeText.ofHost(host),
                      Reason.NAME_NOT_A_HOST,
                      String.valueOf(noHost.getMessage()),
                      "a host name"),
                  null));
      refused.initCause(noHost);
      return CompletableFuture.failedFuture(refused);
    }
  }

  /** {@link #resolveAsync(String)} of a parsed name. */
  CompletableFuture<Resolution> resolveAsync(HostName host) {
    return resolveAsync(host, rules);
  }

  /** {@link #resolveAsync(String)} by the rules of a policy too. */
  @SuppressWarnings("exports") // for the gates
  public CompletableFuture<Resolution> resolveAsync(HostScope scope) {
    return resolveAsync(scope.host(), rulesFor(scope));
  }

  private CompletableFuture<Resolution> resolveAsync(HostName host, AddressRules rules) {
    Resolution known = remembered(host, rules);
    return known != null ? CompletableFuture.completedFuture(known) : hosts.lookUp(host, rules);
  }

  /**
   * {@link #resolveAsync(String)}, waiting for it; at most the resolver's timeout.
   *
   * @throws UntrustedNameException if the host is refused; with {@code RESOLVE_CANCELLED} if the
   *     thread is interrupted, whose interrupt status is set again
   */
  public Resolution resolve(String host) throws UntrustedNameException {
    return await(SafeText.ofHost(host), resolveAsync(host));
  }

  /** {@link #resolve(String)} of a parsed name. */
  Resolution resolve(HostName host) throws UntrustedNameException {
    return resolve(host, rules);
  }

  /** {@link #resolve(String)} by the rules of a policy too. */
  @SuppressWarnings("exports") // for the gates
  public Resolution resolve(HostScope scope) throws UntrustedNameException {
    return resolve(scope.host(), rulesFor(scope));
  }

  Resolution resolve(HostName host, AddressRules rules) throws UntrustedNameException {
    Resolution known = remembered(host, rules);
    return known != null ? known : await(host.ascii(), hosts.lookUp(host, rules));
  }

  private @Nullable Resolution remembered(HostName host, AddressRules rules) {
    Resolution known = hosts.remembered(host, rules);
    if (known != null) {
      context.events().remembered(known);
    }
    return known;
  }

  /** The rules about addresses that apply to a host under its policy. */
  @SuppressWarnings("exports") // for the gates
  public AddressRules rulesFor(HostScope scope) {
    return rules.allowingSpecial(scope.addresses());
  }

  private static Resolution await(String host, CompletableFuture<Resolution> future)
      throws UntrustedNameException {
    try {
      return future.get();
    } catch (InterruptedException interrupted) {
      future.cancel(true);
      Thread.currentThread().interrupt();
      UntrustedNameException cancelled =
          new UntrustedNameException(
              new NameRefusal(
                  new Refusal(
                      host,
                      Reason.RESOLVE_CANCELLED,
                      "an interrupted thread",
                      "the time for an answer"),
                  null));
      cancelled.initCause(interrupted);
      throw cancelled;
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof UntrustedNameException refused) {
        throw refused;
      }
      throw new CompletionException(failed.getCause());
    }
  }

  /**
   * Ends lookups under way (INDETERMINATE, {@code UPSTREAM_CLOSED}), the upstreams and the
   * resolver's own threads. An executor that was passed in is left alone. Lookups after it end the
   * same way, and nothing is asked.
   */
  @Override
  public void close() {
    lookups.close();
    upstreams.close();
    if (ownExecutor != null) {
      ownExecutor.shutdown();
    }
  }

  /** Builds a {@link TrustedResolver}. Upstreams add up, the rest replaces. Not thread-safe. */
  public static final class Builder {
    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(5);
    private static final Duration MAX_STALE = Duration.ofDays(7);

    private final List<Supplier<DnsExchange>> upstreams = new ArrayList<>();
    private TrustAnchors anchors = TrustAnchors.root();
    private ValidatorSettings settings = ValidatorSettings.DEFAULT;
    private InstantSource clock = InstantSource.system();
    private Duration timeout = Duration.ofSeconds(5);
    private long cacheBytes = 16L << 20;
    private Duration maxStale = Duration.ofDays(1);
    private boolean refreshAhead = true;
    private boolean aggressiveNsec = true;
    private boolean saveable;
    private AuditTrail trail = new AuditTrail(List.of());
    private Predicate<HostName> isCovered = host -> false;
    private AddressRules rules = AddressRules.PUBLIC_ONLY;
    private ResolverMeter meter = ResolverMeter.NONE;
    private @Nullable Executor executor;
    private LongSupplier nanoTime = System::nanoTime;
    private Timer timer = Timer::ofTheJdk;

    private Builder() {}

    /**
     * Adds upstreams; the one added first is asked first. At least one is required. The resolver
     * owns them from now on and closes them.
     */
    public Builder upstreams(DohUpstream... upstreams) {
      for (DohUpstream upstream : upstreams) {
        this.upstreams.add(upstream::open);
      }
      return this;
    }

    /** As {@link #upstreams(DohUpstream...)}, with exchanges that are open already. */
    @SuppressWarnings("exports") // for TrustConnect, tests and measurements
    public Builder upstreams(DnsExchange... exchanges) {
      for (DnsExchange exchange : exchanges) {
        upstreams.add(() -> exchange);
      }
      return this;
    }

    /** The trust anchors; {@link TrustAnchors#root()} unless set. */
    public Builder anchors(TrustAnchors anchors) {
      this.anchors = Objects.requireNonNull(anchors);
      return this;
    }

    /** How strict the validator is; {@link ValidatorSettings#DEFAULT} unless set. */
    public Builder validatorSettings(ValidatorSettings settings) {
      this.settings = Objects.requireNonNull(settings);
      return this;
    }

    /**
     * The clock that signatures and TTLs are judged by; the system's clock unless set. Deadlines
     * don't run on it.
     */
    public Builder clock(InstantSource clock) {
      this.clock = Objects.requireNonNull(clock);
      return this;
    }

    /**
     * How long one lookup or resolution may take in all, upstreams tried one after the other; 5
     * seconds unless set.
     */
    public Builder resolveTimeout(Duration timeout) {
      if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(MAX_TIMEOUT) > 0) {
        throw new IllegalArgumentException(
            "a timeout is more than 0 and at most 5 minutes: " + timeout);
      }
      this.timeout = timeout;
      return this;
    }

    /**
     * How many bytes the memory may take up in all, roughly: hosts, answers, zone keys, denials,
     * signatures, and the messages of a {@link #saveable} resolver. 16 MiB unless set, 0 keeps
     * nothing.
     */
    public Builder cacheBytes(long bytes) {
      if (bytes < 0) {
        throw new IllegalArgumentException("a cache has 0 bytes or more: " + bytes);
      }
      this.cacheBytes = bytes;
      return this;
    }

    /**
     * How long after its end an answer may still be used if every upstream fails, marked as stale
     * in its verdict and never past its signatures (RFC 8767); a day unless set, zero for never, at
     * most a week. A policy may refuse stale answers by itself.
     */
    public Builder serveStale(Duration max) {
      if (max.isNegative() || max.compareTo(MAX_STALE) > 0) {
        throw new IllegalArgumentException("answers are stale for 0 to 7 days: " + max);
      }
      this.maxStale = max;
      return this;
    }

    /**
     * Whether an answer that is asked for in the last tenth of its life is renewed while the caller
     * has the known one; true unless set.
     */
    public Builder refreshAhead(boolean renew) {
      this.refreshAhead = renew;
      return this;
    }

    /**
     * Whether names are answered from a signed zone's cached proofs of nonexistence, without a
     * question: NXDOMAIN, NODATA and wildcards (RFC 8198); true unless set.
     */
    public Builder aggressiveNsec(boolean use) {
      this.aggressiveNsec = use;
      return this;
    }

    /**
     * Whether the messages that proofs rest on are kept, so that they can be {@linkplain
     * DnsLookups#save saved}; they take up 30 % of the memory. False unless set.
     */
    public Builder saveable(boolean keep) {
      this.saveable = keep;
      return this;
    }

    /**
     * The trail that receives events of upstreams that are put aside, come back, disagree or all
     * fail; none unless set. Closing the resolver leaves {@code trail} open.
     *
     * @param isCovered which names the events may have; asked on the resolver's threads, must be
     *     quick
     */
    @SuppressWarnings("exports") // for TrustConnect, whose trail it is
    public Builder audit(AuditTrail trail, Predicate<HostName> isCovered) {
      this.trail = Objects.requireNonNull(trail);
      this.isCovered = Objects.requireNonNull(isCovered);
      return this;
    }

    /** Sets the meter that counts and times lookups and questions; none unless set. */
    public Builder meter(ResolverMeter meter) {
      this.meter = Objects.requireNonNull(meter);
      return this;
    }

    /** Which addresses a name may yield; {@link AddressRules#PUBLIC_ONLY} unless set. */
    public Builder addressRules(AddressRules rules) {
      this.rules = Objects.requireNonNull(rules);
      return this;
    }

    /**
     * Where validations run and futures complete; threads of the resolver's own, one for each
     * processor, unless set. It must not run tasks on the calling thread, which may be a
     * transport's.
     */
    public Builder executor(Executor executor) {
      this.executor = Objects.requireNonNull(executor);
      return this;
    }

    /** The door for tests: a time for deadlines that they turn by hand. */
    Builder time(LongSupplier nanoTime, Timer timer) {
      this.nanoTime = nanoTime;
      this.timer = timer;
      return this;
    }

    /**
     * The resolver.
     *
     * @throws IllegalStateException if there is no upstream
     * @throws dev.trustconnect.dnssec.TrustAnchorException if the settings leave an anchored zone
     *     without a usable anchor
     */
    public TrustedResolver build() {
      if (upstreams.isEmpty()) {
        throw new IllegalStateException(
            "a resolver needs an upstream to ask: upstreams(…) is missing");
      }
      return new TrustedResolver(this);
    }
  }
}
