package dev.trustconnect.cli.archive;

import dev.trustconnect.cli.Main;
import dev.trustconnect.cli.terminal.Terminal;
import dev.trustconnect.testing.LoopbackDoh;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs the commands that are over quickly, on loopback alone, so that a JVM with {@code
 * -XX:DumpLoadedClassList} lists their classes. Prints nothing; fails if a command does.
 */
public final class Rehearsal {
  private static final String HOST = "api.example.test";

  private final Path folder;
  private final TestInternet internet = TestInternet.usual();

  private Rehearsal(Path folder) {
    this.folder = folder;
  }

  /**
   * Runs them.
   *
   * @param arguments one existing folder for the files that they read
   */
  public static void main(String[] arguments) throws IOException {
    new Rehearsal(Path.of(arguments[0])).run();
  }

  private void run() throws IOException {
    try (TlsPeer peer = TlsPeer.start(internet.ca().server(HOST));
        LoopbackDoh doh =
            LoopbackDoh.start(
                query ->
                    internet
                        .world()
                        .answer(query.getQuestion().getName(), query.getQuestion().getType()))) {
      Path ca = internet.ca().writePem(folder.resolve("ca.pem"));
      Path dohCa = doh.ca().writePem(folder.resolve("doh.pem"));
      Path anchors =
          Files.write(
              folder.resolve("anchors"),
              internet.world().anchorRecords().stream().map(Object::toString).toList());
      Path policy =
          Files.write(
              folder.resolve("policy.yaml"),
              List.of(
                  "version: 1",
                  "upstreams: [{url: \"" + doh.url() + "\", roots: " + dohCa.getFileName() + "}]",
                  "roots: " + ca.getFileName(),
                  "endpoints:",
                  "  - host: " + HOST,
                  "    addresses: [" + TestInternet.PUBLIC + "]"));
      List<String> world = List.of("--anchors", anchors.toString(), "--at", internet.now() + "");
      List<String> server = List.of("--doh", doh.url(), "--doh-ca", dohCa.toString());
      succeeds(Stream.of(List.of("resolve"), server, world, List.of(HOST)));
      succeeds(Stream.of(List.of("resolve", "--json"), server, world, List.of(HOST)));
      List<String> probe = List.of("probe", "--policy", policy.toString());
      succeeds(Stream.of(probe, world, List.of(peer.url(HOST, "/"))));
    }
    succeeds(Stream.of(List.of("policy", "check", folder.resolve("policy.yaml").toString())));
    succeeds(Stream.of(List.of("explain", "pin.not-in-path")));
    succeeds(Stream.of(List.of("--help")));
  }

  private static void succeeds(Stream<List<String>> parts) {
    String[] arguments = parts.flatMap(List::stream).toArray(String[]::new);
    int status = Main.run(nowhere(), arguments);
    if (status != 0) {
      throw new IllegalStateException(String.join(" ", arguments) + " ended with " + status);
    }
  }

  private static Terminal nowhere() {
    PrintStream none =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    return new Terminal(
        InputStream.nullInputStream(), none, none, false, false, StandardCharsets.UTF_8, Map.of());
  }
}
