package dev.trustconnect.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What {@code /etc/resolv.conf} says (resolv.conf(5)). Lines that mean nothing are left out.
 *
 * @param servers the name servers, as written
 * @param search the search list
 * @param options such as {@code trust-ad} and {@code ndots:2}
 */
record ResolvConf(List<String> servers, List<String> search, List<String> options) {
  /** glibc uses three servers and six search domains; more aren't shown. */
  private static final int MAX_VALUES = 6;

  ResolvConf {
    servers = List.copyOf(servers);
    search = List.copyOf(search);
    options = List.copyOf(options);
  }

  static ResolvConf parse(List<String> lines) {
    List<String> servers = new ArrayList<>();
    List<String> search = new ArrayList<>();
    List<String> options = new ArrayList<>();
    for (String line : lines) {
      String[] words = line.strip().split("\\s+", -1);
      List<String> values = List.of(words).subList(1, Math.min(words.length, 1 + MAX_VALUES));
      switch (words[0].toLowerCase(Locale.ROOT)) {
        case "nameserver" -> {
          if (!values.isEmpty() && servers.size() < MAX_VALUES) {
            servers.add(values.get(0));
          }
        }
        case "search", "domain" -> { // the last one counts
          search.clear();
          search.addAll(values);
        }
        case "options" -> {
          if (options.size() < MAX_VALUES) {
            options.addAll(values);
          }
        }
        default -> {} // comments, sortlist and what is unknown
      }
    }
    return new ResolvConf(servers, search, options);
  }

  boolean asksOnlyThisHost() {
    return servers.stream().allMatch(server -> server.startsWith("127.") || server.equals("::1"));
  }
}
