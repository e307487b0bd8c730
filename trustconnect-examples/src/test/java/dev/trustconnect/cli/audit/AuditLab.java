package dev.trustconnect.cli.audit;

import dev.trustconnect.cli.lab.CommandLab;
import dev.trustconnect.cli.lab.CommandLab.Ran;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.LoopbackDoh;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A few endpoints on loopback, and the files that an audit of them needs, in a folder below the
 * working one: SARIF names files relative to that.
 */
final class AuditLab implements AutoCloseable {
  static final String HOST = "api.example.test";
  static final String UNSIGNED = "api.plain.test";

  final TestCa ca = TestCa.create("Audit Test CA");
  final TlsPeer peer = TlsPeer.start(ca.server(HOST, "*.example.test", UNSIGNED));
  final LoopbackDoh doh;
  final Path folder;
  private volatile SignedWorld world;

  AuditLab() {
    this(world());
  }

  AuditLab(SignedWorld world) {
    this.world = world;
    this.doh = doh();
    try {
      folder = Files.createTempDirectory(Path.of("target"), "audit");
      ca.writePem(folder.resolve("ca.pem"));
      doh.ca().writePem(folder.resolve("doh.pem"));
      Files.write(
          folder.resolve("anchors"), world.anchorRecords().stream().map(Object::toString).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static SignedWorld world() {
    return SignedWorld.builder()
        .zone(
            "example.test",
            zone ->
                zone.records(
                    "api A 127.0.1.10",
                    "twin A 127.0.1.10",
                    "gone CNAME bucket.azurewebsites.net.",
                    "local A 10.0.0.1",
                    "@ NS ns.operator.test.",
                    "@ CAA 0 issue \"ca.test; accounturi=https://ca.test/account/1\""))
        .zone("operator.test", zone -> zone.record("ns A 192.0.2.54"))
        .zone("azurewebsites.net", zone -> zone.record("www A 192.0.2.55"))
        .zone(
            "plain.test",
            zone -> zone.unsigned().records("api A 127.0.1.10", "@ NS ns.operator.test."))
        .build();
  }

  /** Another DNS server with the same names, whose authority is in a file of that name. */
  LoopbackDoh anotherDoh(String pem) {
    LoopbackDoh another = doh();
    another.ca().writePem(folder.resolve(pem));
    return another;
  }

  private LoopbackDoh doh() {
    return LoopbackDoh.start(
        query -> world.answer(query.getQuestion().getName(), query.getQuestion().getType()));
  }

  /** Does this to the answers from now on. */
  void harm(Harm harm) {
    world = world.harm(harm);
  }

  String endpoint(String host) {
    return host + ":" + peer.port();
  }

  /** A policy file whose endpoints trust the lab's authority; with these further lines. */
  Path policy(String... lines) {
    List<String> all = new ArrayList<>();
    all.add("version: 1");
    all.add("upstreams: [{url: \"" + doh.url() + "\", roots: doh.pem}]");
    all.add("endpoints:");
    all.addAll(List.of(lines));
    return write("policy.yaml", all);
  }

  /** A policy file with an entry for each host. */
  Path policyFor(String... hosts) {
    return policy(
        Stream.of(hosts)
            .map(host -> "  - {host: \"" + host + "\", roots: ca.pem}")
            .toArray(String[]::new));
  }

  Path list(String... lines) {
    return write("endpoints.txt", List.of(lines));
  }

  Path write(String name, List<String> lines) {
    try {
      return Files.write(folder.resolve(name), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String read(String name) {
    try {
      return Files.readString(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs an audit in this world, at its own time; neither end is a terminal. */
  Ran audit(Path policy, String... more) {
    return CommandLab.run("", arguments(policy, more));
  }

  Ran auditOnTerminal(Path policy, String... more) {
    return CommandLab.run("", true, true, Map.of("TERM", "xterm"), arguments(policy, more));
  }

  String[] arguments(Path policy, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "audit",
                "--policy",
                policy.toString(),
                "--anchors",
                folder.resolve("anchors").toString(),
                "--at",
                world.now().toString(),
                "--allow",
                TestInternet.PUBLIC));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Override
  public void close() {
    peer.close();
    doh.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
