package dev.trustconnect.resolve;

import dev.trustconnect.name.AddressRange;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses a public name may yield: public unicast, and what is allowed by name. Immutable,
 * thread-safe.
 *
 * <p>Stops DNS rebinding: no name leads into our own network unless its block was allowed. An IPv6
 * address that carries an IPv4 address (mapped, NAT64, 6to4, Teredo) is judged as both: allowing
 * {@code 64:ff9b::/96} doesn't allow {@code 64:ff9b::10.0.0.1}.
 */
public final class AddressRules {
  /**
   * Nothing special-purpose: every block of the IANA registries, multicast and reserved space are
   * refused.
   */
  public static final AddressRules PUBLIC_ONLY = new AddressRules(Set.of());

  private final Set<AddressRange> allowed;

  private AddressRules(Set<AddressRange> allowed) {
    this.allowed = allowed;
  }

  /**
   * These rules, with some blocks allowed in addition: {@code 127.0.0.0/8}, {@code fd00::/8},
   * {@code 10.1.2.3}.
   *
   * @throws IllegalArgumentException if one can't be read, or has bits beyond its prefix
   */
  public AddressRules allowing(String... cidrs) {
    Set<AddressRange> more = new LinkedHashSet<>(allowed);
    for (String cidr : cidrs) {
      more.add(AddressRange.parse(cidr));
    }
    return new AddressRules(more);
  }

  /**
   * These rules, with those blocks allowed in addition that lie wholly within special-purpose
   * space. A wider one, such as {@code 0.0.0.0/0}, allows nothing special: a private network has to
   * be named.
   */
  AddressRules allowingSpecial(List<AddressRange> scope) {
    if (scope.isEmpty()) {
      return this;
    }
    Set<AddressRange> more = new LinkedHashSet<>(allowed);
    scope.stream().filter(SpecialPurpose::hasWhole).forEach(more::add);
    return more.equals(allowed) ? this : new AddressRules(more);
  }

  /** The problem with {@code address}; empty if a public name may yield it. */
  public Optional<AddressFinding> find(InetAddress address) {
    return find(address.getAddress());
  }

  /**
   * The same for 4 or 16 bytes as they stand in a record: an {@code InetAddress} hides that IPv4
   * was mapped.
   */
  Optional<AddressFinding> find(byte[] address) {
    SpecialPurpose.Block block = refusing(address);
    return block == null
        ? Optional.empty()
        : Optional.of(new AddressFinding(shown(address), block.cidr(), block.name(), block.rfc()));
  }

  private boolean isAllowed(byte[] address) {
    for (AddressRange range : allowed) {
      if (range.contains(address)) {
        return true;
      }
    }
    return false;
  }

  private SpecialPurpose.@Nullable Block refusing(byte[] address) {
    SpecialPurpose.Block block = SpecialPurpose.blockOf(address);
    if (block != null && !isAllowed(address)) {
      return block;
    }
    List<byte[]> inside = SpecialPurpose.embedded(address);
    for (byte[] ipv4 : inside) {
      SpecialPurpose.Block inner = refusing(ipv4);
      if (inner != null) {
        return inner;
      }
    }
    return null;
  }

  private static InetAddress shown(byte[] address) {
    try {
      return address.length == 16
          ? Inet6Address.getByAddress(null, address, -1) // keeps a mapped address what it is
          : InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AddressRules that && (this == that || allowed.equals(that.allowed));
  }

  @Override
  public int hashCode() {
    return allowed.hashCode();
  }

  @Override
  public String toString() {
    return allowed.isEmpty() ? "public addresses only" : "public addresses and " + allowed;
  }
}
