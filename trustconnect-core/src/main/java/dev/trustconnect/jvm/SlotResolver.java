package dev.trustconnect.jvm;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Asks the source in the {@link JvmSlot}, or the built-in resolver if there is none. */
final class SlotResolver implements InetAddressResolver {
  // The JDK's LookupPolicy.IPV4 and its siblings.
  private static final int IPV4 = 1;
  private static final int IPV6 = 1 << 1;
  private static final int IPV4_FIRST = 1 << 2;
  private static final int IPV6_FIRST = 1 << 3;

  private final InetAddressResolver builtIn;

  SlotResolver(InetAddressResolver builtIn) {
    this.builtIn = builtIn;
  }

  @Override
  public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
      throws UnknownHostException {
    JvmNameSource source = JvmSlot.source();
    if (source == null || source.leavesToBuiltIn(host)) {
      return builtIn.lookupByName(host, policy);
    }
    List<InetAddress> found = new ArrayList<>();
    for (InetAddress address : source.addresses(host)) {
      if ((policy.characteristics() & (isIpv4(address) ? IPV4 : IPV6)) != 0) {
        // With its name, as from the built-in resolver: clients read the name from the address.
        found.add(InetAddress.getByAddress(host, address.getAddress()));
      }
    }
    if (found.isEmpty()) {
      throw new UnknownHostException(host + ": no address of a kind that this JVM uses");
    }
    order(found, policy.characteristics());
    return found.stream();
  }

  /** Asks the built-in resolver, whatever is in the slot. It reads address literals too. */
  List<InetAddress> builtInAddresses(String host) throws UnknownHostException {
    return builtIn.lookupByName(host, LookupPolicy.of(IPV4 | IPV6)).toList();
  }

  private static void order(List<InetAddress> found, int characteristics) {
    if ((characteristics & IPV4_FIRST) != 0) {
      found.sort(Comparator.comparing(address -> isIpv4(address) ? 0 : 1));
    } else if ((characteristics & IPV6_FIRST) != 0) {
      found.sort(Comparator.comparing(address -> isIpv4(address) ? 1 : 0));
    }
  }

  private static boolean isIpv4(InetAddress address) {
    return address instanceof Inet4Address;
  }

  /** With a source, no address has a name: the system's answer to that isn't proven. */
  @Override
  public String lookupByAddress(byte[] address) throws UnknownHostException {
    if (JvmSlot.source() != null) {
      throw new UnknownHostException("names of addresses aren't looked up: they can't be proven");
    }
    return builtIn.lookupByAddress(address);
  }
}
