package dev.trustconnect.cli.doctor;

import dev.trustconnect.text.SafeText;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Marks the parts of a text that belong to the machine's owner: names, addresses, paths. A report
 * for the owner shows them; one for others has {@code [name 1]} instead, the same number for the
 * same name.
 *
 * <p>The marks are control characters, which {@link SafeText} removes from everything that comes
 * from outside, so that no such text can end a marked part.
 */
final class Hidden {
  private static final char BEGIN = '\u0001';
  private static final char KIND_ENDS = '\u0002';
  private static final char END = '\u0003';
  private static final Pattern MARKED =
      Pattern.compile("\u0001([a-z]+)\u0002([^\u0001-\u0003]*)\u0003");
  private static final int MAX = 253;
  private static final Set<String> PUBLIC_NAMES =
      Set.of("dns.quad9.net", "cloudflare-dns.com", "dns.google", "localhost");

  private final Map<String, Integer> numbers = new HashMap<>();
  private final Map<String, Integer> counts = new HashMap<>();

  /** A host name, with or without a port; the names of well-known public servers stay visible. */
  static String name(String name) {
    String safe = SafeText.line(name, MAX);
    String bare = safe.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
    return PUBLIC_NAMES.contains(bare) || isLoopback(bare) ? safe : marked("name", safe);
  }

  /** An address; loopback stays visible. */
  static String address(InetAddress address) {
    return address(address.getHostAddress());
  }

  /** The same, as it stands in a file. */
  static String address(String address) {
    String safe = SafeText.of(address);
    return isLoopback(safe) ? safe : marked("address", safe);
  }

  /** A file's path. */
  static String path(Object path) {
    return marked("path", SafeText.line(path.toString(), MAX));
  }

  /** Words of others that may hold names or addresses, such as an exception's. */
  static String detail(String text) {
    return marked("detail", SafeText.line(text, 300));
  }

  private static boolean isLoopback(String text) {
    return text.startsWith("127.") || text.equals("::1") || text.equals("[::1]");
  }

  private static String marked(String kind, String safe) {
    return BEGIN + kind + KIND_ENDS + safe + END;
  }

  /** The text for the owner: everything visible. */
  static String shown(String text) {
    return MARKED.matcher(text).replaceAll(found -> Matcher.quoteReplacement(found.group(2)));
  }

  /** The text for others: a number instead of each marked part. */
  String replaced(String text) {
    return MARKED
        .matcher(text)
        .replaceAll(
            found ->
                "["
                    + found.group(1)
                    + " "
                    + numbers.computeIfAbsent(
                        found.group(1) + KIND_ENDS + found.group(2).toLowerCase(Locale.ROOT),
                        unused -> counts.merge(found.group(1), 1, Integer::sum))
                    + "]");
  }
}
