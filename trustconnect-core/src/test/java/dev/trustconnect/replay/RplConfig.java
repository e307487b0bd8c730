package dev.trustconnect.replay;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/** Reads the server configuration at the head of a replay file, line by line. */
final class RplConfig {
  private static final Pattern SETTING = Pattern.compile("([a-z0-9][a-z0-9-]*):\\s*(.*)");
  private static final Pattern COMMENT = Pattern.compile("(^|\\s)[;#].*");
  private static final int UNBOUNDS_OWN_LIMIT = 150;
  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuuMMddHHmmss");

  private final List<Record> anchors = new ArrayList<>();
  private final Map<Name, List<String>> hints = new LinkedHashMap<>();
  private final Set<Name> forwarders = new HashSet<>();
  private final Map<String, List<String>> settings = new LinkedHashMap<>();
  private Instant at = Instant.EPOCH;
  private Name zone = Name.root;
  private boolean forwarding;

  /** Whether {@code text} opens a quotation that it doesn't close. */
  static boolean isUnfinished(String text) {
    String line = text.strip();
    return !line.startsWith("#")
        && !line.startsWith(";")
        && line.chars().filter(c -> c == '"').count() % 2 == 1;
  }

  void take(String text) throws IOException {
    Matcher matcher = SETTING.matcher(text.strip());
    if (!matcher.lookingAt()) {
      return;
    }
    String key = matcher.group(1);
    String value = value(matcher.group(2));
    settings.computeIfAbsent(key, any -> new ArrayList<>()).add(value);
    switch (key) {
      case "trust-anchor" -> anchor(value);
      case "val-override-date" -> at = date(value);
      case "stub-zone" -> forwarding = false;
      case "forward-zone" -> forwarding = true;
      case "name" -> zone = RecordText.name(value);
      case "stub-addr", "forward-addr" -> {
        hints
            .computeIfAbsent(zone, any -> new ArrayList<>())
            .add(value.split("[@#]", -1)[0].strip());
        if (forwarding) {
          forwarders.add(zone);
        }
      }
      default -> {} // kept among the settings
    }
  }

  RplFile.Config build() {
    return new RplFile.Config(anchors, at, maxNsec3Iterations(), hints, forwarders, settings);
  }

  /** The limit for 1024 bits of {@code "1024 150 2048 500"}: the smallest keys have the lowest. */
  private int maxNsec3Iterations() {
    List<String> values = settings.getOrDefault("val-nsec3-keysize-iterations", List.of());
    if (values.isEmpty()) {
      return UNBOUNDS_OWN_LIMIT;
    }
    return Integer.parseInt(values.get(values.size() - 1).strip().split("\\s+", -1)[1]);
  }

  private void anchor(String value) throws IOException {
    Record record = RecordText.record(RecordText.withoutComment(value)).orElse(null);
    if (!(record instanceof DSRecord) && !(record instanceof DNSKEYRecord)) {
      throw new IOException("an anchor is a DS or a DNSKEY: " + value);
    }
    anchors.add(record);
  }

  /** Seconds since 1970 or {@code uuuuMMddHHmmss} in UTC, as in RRSIG records. */
  private static Instant date(String value) {
    return value.length() < 14
        ? Instant.ofEpochSecond(Long.parseLong(value))
        : LocalDateTime.parse(value, DATE).toInstant(ZoneOffset.UTC);
  }

  private static String value(String text) {
    if (text.startsWith("\"")) {
      int end = text.indexOf('"', 1);
      return (end < 0 ? text.substring(1) : text.substring(1, end)).strip();
    }
    return COMMENT.matcher(text).replaceFirst("").strip();
  }
}
