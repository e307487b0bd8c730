package dev.trustconnect.interop;

import dev.trustconnect.dnssec.TrustAnchors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * The hierarchy, the servers before it and the referee. Everything it writes is in {@code
 * target/interop}, in a folder of the test class that opened it, since two test JVMs run at a time:
 * configurations, zones, logs; the last run's stay.
 */
final class InteropLab implements AutoCloseable {
  private static final List<String> PROGRAMS =
      List.of(
          "named",
          "unbound",
          "delv",
          "dnssec-keygen",
          "dnssec-dsfromkey",
          "dnssec-signzone",
          "kresd",
          "dnsdist");

  private final Path folder;
  private final Servers servers;
  private final List<Signer.SignedZone> zones;
  private final ServerCertificate certificate;

  private InteropLab(
      Path folder, Servers servers, List<Signer.SignedZone> zones, ServerCertificate certificate) {
    this.folder = folder;
    this.servers = servers;
    this.zones = zones;
    this.certificate = certificate;
  }

  /**
   * Skips the test, loudly, where the programs aren't installed; fails it instead with {@code
   * -Dtrustconnect.interop.required=true}.
   */
  static void requirePrograms() {
    require(PROGRAMS);
  }

  /** The same for other programs. */
  static void require(List<String> programs) {
    List<String> missing = programs.stream().filter(name -> Program.find(name).isEmpty()).toList();
    if (!missing.isEmpty()) {
      skip("not installed: " + String.join(", ", missing));
    }
  }

  /** Skips the test, or fails it, because the machine lacks something. */
  static void skip(String why) {
    String words = "interop: NOT RUN, " + why;
    if (Boolean.getBoolean("trustconnect.interop.required")) {
      throw new IllegalStateException(words);
    }
    System.out.println(words);
    Assumptions.abort(words);
  }

  /** Signs, starts and waits until every server answers. */
  static InteropLab open(Class<?> test) {
    try {
      Path folder = emptied(Path.of("target", "interop", test.getSimpleName()).toAbsolutePath());
      List<Signer.SignedZone> zones = Signer.sign(folder, Hierarchy.plans());
      ServerCertificate certificate =
          ServerCertificate.create(folder, InstantSource.system().instant());
      Path anchors = Files.write(folder.resolve("anchors.zone"), zones.get(0).keySigningKeys());
      Servers servers = Servers.start(folder, zones, certificate, anchors, statement(zones.get(0)));
      return new InteropLab(folder, servers, zones, certificate);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path emptied(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    return Files.createDirectories(folder);
  }

  /** A zone's key-signing keys in the words of {@code named.conf}. */
  private static String statement(Signer.SignedZone zone) {
    return zone.keySigningKeys().stream()
        .map(InteropLab::staticKey)
        .collect(Collectors.joining("\n", "trust-anchors {\n", "\n};\n"));
  }

  private static String staticKey(String dnskey) {
    List<String> fields = List.of(dnskey.split("\\s+", -1));
    return "  %s static-key %s %s %s \"%s\";"
        .formatted(
            fields.get(0),
            fields.get(3),
            fields.get(4),
            fields.get(5),
            String.join("", fields.subList(6, fields.size())));
  }

  /** The resolvers to compare. */
  List<Servers.Resolver> resolvers() {
    return servers.resolvers();
  }

  /** The resolver called {@code name}. */
  Servers.Resolver resolver(String name) {
    Optional<Servers.Resolver> found =
        resolvers().stream().filter(resolver -> resolver.name().equals(name)).findFirst();
    return found.orElseThrow();
  }

  /** A referee that trusts the keys of the zone at {@code origin} and begins there. */
  Delv delvFrom(String origin) {
    try {
      Path file = Files.createTempFile(folder, "anchors", ".bind");
      return new Delv(folder, Files.writeString(file, statement(zone(origin))), origin);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same trust for us. */
  TrustAnchors anchorsOf(String origin) {
    return TrustAnchors.parse(String.join("\n", zone(origin).keySigningKeys()), origin);
  }

  private Signer.SignedZone zone(String origin) {
    return zones.stream()
        .filter(zone -> zone.plan().origin().equals(origin))
        .findFirst()
        .orElseThrow();
  }

  ServerCertificate certificate() {
    return certificate;
  }

  @Override
  public void close() {
    servers.close();
  }
}
