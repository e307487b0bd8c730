package dev.trustconnect.cli.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trustconnect.cli.Main;
import dev.trustconnect.cli.terminal.Terminal;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.LoopbackDoh;
import dev.trustconnect.testing.SignedWorld;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A signed world behind a DoH server, and the command line asking it in this process. */
public final class CommandLab implements AutoCloseable {
  private final LoopbackDoh doh;
  private final Path anchors;
  private final Path ca;

  private CommandLab(LoopbackDoh doh, Path anchors, Path ca) {
    this.doh = doh;
    this.anchors = anchors;
    this.ca = ca;
  }

  /** A healthy zone, an unsigned one, an alias into it, and what {@code harm} does to them. */
  public static CommandLab open(Path folder, Harm harm) {
    return open(folder, world().harm(harm));
  }

  /** Any world. */
  public static CommandLab open(Path folder, SignedWorld world) {
    LoopbackDoh doh =
        LoopbackDoh.start(
            query -> world.answer(query.getQuestion().getName(), query.getQuestion().getType()));
    try {
      Path anchors =
          Files.write(
              folder.resolve("anchors.zone"),
              world.anchorRecords().stream().map(Object::toString).toList());
      return new CommandLab(doh, anchors, doh.ca().writePem(folder.resolve("ca.pem")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static SignedWorld world() {
    return SignedWorld.builder()
        .zone(
            "example.test",
            zone ->
                zone.records(
                    "www A 192.0.2.1",
                    "www AAAA 2001:db8::1",
                    "_443._tcp.www TLSA 3 1 1 " + "00112233445566778899aabbccddeeff".repeat(2),
                    "sp\\032ace TXT \"a \\\"quoted\\\" word\"",
                    "*.wild A 192.0.2.4",
                    "odd TYPE65280 \\# 2 0102",
                    "alias CNAME www",
                    "out CNAME www.plain.test."))
        .zone("plain.test", zone -> zone.unsigned().record("www A 192.0.2.8"))
        .build();
  }

  public LoopbackDoh doh() {
    return doh;
  }

  public Path anchors() {
    return anchors;
  }

  public Path ca() {
    return ca;
  }

  /** The options that lead to this world, at its own time. */
  public List<String> options() {
    return List.of(
        "--doh",
        doh.url(),
        "--doh-ca",
        ca.toString(),
        "--anchors",
        anchors.toString(),
        "--at",
        SignedWorld.NOW.toString());
  }

  /** {@code trustconnect resolve}, asking this world. */
  public Ran resolve(String... arguments) {
    return resolveFrom("", arguments);
  }

  /** {@code trustconnect zone}, asking this world. */
  public Ran zone(String... arguments) {
    List<String> all = new ArrayList<>(List.of("zone"));
    all.addAll(options());
    all.addAll(List.of(arguments));
    return run("", all.toArray(String[]::new));
  }

  /** {@link #resolve}, with something on standard input. */
  public Ran resolveFrom(String input, String... arguments) {
    List<String> all = new ArrayList<>(List.of("resolve"));
    all.addAll(options());
    all.addAll(List.of(arguments));
    return run(input, all.toArray(String[]::new));
  }

  /** Any command line; neither end is a terminal. */
  public static Ran run(String input, String... arguments) {
    return run(input, false, false, Map.of(), arguments);
  }

  /** Any command line. */
  public static Ran run(
      String input,
      boolean outIsTerminal,
      boolean errIsTerminal,
      Map<String, String> environment,
      String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal = terminal(input, out, err, outIsTerminal, errIsTerminal, environment);
    int status = Main.run(terminal, arguments);
    terminal.out().flush();
    return new Ran(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Neither end is a terminal, and nothing is on standard input. */
  public static Terminal terminal(OutputStream out, OutputStream err) {
    return terminal("", out, err, false, false, Map.of());
  }

  /** Standard error goes there, and is a terminal or not. */
  public static Terminal terminal(OutputStream err, boolean errIsTerminal) {
    return terminal(
        "", OutputStream.nullOutputStream(), err, false, errIsTerminal, Map.of("TERM", "xterm"));
  }

  private static Terminal terminal(
      String input,
      OutputStream out,
      OutputStream err,
      boolean outIsTerminal,
      boolean errIsTerminal,
      Map<String, String> environment) {
    return new Terminal(
        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
        new PrintStream(out, false, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        outIsTerminal,
        errIsTerminal,
        StandardCharsets.UTF_8,
        environment);
  }

  @Override
  public void close() {
    doh.close();
  }

  /** What a run left behind. */
  public record Ran(int status, String out, String err) {
    /** Each line of output, read as JSON. */
    public List<JsonNode> json() {
      ObjectMapper mapper = new ObjectMapper();
      return out.lines()
          .map(
              line -> {
                try {
                  return mapper.readTree(line);
                } catch (IOException e) {
                  throw new UncheckedIOException(line, e);
                }
              })
          .collect(Collectors.toList());
    }
  }
}
