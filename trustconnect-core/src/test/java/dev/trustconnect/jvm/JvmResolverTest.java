package dev.trustconnect.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trustconnect.interop.OneLookup;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The resolver of the whole JVM (JEP 418), each time in a JVM of its own. */
class JvmResolverTest {
  @TempDir private Path folder;

  private static Path newJvm() throws IOException {
    return installed(18, Integer.MAX_VALUE);
  }

  private static Path installed(int least, int most) throws IOException {
    Optional<Path> home = ChildJvm.home(least, most);
    assumeTrue(home.isPresent(), "no JDK from " + least + " to " + most);
    return home.get();
  }

  private static List<String> arguments(List<String> options, List<String> path, String... main) {
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of("-cp", String.join(File.pathSeparator, path)));
    all.addAll(List.of(main));
    return all;
  }

  @Test
  void everyClientOfThePoisonedJvmReachesProvenAddressesUntilClose() throws Exception {
    Path services = Files.createDirectories(folder.resolve("first/META-INF/services"));
    Files.writeString(
        services.resolve("java.net.spi.InetAddressResolverProvider"),
        "dev.trustconnect.jvm.PoisonedProvider"); // whose class JDK 17 can't load
    List<String> path = new ArrayList<>(List.of(folder.resolve("first").toString()));
    path.addAll(ChildJvm.classPath());

    List<String> lines =
        ChildJvm.run(newJvm(), folder, arguments(List.of(), path, PoisonedJvm.class.getName()));

    assertThat(lines)
        .containsExactly(
            "before: hello from 127.0.1.66",
            "rogue has the key: true",
            "inspect before: NOT_IN_USE",
            "inspect: IN_FORCE",
            "HttpClient: hello from 127.0.1.10",
            "socket: 127.0.1.10",
            "bytes at the rogue: 0",
            "named: api.example.test",
            "left to the system: 127.0.1.66",
            "built in: 127.0.1.66",
            "not from its answer: 127.0.1.10",
            "not left: name.does-not-exist",
            "missing: name.does-not-exist",
            "special: address.special-purpose",
            "localhost: true",
            "reverse: 127.0.1.66",
            "again: OTHER_INSTANCE",
            "second: OTHER_INSTANCE",
            "inspect second: OTHER_INSTANCE",
            "after the second is closed: 127.0.1.10",
            "after close: 127.0.1.66",
            "reverse after close: poisoned.test",
            "closed: CLOSED",
            "third: 127.0.1.10",
            "proxy of an upstream: 127.0.1.66",
            "circular: upstream.unreachable",
            "circular, thread of its own: upstream.unreachable",
            "its server is left to the system: 127.0.1.10");
  }

  private List<String> lookup(Path home, List<String> options, List<String> path) throws Exception {
    return ChildJvm.run(home, folder, arguments(options, path, OneLookup.class.getName()));
  }

  @Test
  void jvmFindsTheResolverOnTheClassPath() throws Exception {
    assertThat(lookup(newJvm(), List.of(), ChildJvm.classPath()))
        .containsExactly("NOT_IN_USE", "used", "IN_FORCE", "refused upstream.unreachable");
  }

  @Test
  void jvmFindsTheResolverOnTheModulePath() throws Exception {
    assertThat(lookup(newJvm(), modules(), List.of(ChildJvm.entry("test-classes"))))
        .containsExactly("NOT_IN_USE", "used", "IN_FORCE", "refused upstream.unreachable");
  }

  @Test
  void dnsjavasProviderBeforeOursIsReported() throws Exception {
    List<String> path = new ArrayList<>(List.of(ChildJvm.entry("dnsjava-")));
    path.addAll(ChildJvm.classPath());

    assertThat(lookup(newJvm(), List.of(), path))
        .containsExactly(
            "OTHER_PROVIDER",
            "OTHER_PROVIDER the JVM's names can't be resolved by TrustConnect: the JVM uses"
                + " org.xbill.DNS.spi.DnsjavaInetAddressResolverProvider, which comes first on the"
                + " class path; put trustconnect-core before it",
            "OTHER_PROVIDER",
            "unknown");
  }

  /** The JDK takes such a file in place of every provider. */
  @Test
  void hostsFileInPlaceOfProvidersIsReported() throws Exception {
    Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 localhost\n");
    List<String> options = List.of("-Djdk.net.hosts.file=" + hosts);

    assertThat(lookup(newJvm(), options, ChildJvm.classPath()))
        .hasSize(4)
        .startsWith("BUILT_IN")
        .endsWith("unknown")
        .element(1)
        .asString()
        .startsWith("BUILT_IN the JVM's names can't be resolved by TrustConnect: the JVM uses its");
  }

  @Test
  void java17HasNoSuchResolverAndSaysSo() throws Exception {
    Path home = installed(17, 17);
    for (List<String> options : List.of(List.<String>of(), modules())) {
      List<String> path =
          options.isEmpty() ? ChildJvm.classPath() : List.of(ChildJvm.entry("test-classes"));
      assertThat(lookup(home, options, path))
          .containsExactly(
              "JDK_TOO_OLD",
              "JDK_TOO_OLD the JVM's names can't be resolved by TrustConnect: Java 17 accepts no"
                  + " other resolver; run on 18 or later, or protect each client",
              "JDK_TOO_OLD",
              "unknown");
    }
  }

  private static List<String> modules() {
    List<String> entries =
        Stream.of(
                "trustconnect-core/target/classes",
                "dnsjava-",
                "bcprov-",
                "caffeine-",
                "slf4j-api",
                "jspecify-")
            .map(ChildJvm::entry)
            .toList();
    return List.of(
        "--module-path",
        String.join(File.pathSeparator, entries),
        "--add-modules",
        "dev.trustconnect.core");
  }
}
