package dev.trustconnect.lock;

import dev.trustconnect.name.AddressRange;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The blocks that a host's addresses are in.
 *
 * @param isMoving whether any address is as good as another, because an alias leaves the zone
 * @param blocks of IPv4 first, then in the order of addresses; empty if moving
 */
public record Networks(boolean isMoving, Set<AddressRange> blocks) {
  /** Any address. */
  public static final Networks MOVING = new Networks(true, Set.of());

  private static final int IPV4_BYTES = 4;
  private static final Comparator<AddressRange> BY_ADDRESS =
      Comparator.<AddressRange, byte[]>comparing(
              block -> block.first().getAddress(),
              Comparator.<byte[]>comparingInt(bytes -> bytes.length)
                  .thenComparing(Arrays::compareUnsigned))
          .thenComparing(AddressRange::toString);

  public Networks {
    blocks = isMoving ? Set.of() : InOrder.by(BY_ADDRESS, blocks);
  }

  /** The /24 of each IPv4 address and the /48 of each IPv6 address. */
  public static Networks around(Collection<InetAddress> addresses) {
    Set<AddressRange> blocks = new LinkedHashSet<>();
    addresses.forEach(address -> blocks.add(around(address)));
    return new Networks(false, blocks);
  }

  private static AddressRange around(InetAddress address) {
    byte[] bytes = address.getAddress();
    boolean isIpv4 = bytes.length == IPV4_BYTES;
    int kept = isIpv4 ? 3 : 6;
    Arrays.fill(bytes, kept, bytes.length, (byte) 0);
    return AddressRange.parse(Ipv6Form.of(bytes) + "/" + 8 * kept);
  }

  /** Those of {@code seen} that are in none of these blocks. */
  List<AddressRange> without(Collection<AddressRange> seen) {
    return isMoving
        ? List.of()
        : seen.stream().filter(block -> blocks.stream().noneMatch(b -> b.contains(block))).toList();
  }

  Networks and(Networks other) {
    if (isMoving || other.isMoving) {
      return MOVING;
    }
    Set<AddressRange> all = new LinkedHashSet<>(blocks);
    all.addAll(other.blocks);
    return new Networks(false, all);
  }

  /** {@code 198.51.100.0/24} or {@code 2001:db8::/48}. */
  static String text(AddressRange block) {
    String text = block.toString();
    return Ipv6Form.of(block.first().getAddress()) + text.substring(text.indexOf('/'));
  }
}
