package dev.trustconnect.resolve;

import dev.trustconnect.name.AddressRange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The IANA special-purpose address registries (RFC 6890, RFC 8190) as a table, and the IPv4
 * addresses that IPv6 ones carry inside.
 *
 * <p>Blocks that the registries call globally reachable (AS112, AMT, PCP and TURN anycast, ORCHID,
 * NAT64, 6to4) are here as well: none of them is where a public server lives, and some lead into
 * the network we are in.
 */
final class SpecialPurpose {

  /** One block; the most specific comes first where blocks nest. */
  record Block(AddressRange range, String cidr, String name, String rfc) {}

  private static final List<Block> BLOCKS =
      List.of(
          block("0.0.0.0/32", "\"This host on this network\"", "RFC 1122"),
          block("0.0.0.0/8", "\"This network\"", "RFC 791"),
          block("10.0.0.0/8", "Private-Use", "RFC 1918"),
          block("100.64.0.0/10", "Shared Address Space", "RFC 6598"),
          block("127.0.0.0/8", "Loopback", "RFC 1122"),
          block("169.254.0.0/16", "Link Local", "RFC 3927"),
          block("172.16.0.0/12", "Private-Use", "RFC 1918"),
          block("192.0.0.0/29", "IPv4 Service Continuity Prefix", "RFC 7335"),
          block("192.0.0.8/32", "IPv4 dummy address", "RFC 7600"),
          block("192.0.0.9/32", "Port Control Protocol Anycast", "RFC 7723"),
          block("192.0.0.10/32", "Traversal Using Relays around NAT Anycast", "RFC 8155"),
          block("192.0.0.170/32", "NAT64/DNS64 Discovery", "RFC 7050"),
          block("192.0.0.171/32", "NAT64/DNS64 Discovery", "RFC 7050"),
          block("192.0.0.0/24", "IETF Protocol Assignments", "RFC 6890"),
          block("192.0.2.0/24", "Documentation (TEST-NET-1)", "RFC 5737"),
          block("192.31.196.0/24", "AS112-v4", "RFC 7535"),
          block("192.52.193.0/24", "AMT", "RFC 7450"),
          block("192.88.99.2/32", "6a44-relay anycast address", "RFC 6751"),
          block("192.88.99.0/24", "Deprecated (6to4 Relay Anycast)", "RFC 7526"),
          block("192.168.0.0/16", "Private-Use", "RFC 1918"),
          block("192.175.48.0/24", "Direct Delegation AS112 Service", "RFC 7534"),
          block("198.18.0.0/15", "Benchmarking", "RFC 2544"),
          block("198.51.100.0/24", "Documentation (TEST-NET-2)", "RFC 5737"),
          block("203.0.113.0/24", "Documentation (TEST-NET-3)", "RFC 5737"),
          block("224.0.0.0/4", "Multicast", "RFC 5771"),
          block("255.255.255.255/32", "Limited Broadcast", "RFC 8190"),
          block("240.0.0.0/4", "Reserved", "RFC 1112"),
          block("::/128", "Unspecified Address", "RFC 4291"),
          block("::1/128", "Loopback Address", "RFC 4291"),
          block("::ffff:0:0/96", "IPv4-mapped Address", "RFC 4291"),
          block("::/96", "IPv4-compatible Address (deprecated)", "RFC 4291"),
          block("64:ff9b::/96", "IPv4-IPv6 Translation", "RFC 6052"),
          block("64:ff9b:1::/48", "IPv4-IPv6 Translation, local use", "RFC 8215"),
          block("100::/64", "Discard-Only Address Block", "RFC 6666"),
          block("100:0:0:1::/64", "Dummy IPv6 Prefix", "RFC 9780"),
          block("2001::/32", "TEREDO", "RFC 4380"),
          block("2001:1::1/128", "Port Control Protocol Anycast", "RFC 7723"),
          block("2001:1::2/128", "Traversal Using Relays around NAT Anycast", "RFC 8155"),
          block("2001:1::3/128", "DNS-SD Service Registration Protocol Anycast", "RFC 9665"),
          block("2001:2::/48", "Benchmarking", "RFC 5180"),
          block("2001:3::/32", "AMT", "RFC 7450"),
          block("2001:4:112::/48", "AS112-v6", "RFC 7535"),
          block("2001:10::/28", "Deprecated (previously ORCHID)", "RFC 4843"),
          block("2001:20::/28", "ORCHIDv2", "RFC 7343"),
          block("2001:30::/28", "Drone Remote ID Protocol Entity Tags (DETs) Prefix", "RFC 9374"),
          block("2001::/23", "IETF Protocol Assignments", "RFC 2928"),
          block("2001:db8::/32", "Documentation", "RFC 3849"),
          block("2002::/16", "6to4", "RFC 3056"),
          block("2620:4f:8000::/48", "Direct Delegation AS112 Service", "RFC 7534"),
          block("3fff::/20", "Documentation", "RFC 9637"),
          block("5f00::/16", "Segment Routing (SRv6) SIDs", "RFC 9602"),
          block("fc00::/7", "Unique-Local", "RFC 4193"),
          block("fe80::/10", "Link-Local Unicast", "RFC 4291"),
          block("fec0::/10", "Deprecated (Site-Local Unicast)", "RFC 3879"),
          block("ff00::/8", "Multicast", "RFC 4291"));

