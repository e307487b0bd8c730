package dev.trustconnect.cli.doctor;

import dev.trustconnect.path.TrustRoots;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The facts about the Java runtime that the checks need.
 *
 * @param property a system property; null if it isn't set
 * @param security a security property in force; null if it isn't set
 * @param shipped the security properties of the runtime's own file
 * @param providers the names of the security providers, the preferred one first
 * @param protocols the TLS versions that a client offers
 * @param roots reads the runtime's trust store
 * @param hasFlightRecorder whether the module {@code jdk.jfr} is present
 * @param okHttpCopies how many copies of OkHttp are on the class path
 * @param resolverProvider the class that replaces the JVM's resolver (JEP 418), which is the first
 *     on the class path; empty if it is TrustConnect's, or there is none
 */
record JvmFacts(
    Function<String, @Nullable String> property,
    Function<String, @Nullable String> security,
    Map<String, String> shipped,
    List<String> providers,
    List<String> protocols,
    Supplier<TrustRoots> roots,
    boolean hasFlightRecorder,
    int okHttpCopies,
    String resolverProvider) {
  private static final int MAX_BYTES = 1 << 20;
  private static final String RESOLVER_PROVIDER = "java.net.spi.InetAddressResolverProvider";

  JvmFacts {
    shipped = Map.copyOf(shipped);
    providers = List.copyOf(providers);
    protocols = List.copyOf(protocols);
  }

  /** Those of this process. Reads the file {@code java.security}. */
  static JvmFacts ofProcess() {
    return new JvmFacts(
        System::getProperty,
        Security::getProperty,
        shippedSecurity(Path.of(System.getProperty("java.home"))),
        Stream.of(Security.getProviders()).map(Provider::getName).toList(),
        offered(),
        TrustRoots::system,
        ModuleLayer.boot().findModule("jdk.jfr").isPresent(),
        copiesOf("okhttp3/OkHttpClient.class"),
        providerInForce());
  }

  String property(String name, String otherwise) {
    String set = property.apply(name);
    return set == null ? otherwise : set;
  }

  /** Empty if the file can't be read: then nothing is compared. */
  private static Map<String, String> shippedSecurity(Path home) {
    Path file = home.resolve("conf/security/java.security");
    Properties read = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES);
      read.load(new java.io.ByteArrayInputStream(bytes));
    } catch (IOException | IllegalArgumentException unreadable) {
      return Map.of(); // the row about the runtime says that it has nothing to compare with
    }
    Map<String, String> shipped = new HashMap<>();
    read.stringPropertyNames().forEach(name -> shipped.put(name, read.getProperty(name)));
    return shipped;
  }

  private static List<String> offered() {
    try {
      return List.of(SSLContext.getDefault().getDefaultSSLParameters().getProtocols());
    } catch (NoSuchAlgorithmException unusable) { // such as a trust store that can't be opened
      return List.of();
    }
  }

  private static int copiesOf(String resource) {
    try {
      return new HashSet<>(
              Collections.list(JvmFacts.class.getClassLoader().getResources(resource)).stream()
                  .map(Object::toString)
                  .toList())
          .size();
    } catch (IOException unreadable) {
      return 0;
    }
  }

  /** JDK 18 and later; without creating one. */
  private static String providerInForce() {
    try {
      return first(Class.forName(RESOLVER_PROVIDER));
    } catch (ClassNotFoundException older) {
      return "";
    }
  }

  private static <T> String first(Class<T> service) {
    return ServiceLoader.load(service).stream()
        .map(provider -> provider.type().getName())
        .findFirst()
        .filter(name -> !name.startsWith("dev.trustconnect."))
        .orElse("");
  }
}
