package dev.trustconnect.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What DNSViz and Zonemaster say about zones that a server at port 53 serves, from the root down.
 *
 * @param server its address
 * @param hints a file of root hints that names it
 */
record ZoneCritics(Path folder, String server, Path hints) {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  /** DNSViz's codes by zone, such as {@code E DIGEST_INVALID}, W for warnings. */
  Map<String, List<String>> dnsviz(List<String> zones) {
    Path probed = folder.resolve("probed.json");
    Path judged = folder.resolve("judged.json");
    List<String> arguments =
        new ArrayList<>(List.of("probe", "-4", "-A", "-a", ".", "-x", ".:ns.=" + server));
    arguments.addAll(List.of("-o", probed.toString()));
    arguments.addAll(zones);
    run("dnsviz", arguments);
    run(
        "dnsviz",
        List.of("grok", "-P", "-l", "warning", "-r", probed.toString(), "-o", judged.toString()));
    Map<?, ?> all = (Map<?, ?>) JsonText.read(read(judged));
    Map<String, List<String>> codes = new TreeMap<>();
    for (String zone : zones) {
      TreeSet<String> found = new TreeSet<>();
      Object about = all.get(zone); // absent if there is nothing to say
      JsonText.visit(
          about == null ? Map.of() : about,
          object -> {
            codes(object.get("errors")).forEach(code -> found.add("E " + code));
            codes(object.get("warnings")).forEach(code -> found.add("W " + code));
          });
      codes.put(zone, List.copyOf(found));
    }
    return codes;
  }

  private static List<String> codes(@Nullable Object complaints) {
    List<String> codes = new ArrayList<>();
    if (complaints instanceof List<?> list) {
      for (Object complaint : list) {
        codes.add(String.valueOf(((Map<?, ?>) complaint).get("code")));
      }
    }
    return codes;
  }

  /** Zonemaster's tags about a zone's DNSSEC, such as {@code ERROR RRSIG_EXPIRED}. */
  List<String> zonemaster(String zone) {
    List<String> arguments = new ArrayList<>(List.of("--hints", hints.toString(), "--no-ipv6"));
    arguments.addAll(List.of("--test", "DNSSEC", "--level", "NOTICE"));
    arguments.addAll(List.of("--json", "--no-progress", zone));
    String printed = run("zonemaster-cli", arguments);
    String json =
        printed
            .lines()
            .filter(line -> line.startsWith("["))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no JSON about " + zone + ": " + printed));
    TreeSet<String> tags = new TreeSet<>();
    for (Object entry : (List<?>) JsonText.read(json)) {
      Map<?, ?> said = (Map<?, ?>) entry;
      tags.add(said.get("level") + " " + said.get("tag"));
    }
    return List.copyOf(tags);
  }

  private String run(String program, List<String> arguments) {
    Program.Outcome outcome = Program.named(program).tryRun(folder, arguments, LIMIT);
    if (outcome.status() != 0) {
      throw new IllegalStateException(
          program + " exited " + outcome.status() + ":\n" + outcome.output());
    }
    return outcome.output();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