  /**
   * Only this eighth of IPv6 is allocated as global unicast; no public server has any other
   * address.
   */
  private static final AddressRange GLOBAL_UNICAST = AddressRange.parse("2000::/3");

  private static final Block NOT_GLOBAL_UNICAST = block("::/0", "not Global Unicast", "RFC 4291");

  private SpecialPurpose() {}

  private static Block block(String cidr, String name, String rfc) {
    return new Block(AddressRange.parse(cidr), cidr, name, rfc);
  }

  /**
   * The most specific special-purpose block that holds {@code address}; null if it is ordinary
   * public unicast.
   */
  static @Nullable Block blockOf(byte[] address) {
    for (Block block : BLOCKS) {
      if (block.range().contains(address)) {
        return block;
      }
    }
    return address.length == 16 && !GLOBAL_UNICAST.contains(address) ? NOT_GLOBAL_UNICAST : null;
  }

  /** Whether all of {@code range} lies within one special-purpose block. */
  static boolean hasWhole(AddressRange range) {
    return BLOCKS.stream().anyMatch(block -> block.range().contains(range));
  }

  /**
   * The IPv4 addresses that an IPv6 address leads to: mapped and compatible (RFC 4291 §2.5.5),
   * NAT64 (RFC 6052 §2.2, RFC 8215), 6to4 (RFC 3056 §2), Teredo server and client (RFC 4380 §4).
   * Empty for IPv4 and any other.
   */
  static List<byte[]> embedded(byte[] address) {
    List<byte[]> inside = new ArrayList<>();
    Block block = address.length == 16 ? blockOf(address) : null;
    if (block == null) {
      return inside;
    }
    switch (block.cidr()) {
      case "::ffff:0:0/96", "::/96", "64:ff9b::/96", "64:ff9b:1::/48" ->
          inside.add(ipv4(address, 12, 0));
      case "2002::/16" -> inside.add(ipv4(address, 2, 0));
      case "2001::/32" -> {
        inside.add(ipv4(address, 4, 0));
        inside.add(ipv4(address, 12, 0xff)); // the client's address is stored inverted
      }
      default -> {}
    }
    return inside;
  }

  private static byte[] ipv4(byte[] address, int at, int mask) {
    byte[] ipv4 = new byte[4];
    for (int i = 0; i < 4; i++) {
      ipv4[i] = (byte) (address[at + i] ^ mask);
    }
    return ipv4;
  }
}
