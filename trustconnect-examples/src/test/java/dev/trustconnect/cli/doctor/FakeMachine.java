package dev.trustconnect.cli.doctor;

import dev.trustconnect.name.HostName;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.testing.TestCa;
import java.net.InetAddress;
import java.net.ProxySelector;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** A healthy machine whose every fact a test can change. Not thread-safe while it is changed. */
final class FakeMachine {
  static final String DISABLED = "SSLv3, TLSv1, RC4, MD5withRSA";

  final Map<String, String> properties =
      new HashMap<>(
          Map.of(
              "java.version", "17.0.15", "user.name", "evesmith", "user.home", "/users/evesmith"));
  final Map<String, String> security =
      new HashMap<>(
          Map.of("jdk.tls.disabledAlgorithms", DISABLED, "jdk.certpath.disabledAlgorithms", "MD2"));
  final Map<String, String> shipped =
      new HashMap<>(
          Map.of(
              "jdk.tls.disabledAlgorithms",
              DISABLED,
              "jdk.certpath.disabledAlgorithms",
              "MD2",
              "security.provider.1",
              "SUN"));
  final Map<String, String> environment = new HashMap<>();
  final Map<String, List<String>> names = new HashMap<>();
  String resolverProvider = "";
  final List<String> providers = new ArrayList<>(List.of("SUN", "SunJSSE"));
  Supplier<TrustRoots> roots = () -> TrustRoots.of(TestCa.create("Runtime Root").certificate());
  String os = "Linux";
  int okHttpCopies = 1;
  int dotPort = 1;
  ProxySelector selector;
  LongSupplier nanos = System::nanoTime;

  /** So long that a busy machine has no influence. */
  Duration limit = Duration.ofMinutes(10);

  /** Runs before every answer of the system's resolver. */
  Runnable silent = () -> {};

  FakeMachine() {
    resolves("iana.org", "192.0.43.8");
    resolves("use-application-dns.net", "192.0.2.77");
  }

  /** What the system's resolver answers for a name; it knows no others. */
  FakeMachine resolves(String name, String... addresses) {
    names.put(name, List.of(addresses));
    return this;
  }

  /** From now on the trust store of the runtime is one that isn't there. */
  void breakTrustStore() {
    roots =
        () -> {
          String before = System.setProperty("javax.net.ssl.trustStore", "/nowhere/cacerts");
          try {
            return TrustRoots.system();
          } finally {
            if (before == null) {
              System.clearProperty("javax.net.ssl.trustStore");
            } else {
              System.setProperty("javax.net.ssl.trustStore", before);
            }
          }
        };
  }

  private List<InetAddress> addressesOf(HostName host) throws UnknownHostException {
    silent.run();
    List<InetAddress> found = new ArrayList<>();
    for (String literal : names.getOrDefault(host.ascii(), List.of())) {
      found.add(InetAddress.getByName(literal));
    }
    if (found.isEmpty()) {
      throw new UnknownHostException(host.ascii());
    }
    return found;
  }

  JvmFacts jvm() {
    return new JvmFacts(
        properties::get,
        security::get,
        shipped,
        providers,
        List.of("TLSv1.3", "TLSv1.2"),
        roots,
        true,
        okHttpCopies,
        resolverProvider);
  }

  Machine machine() {
    return new Machine(jvm(), os, environment, this::addressesOf, selector, dotPort, nanos, limit);
  }
}
