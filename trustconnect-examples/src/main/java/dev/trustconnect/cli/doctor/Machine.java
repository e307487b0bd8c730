package dev.trustconnect.cli.doctor;

import dev.trustconnect.survey.SystemNames;
import java.net.InetAddress;
import java.net.ProxySelector;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything around the command that a check looks at and that isn't a file or a server.
 *
 * @param jvm the Java runtime
 * @param os the system's name, such as {@code Linux}
 * @param environment the process's environment
 * @param names the system's resolver
 * @param selector the proxies that the JVM would use; null for none
 * @param dotPort where DNS over TLS listens
 * @param nanos a clock that only moves forward
 * @param limit when nothing is waited for any more
 */
record Machine(
    JvmFacts jvm,
    String os,
    Map<String, String> environment,
    SystemNames names,
    @Nullable ProxySelector selector,
    int dotPort,
    LongSupplier nanos,
    Duration limit) {
  /** With the start of the JVM below ten seconds, on a busy machine too. */
  private static final Duration LIMIT = Duration.ofSeconds(6);

  private static final int DOT_PORT = 853; // RFC 7858 §3.1

  Machine {
    environment = Map.copyOf(environment);
  }

  /** This one. */
  static Machine ofProcess(Map<String, String> environment) {
    return new Machine(
        JvmFacts.ofProcess(),
        System.getProperty("os.name", ""),
        environment,
        host -> List.of(InetAddress.getAllByName(host.ascii())),
        ProxySelector.getDefault(),
        DOT_PORT,
        System::nanoTime,
        LIMIT);
  }

  boolean isWindows() {
    return os.toLowerCase(Locale.ROOT).startsWith("windows");
  }

  boolean isMac() {
    return os.toLowerCase(Locale.ROOT).startsWith("mac");
  }
}
