package dev.trustconnect.jvm;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.stream.Stream;

/**
 * Our provider over a built-in resolver that is poisoned: every name under {@code .test} is at
 * {@value #ROGUE}. A JVM loads it in place of ours.
 */
public final class PoisonedProvider extends InetAddressResolverProvider {
  static final String ROGUE = "127.0.1.66";

  /** For the JDK's service loader. */
  public PoisonedProvider() {}

  @Override
  public InetAddressResolver get(Configuration configuration) {
    SlotResolver resolver = new SlotResolver(new Poisoned(configuration.builtinResolver()));
    JvmSlot.load(resolver::builtInAddresses);
    return resolver;
  }

  @Override
  public String name() {
    return "poisoned";
  }

  private record Poisoned(InetAddressResolver real) implements InetAddressResolver {
    @Override
    public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
        throws UnknownHostException {
      return host.endsWith(".test")
          ? Stream.of(InetAddress.getByAddress(host, new byte[] {127, 0, 1, 66}))
          : real.lookupByName(host, policy);
    }

    @Override
    public String lookupByAddress(byte[] addr) {
      return "poisoned.test";
    }
  }
}
