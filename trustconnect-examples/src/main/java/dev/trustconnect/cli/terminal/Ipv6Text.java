package dev.trustconnect.cli.terminal;

import java.util.List;

/** IPv6 addresses as people write them. */
public final class Ipv6Text {
  private static final int GROUPS = 8;

  private Ipv6Text() {}

  /**
   * RFC 5952 §4.2: the longest run of zero groups, the first of several, becomes {@code ::}; a
   * single zero group doesn't. Text that isn't eight hexadecimal groups is returned unchanged.
   */
  public static String shortened(String address) {
    List<String> groups = List.of(address.split(":", -1));
    if (groups.size() != GROUPS || groups.contains("")) {
      return address;
    }
    int start = 0;
    int length = 1;
    for (int i = 0; i < GROUPS; i++) {
      int zeros = zerosFrom(groups, i);
      if (zeros > length) {
        start = i;
        length = zeros;
      }
    }
    return length == 1
        ? address
        : String.join(":", groups.subList(0, start))
            + "::"
            + String.join(":", groups.subList(start + length, GROUPS));
  }

  private static int zerosFrom(List<String> groups, int start) {
    int end = start;
    while (end < GROUPS && groups.get(end).equals("0")) {
      end++;
    }
    return end - start;
  }
}
