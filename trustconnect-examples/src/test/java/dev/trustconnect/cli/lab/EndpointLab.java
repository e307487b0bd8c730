package dev.trustconnect.cli.lab;

import dev.trustconnect.cli.lab.CommandLab.Ran;
import dev.trustconnect.testing.LoopbackDoh;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One endpoint on loopback, names that lead to it, and the files a command line needs for both. */
public final class EndpointLab implements AutoCloseable {
  public static final String HOST = "api.example.test";

  /** Has a policy, too, and nothing listens where it leads. */
  public static final String OTHER = "other.example.test";

  public final TestInternet internet = TestInternet.usual();
  public final TestCa.Identity identity = internet.ca().server(HOST, "api.plain.test");
  public final TlsPeer peer = TlsPeer.start(identity);
  public final LoopbackDoh doh =
      LoopbackDoh.start(
          query ->
              internet
                  .world()
                  .answer(query.getQuestion().getName(), query.getQuestion().getType()));
  private final Path folder;

  public EndpointLab(Path folder) throws IOException {
    this.folder = folder;
    internet.ca().writePem(folder.resolve("ca.pem"));
    doh.ca().writePem(folder.resolve("doh.pem"));
    Files.write(
        folder.resolve("anchors"),
        internet.world().anchorRecords().stream().map(Object::toString).toList());
  }

  /** A policy file for {@link #HOST} with these fields. */
  public Path policy(String... fields) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("version: 1");
    lines.add("upstreams: [{url: \"" + doh.url() + "\", roots: doh.pem}]");
    lines.add("roots: ca.pem");
    lines.add("endpoints:");
    lines.add("  - host: " + HOST);
    lines.add("    addresses: [" + TestInternet.PUBLIC + "]");
    List.of(fields).forEach(field -> lines.add("    " + field));
    lines.add("  - host: " + OTHER);
    lines.add("    addresses: [" + TestInternet.PUBLIC + "]");
    return Files.write(folder.resolve("policy.yaml"), lines);
  }

  /** Runs {@code command} by this policy, at the internet's own time; neither end is a terminal. */
  public Ran run(String command, Path policy, String... more) {
    return CommandLab.run("", arguments(command, policy, more));
  }

  /** The same, on a terminal. */
  public Ran runOnTerminal(String command, Path policy, String... more) {
    return CommandLab.run(
        "", true, true, Map.of("TERM", "xterm"), arguments(command, policy, more));
  }

  /** The command line, without its first word if that is null. */
  public String[] arguments(String command, Path policy, String... more) {
    List<String> all = new ArrayList<>();
    if (command != null) {
      all.add(command);
    }
    all.addAll(
        List.of(
            "--policy",
            policy.toString(),
            "--anchors",
            folder.resolve("anchors").toString(),
            "--at",
            internet.now().toString()));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Override
  public void close() {
    peer.close();
    doh.close();
  }
}
