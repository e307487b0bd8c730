package dev.trustconnect.lock;

/** Writes addresses; those of IPv6 in the short form of RFC 5952 §4. */
final class Ipv6Form {
  private static final int GROUPS = 8;

  private Ipv6Form() {}

  /** The text of an address of 4 or 16 bytes. */
  static String of(byte[] address) {
    if (address.length != 2 * GROUPS) {
      return (address[0] & 0xff)
          + "."
          + (address[1] & 0xff)
          + "."
          + (address[2] & 0xff)
          + "."
          + (address[3] & 0xff);
    }
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = (address[2 * i] & 0xff) << 8 | (address[2 * i + 1] & 0xff);
    }
    int start = longestZeros(groups);
    if (start < 0) {
      return joined(groups, 0, GROUPS);
    }
    return joined(groups, 0, start) + "::" + joined(groups, start + zerosAt(groups, start), GROUPS);
  }

  /** Where the first of the longest runs of at least two zeros starts; -1 if there is none. */
  private static int longestZeros(int[] groups) {
    int best = -1;
    for (int i = 0; i < GROUPS; i++) {
      int length = zerosAt(groups, i);
      if (length >= 2 && (best < 0 || length > zerosAt(groups, best))) {
        best = i;
      }
    }
    return best;
  }

  private static int zerosAt(int[] groups, int start) {
    int end = start;
    while (end < GROUPS && groups[end] == 0) {
      end++;
    }
    return end - start;
  }

  private static String joined(int[] groups, int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append(i == from ? "" : ":").append(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }
}
