package dev.trustconnect;

import dev.trustconnect.dnssec.ValidatorSettings;
import dev.trustconnect.resolve.TrustedResolver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The settings that {@link TrustConnect.Builder} passes on to its resolver. */
abstract sealed class ResolverOptions permits TrustConnect.Builder {
  private final List<Consumer<TrustedResolver.Builder>> settings = new ArrayList<>();

  ResolverOptions() {}

  abstract TrustConnect.Builder self();

  /** Sets how long one resolution may take in all; the default is 5 seconds. */
  public TrustConnect.Builder resolveTimeout(Duration timeout) {
    return set(resolving -> resolving.resolveTimeout(timeout));
  }

  /** Sets {@link TrustedResolver.Builder#validatorSettings how strict the validator is}. */
  public TrustConnect.Builder validatorSettings(ValidatorSettings settings) {
    return set(resolving -> resolving.validatorSettings(settings));
  }

  /** Sets {@link TrustedResolver.Builder#cacheBytes the size of the caches}; 16 MiB if unset. */
  public TrustConnect.Builder cacheBytes(long bytes) {
    return set(resolving -> resolving.cacheBytes(bytes));
  }

  /** Sets {@link TrustedResolver.Builder#saveable whether the cache can be saved}. */
  public TrustConnect.Builder saveable(boolean keep) {
    return set(resolving -> resolving.saveable(keep));
  }

  /** Sets {@link TrustedResolver.Builder#serveStale how long old answers are used}: one day. */
  public TrustConnect.Builder serveStale(Duration max) {
    return set(resolving -> resolving.serveStale(max));
  }

  /** Sets {@link TrustedResolver.Builder#aggressiveNsec whether denials are reused}: true. */
  public TrustConnect.Builder aggressiveNsec(boolean use) {
    return set(resolving -> resolving.aggressiveNsec(use));
  }

  /** Records a setting. Each build() applies it to a new resolver builder. */
  private TrustConnect.Builder set(Consumer<TrustedResolver.Builder> setting) {
    setting.accept(TrustedResolver.builder()); // a value out of range throws now
    settings.add(setting);
    return self();
  }

  void applyTo(TrustedResolver.Builder resolving) {
    settings.forEach(setting -> setting.accept(resolving));
  }
}
