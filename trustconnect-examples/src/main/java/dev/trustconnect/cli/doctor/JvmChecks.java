package dev.trustconnect.cli.doctor;

import dev.trustconnect.path.TrustStoreException;
import dev.trustconnect.text.SafeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The checks of the Java runtime: its TLS, its cache of names, and a replacement of its resolver.
 */
final class JvmChecks {
  static final String JVM = "doctor.jvm";
  static final String CACHE = "doctor.jvm-cache";
  static final String NAMES = "doctor.jvm-names";

  private static final List<String> RESTRICTIONS =
      List.of("jdk.tls.disabledAlgorithms", "jdk.certpath.disabledAlgorithms");
  private static final String TRUST_STORE = "javax.net.ssl.trustStore";
  private static final int MAX_LISTED = 5;

  private final JvmFacts jvm;

  JvmChecks(JvmFacts jvm) {
    this.jvm = jvm;
  }

  List<Check> checks() {
    return List.of(
        Check.local(JVM, this::runtime),
        Check.local(CACHE, this::cache),
        Check.local(NAMES, this::names));
  }

  private Row runtime() {
    int roots;
    try {
      roots = jvm.roots().get().certificates().size();
    } catch (TrustStoreException unusable) {
      return Row.failed(
          JVM,
          version()
              + ", no usable trust store: "
              + Hidden.detail(String.valueOf(unusable.getMessage())),
          "correct -D" + TRUST_STORE + ", or remove it");
    }
    Map<String, List<String>> weakened = weakened();
    if (!weakened.isEmpty()) {
      return Row.failed(
          JVM,
          version()
              + ", weaker than it was shipped: "
              + weakened.entrySet().stream()
                  .map(one -> one.getKey() + " lacks " + listed(one.getValue()))
                  .collect(Collectors.joining("; ")),
          "remove the override: a file of -Djava.security.properties, or code that calls"
              + " Security.setProperty");
    }
    if (jvm.okHttpCopies() > 1) {
      return Row.warning(
          JVM,
          version() + ", " + jvm.okHttpCopies() + " copies of OkHttp on the class path",
          "keep one: which of them is loaded depends on the order of the class path");
    }
    String preferred = otherProvider();
    if (preferred != null) {
      return Row.warning(
          JVM,
          version() + ", security provider " + SafeText.of(preferred) + " comes first",
          "check that it was put before the runtime's own on purpose");
    }
    return Row.ok(
        JVM,
        version()
            + ", "
            + protocols()
            + ", "
            + roots
            + (roots == 1 ? " root" : " roots")
            + place()
            + (jvm.shipped().isEmpty()
                ? ", no java.security to compare with"
                : ", nothing weakened")
            + (jvm.hasFlightRecorder() ? "" : ", no Flight Recorder"));
  }

  private String version() {
    return SafeText.of(jvm.property("java.version", "an unknown version"));
  }

  private String protocols() {
    List<String> versions =
        Stream.of("TLSv1.3", "TLSv1.2", "TLSv1.1", "TLSv1")
            .filter(jvm.protocols()::contains)
            .map(name -> name.substring("TLSv".length()))
            .toList();
    return versions.isEmpty() ? "no TLS" : "TLS " + String.join(" and ", versions);
  }

  private String place() {
    String file = jvm.property().apply(TRUST_STORE);
    return file == null ? "" : " of " + Hidden.path(file);
  }

  /** The algorithms that the shipped file disables and the settings in force don't, by property. */
  private Map<String, List<String>> weakened() {
    Map<String, List<String>> weakened = new TreeMap<>();
    for (String name : RESTRICTIONS) {
      Set<String> inForce = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
      inForce.addAll(entries(jvm.security().apply(name)));
      List<String> missing =
          entries(jvm.shipped().get(name)).stream()
              .filter(entry -> !inForce.contains(entry))
              .toList();
      if (!missing.isEmpty()) {
        weakened.put(name, missing);
      }
    }
    return weakened;
  }

  private static List<String> entries(@Nullable String list) {
    return list == null
        ? List.of()
        : Stream.of(list.split(",", -1))
            .map(entry -> entry.strip().replaceAll("\\s+", " "))
            .filter(entry -> !entry.isEmpty())
            .toList();
  }

  private static String listed(List<String> missing) {
    return missing.stream().limit(MAX_LISTED).map(SafeText::of).collect(Collectors.joining(", "))
        + (missing.size() > MAX_LISTED ? " and " + (missing.size() - MAX_LISTED) + " more" : "");
  }

  /** The first provider, if the shipped file puts another one first. */
  private @Nullable String otherProvider() {
    String shipped = jvm.shipped().get("security.provider.1");
    if (shipped == null || jvm.providers().isEmpty()) {
      return null;
    }
    String first = jvm.providers().get(0);
    return shipped.strip().split("\\s", 2)[0].equals(first) ? null : first;
  }

  private Row cache() {
    String positive = seconds("networkaddress.cache.ttl", "sun.net.inetaddr.ttl", "30");
    String negative =
        seconds("networkaddress.cache.negative.ttl", "sun.net.inetaddr.negative.ttl", "10");
    String stale = seconds("networkaddress.cache.stale.ttl", "", "0");
    String text =
        "positive "
            + inWords(positive)
            + ", negative "
            + inWords(negative)
            + (stale.equals("0") ? "" : ", stale " + inWords(stale))
            + ": the JVM's own look-ups; TrustConnect doesn't use them";
    return positive.startsWith("-") || negative.startsWith("-")
        ? Row.warning(
            CACHE, text, "set networkaddress.cache.ttl to 30 or less: moved hosts stay lost")
        : Row.ok(CACHE, text);
  }

  /** The security property, or else the older system property, or else the default. */
  private String seconds(String name, String older, String usual) {
    String set = jvm.security().apply(name);
    String value = set == null || set.isBlank() ? null : set;
    if (value == null && !older.isEmpty()) {
      value = jvm.property().apply(older);
    }
    return value == null ? usual : SafeText.of(value.strip());
  }

  private static String inWords(String seconds) {
    return seconds.startsWith("-") ? "forever" : seconds + " s";
  }

  private Row names() {
    List<String> set = new ArrayList<>();
    List<String> remedies = new ArrayList<>();
    String file = jvm.property().apply("jdk.net.hosts.file");
    if (file != null) {
      set.add("-Djdk.net.hosts.file=" + Hidden.path(file) + " replaces all DNS of the JVM");
      remedies.add("remove -Djdk.net.hosts.file");
    }
    String provider = jvm.resolverProvider();
    if (!provider.isEmpty()) {
      set.add("resolver provider " + SafeText.of(provider));
      remedies.add("check that this provider is wanted: it answers for every name of the JVM");
    }
    for (String flag : List.of("java.net.preferIPv4Stack", "java.net.preferIPv6Addresses")) {
      String value = jvm.property().apply(flag);
      if (value != null && !value.equals("false")) {
        set.add("-D" + flag + "=" + SafeText.of(value));
        remedies.add("remove -D" + flag + " unless it is needed");
      }
    }
    return set.isEmpty()
        ? Row.ok(NAMES, "nothing replaces the JVM's resolver")
        : Row.warning(NAMES, String.join("; ", set), String.join("; ", remedies));
  }
}
