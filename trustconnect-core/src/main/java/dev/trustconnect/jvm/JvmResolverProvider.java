package dev.trustconnect.jvm;

import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Our resolver for the JVM. The JDK loads it at the first lookup if it is the first provider on the
 * class path. It passes everything to the built-in resolver until a source is in the {@link
 * JvmSlot}.
 *
 * <p>Only JDK 18 and later can load this class.
 */
public final class JvmResolverProvider extends InetAddressResolverProvider {
  /** For the JDK's {@link ServiceLoader}. */
  public JvmResolverProvider() {}

  @Override
  public InetAddressResolver get(Configuration configuration) {
    SlotResolver resolver = new SlotResolver(configuration.builtinResolver());
    JvmSlot.load(resolver::builtInAddresses);
    return resolver;
  }

  @Override
  public String name() {
    return "trustconnect";
  }

  /**
   * The class name of the provider that a first lookup on this thread would use, which is the first
   * that its context class loader finds; empty if there is none. Creates no provider.
   */
  public static Optional<String> first() {
    return ServiceLoader.load(InetAddressResolverProvider.class).stream()
        .map(provider -> provider.type().getName())
        .findFirst();
  }
}
