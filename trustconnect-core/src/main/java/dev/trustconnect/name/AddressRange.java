package dev.trustconnect.name;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Address;

/**
 * A CIDR block of addresses: an address of 4 or 16 bytes and a prefix length. Immutable; two are
 * equal if they are the same block.
 *
 * <p>It works on bytes, since {@link InetAddress#getByAddress(byte[])} silently converts
 * IPv4-mapped addresses to IPv4.
 */
public final class AddressRange {
  private final byte[] start;
  private final int bits;

  private AddressRange(byte[] start, int bits) {
    this.start = start;
    this.bits = bits;
  }

  /**
   * Reads {@code 10.0.0.0/8} or {@code fc00::/7}; an address without a slash is a block of one.
   *
   * @throws IllegalArgumentException if it can't be read, or bits are set beyond the prefix
   */
  public static AddressRange parse(String cidr) {
    int slash = cidr.indexOf('/');
    String text = slash < 0 ? cidr : cidr.substring(0, slash);
    byte[] start = bytesOf(text);
    if (start == null) {
      throw new IllegalArgumentException("an address range starts with an IP address: " + cidr);
    }
    int bits = slash < 0 ? start.length * 8 : prefix(cidr.substring(slash + 1));
    if (bits < 0 || bits > start.length * 8) {
      throw new IllegalArgumentException(
          "a prefix has 0 to " + start.length * 8 + " bits: " + cidr);
    }
    AddressRange range = new AddressRange(start, bits);
    if (range.hasBitsBeyondItsPrefix()) {
      throw new IllegalArgumentException("an address range has no bits beyond its prefix: " + cidr);
    }
    return range;
  }

  /** One to three digits without a leading zero; -1 for anything else. */
  private static int prefix(String digits) {
    if (digits.isEmpty()
        || digits.length() > 3
        || (digits.length() > 1 && digits.charAt(0) == '0')) {
      return -1;
    }
    int bits = 0;
    for (int i = 0; i < digits.length(); i++) { // no regular expression: a resolver reads 60 blocks
      char digit = digits.charAt(i);
      if (digit < '0' || digit > '9') {
        return -1;
      }
      bits = 10 * bits + digit - '0';
    }
    return bits;
  }

  /** Parses a literal; no name is looked up. Null if it isn't one. */
  private static byte @Nullable [] bytesOf(String text) {
    return Address.toByteArray(text, text.indexOf(':') < 0 ? Address.IPv4 : Address.IPv6);
  }

  /** Whether every address of {@code other} is in this block. */
  public boolean contains(AddressRange other) {
    return other.bits >= bits && contains(other.start);
  }

  /**
   * Whether the block contains this address of 4 or 16 bytes, as in a record. An IPv4 block
   * contains no address of 16 bytes.
   */
  public boolean contains(byte[] address) {
    int whole = bits / 8;
    if (address.length != start.length || !Arrays.equals(address, 0, whole, start, 0, whole)) {
      return false;
    }
    int left = bits % 8;
    return left == 0 || ((address[whole] ^ start[whole]) & 0xff) >> (8 - left) == 0;
  }

  private boolean hasBitsBeyondItsPrefix() {
    for (int bit = bits; bit < start.length * 8; bit++) {
      if ((start[bit / 8] & (0x80 >> (bit % 8))) != 0) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AddressRange range
        && range.bits == bits
        && Arrays.equals(range.start, start);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(start) * 31 + bits;
  }

  /** The block's first address; no name is looked up. */
  public InetAddress first() {
    try {
      return start.length == 16
          ? Inet6Address.getByAddress(null, start, -1) // keeps a mapped address as IPv6
          : InetAddress.getByAddress(start);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of 4 or 16 bytes is always valid", e);
    }
  }

  /**
   * First address and prefix length, such as {@code 10.0.0.0/8}, which {@link #parse} reads back.
   */
  @Override
  public String toString() {
    return first().getHostAddress() + "/" + bits;
  }
}
