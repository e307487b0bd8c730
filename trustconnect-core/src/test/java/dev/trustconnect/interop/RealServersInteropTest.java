package dev.trustconnect.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RealServersInteropTest {
  @Test
  void delvAgreesWithTheTable(@TempDir Path ignored) throws IOException {
    Path folder = Files.createDirectories(Path.of("target/interop").toAbsolutePath());
    long t0 = System.nanoTime();
    List<Signer.SignedZone> zones = Signer.sign(folder, Hierarchy.plans());
    System.out.println("signed in ms " + (System.nanoTime() - t0) / 1_000_000);
    Files.write(folder.resolve("anchors.zone"), zones.get(0).keySigningKeys());
    String anchors =
        "trust-anchors { "
            + String.join(
                " ",
                zones.get(0).keySigningKeys().stream()
                    .map(RealServersInteropTest::staticKey)
                    .toList())
            + " };\n";
    Path bindAnchors = Files.writeString(folder.resolve("anchors.bind"), anchors);
    Servers.Started started =
        Servers.start(
            folder,
            zones,
            ServerCertificate.create(folder, InstantSource.system().instant()),
            anchors);
    System.out.println("started ms " + (System.nanoTime() - t0) / 1_000_000);
    List<String> differences = new ArrayList<>();
    try (Servers servers = started.servers()) {
      Delv delv = new Delv(folder, bindAnchors, ".");
      for (Servers.Resolver resolver : started.resolvers()) {
        for (Asked asked : Questions.table()) {
          Delv.Opinion opinion = delv.ask(resolver.port(), asked.name(), asked.type());
          if (!opinion.verdict().equals(asked.expected())) {
            differences.add(
                resolver
                    + " "
                    + asked
                    + " expected "
                    + asked.expected()
                    + " delv "
                    + opinion.verdict()
                    + "\n"
                    + opinion.output());
          }
        }
        System.out.println(resolver + " ms " + (System.nanoTime() - t0) / 1_000_000);
      }
    }
    System.out.println(Questions.table().size() + " asked");
    differences.forEach(System.out::println);
    assertThat(differences).isEmpty();
  }

  private static String staticKey(String dnskey) {
    String[] f = dnskey.split("\\s+");
    return "%s static-key %s %s %s \"%s\";"
        .formatted(f[0], f[3], f[4], f[5], String.join("", List.of(f).subList(6, f.length)));
  }
}
