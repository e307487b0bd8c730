package dev.trustconnect.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trustconnect.cli.lab.CommandLab.Ran;
import dev.trustconnect.cli.terminal.Terminal;
import dev.trustconnect.testing.Fault;
import dev.trustconnect.testing.LoopbackDoh;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestCa;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.Record;
import picocli.CommandLine;

/**
 * Two DNS servers of a signed world on loopback, a root directory with the system's files, and the
 * command run on a fake machine.
 */
final class DoctorLab implements AutoCloseable {
  static final String HOST = "www.example.test";

  final FakeMachine machine = new FakeMachine();
  final SignedWorld world;
  final TestCa ca = TestCa.create("Lab DNS CA");
  final LoopbackDoh first;
  final LoopbackDoh second;
  final Path folder;
  final Path root;
  Instant at = SignedWorld.NOW;
  Path anchors;

  DoctorLab(Path folder) throws IOException {
    this(folder, plan());
  }

  DoctorLab(Path folder, SignedWorld.Builder plan) throws IOException {
    this.folder = folder;
    this.world = plan.build();
    this.first = server(ca);
    this.second = server(ca);
    this.root = Files.createDirectories(folder.resolve("root"));
    Files.createDirectories(root.resolve("etc"));
    file("resolv.conf", "nameserver 127.0.0.1");
    file("nsswitch.conf", "hosts: files dns");
    file("hosts", "127.0.0.1 localhost");
    ca.writePem(folder.resolve("ca.pem"));
    this.anchors = anchors(world.anchorRecords());
    dated(SignedWorld.NOW);
  }

  static SignedWorld.Builder plan() {
    return SignedWorld.builder()
        .zone("example.test", zone -> zone.records("www A 192.0.2.1", "www AAAA 2001:db8::1"));
  }

  /** A server of the same world whose certificate comes from this authority. */
  LoopbackDoh server(TestCa authority) {
    return LoopbackDoh.start(
        query -> world.answer(query.getQuestion().getName(), query.getQuestion().getType()),
        authority,
        authority.server("127.0.0.1", "::1", "doh.test"));
  }

  Path anchors(List<? extends Record> records) throws IOException {
    return Files.write(
        folder.resolve("anchors.zone"), records.stream().map(Object::toString).toList());
  }

  /** What both servers' clocks say. */
  void dated(Instant instant) {
    String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(instant.atOffset(ZoneOffset.UTC));
    first.fails(Fault.headers("date", date));
    second.fails(Fault.headers("date", date));
  }

  void file(String name, String... lines) throws IOException {
    Files.write(root.resolve("etc").resolve(name), List.of(lines));
  }

  Path policy(String... lines) throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "version: 1",
                "upstreams:",
                "  - {url: \"" + first.url() + "\", roots: ca.pem}",
                "  - {url: \"" + second.url() + "\", roots: ca.pem}",
                "endpoints:"));
    all.addAll(List.of(lines));
    return Files.write(folder.resolve("policy.yaml"), all);
  }

  /** The options that lead to both servers. */
  List<String> servers() {
    return List.of(
        "--doh",
        first.url(),
        "--doh",
        second.url(),
        "--doh-ca",
        folder.resolve("ca.pem").toString());
  }

  /** Runs the command with both servers. */
  Ran run(String... more) {
    List<String> all = new ArrayList<>(servers());
    all.addAll(List.of(more));
    return runWith(all.toArray(String[]::new));
  }

  /** Runs the command; the servers are among the arguments. */
  Ran runWith(String... arguments) {
    return run(StandardCharsets.UTF_8, Map.of(), false, arguments);
  }

  Ran run(
      Charset charset, Map<String, String> environment, boolean isTerminal, String... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--anchors",
                anchors.toString(),
                "--at",
                at.toString(),
                "--root",
                root.toString(),
                "--lock",
                folder.resolve("trustconnect.lock").toString()));
    if (!List.of(arguments).contains("--signed-name")) {
      all.addAll(List.of("--signed-name", "iana.test"));
    }
    if (!List.of(arguments).contains("--timeout")) {
      all.addAll(List.of("--timeout", "60s"));
    }
    all.addAll(List.of(arguments));
    machine.resolves("iana.test", "192.0.2.43");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, false, charset),
            new PrintStream(err, true, charset),
            isTerminal,
            isTerminal,
            charset,
            environment);
    int status =
        new CommandLine(new DoctorCommand(terminal, machine::machine))
            .execute(all.toArray(String[]::new));
    terminal.out().flush();
    return new Ran(status, out.toString(charset), err.toString(charset));
  }

  /** The rows with this id, read from JSON. */
  static List<JsonNode> rows(Ran ran, String id) {
    List<JsonNode> rows = new ArrayList<>();
    for (JsonNode row : ran.json().get(0).path("checks")) {
      if (row.path("id").asText().equals(id)) {
        rows.add(row);
      }
    }
    return rows;
  }

  /** State and text of the only row with this id. */
  static String row(Ran ran, String id) {
    List<JsonNode> rows = rows(ran, id);
    if (rows.size() != 1) {
      throw new AssertionError(rows.size() + " rows " + id + " in " + ran.out());
    }
    return shown(rows.get(0));
  }

  static String shown(JsonNode row) {
    return row.path("state").asText() + ": " + row.path("text").asText();
  }

  @Override
  public void close() {
    first.close();
    second.close();
  }
}
