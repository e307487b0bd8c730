package dev.trustconnect.bench;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.trustconnect.micrometer.TrustConnectMetrics;
import dev.trustconnect.name.HostName;
import dev.trustconnect.resolve.Resolution;
import dev.trustconnect.resolve.TrustedResolver;
import dev.trustconnect.resolve.UntrustedNameException;
import dev.trustconnect.scope.HostScope;
import dev.trustconnect.testing.SignedWorld;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A host that was resolved before. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
public class CachedLookup {
  private final HostName host = HostName.parse("www.zone0.test");
  private final HostScope scope = HostScope.of(host); // as the gates ask
  private final SignedWorld world = Worlds.siblings(1);
  private final TrustedResolver resolver =
      TrustedResolver.builder()
          .upstreams(new MemoryExchange(new Answers(world)::message))
          .anchors(world.anchors())
          .addressRules(Lab.RULES)
          .build();
  private final TrustConnectMetrics metrics = TrustConnectMetrics.create();
  private final TrustedResolver metered =
      TrustedResolver.builder()
          .upstreams(new MemoryExchange(new Answers(world)::message))
          .anchors(world.anchors())
          .addressRules(Lab.RULES)
          .meter(metrics)
          .build();
  private final Cache<HostName, String> caffeine =
      Caffeine.newBuilder().maximumSize(1_000).expireAfterWrite(Duration.ofHours(1)).build();

  /** For JMH. */
  public CachedLookup() {}

  /** Resolves the host once, so that it is cached. */
  @Setup
  public void resolve() throws UntrustedNameException {
    resolver.resolve(scope);
    metrics.bindTo(new SimpleMeterRegistry());
    metered.resolve(scope);
    caffeine.put(host, "an answer");
  }

  /** Ours. */
  @Benchmark
  public Resolution ours() throws UntrustedNameException {
    return resolver.resolve(scope);
  }

  /** Ours, counted by Micrometer's metrics. */
  @Benchmark
  public Resolution oursMetered() throws UntrustedNameException {
    return metered.resolve(scope);
  }

  /** A hit in the cache that our resolver uses. */
  @Benchmark
  public @Nullable String caffeineAlone() {
    return caffeine.getIfPresent(host);
  }

  /** The JVM's own cache, which holds addresses without validating them. */
  @Benchmark
  public InetAddress[] inetAddress() throws UnknownHostException {
    return InetAddress.getAllByName("localhost");
  }
}
