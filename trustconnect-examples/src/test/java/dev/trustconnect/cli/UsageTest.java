package dev.trustconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.cli.lab.CommandLab;
import dev.trustconnect.cli.lab.CommandLab.Ran;
import dev.trustconnect.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A wrong command line gets a message on standard error with the place, and status 2. */
class UsageTest {
  @TempDir private Path folder;

  private static void refused(String message, String... arguments) {
    List<String> all = new ArrayList<>(List.of("resolve"));
    all.addAll(List.of(arguments));
    Ran ran = CommandLab.run("", all.toArray(String[]::new));
    assertThat(ran.status()).as("%s", all).isEqualTo(2);
    assertThat(ran.out()).as("%s", all).isEmpty();
    assertThat(ran.err())
        .as("%s", all)
        .startsWith("trustconnect resolve: ")
        .contains(message)
        .endsWith("Try 'trustconnect resolve --help'.\n");
  }

  @Test
  void unknownOptionIsRefused() {
    refused("Unknown option: '--dho'", "--dho", "x", "example.com");
    refused("Unmatched argument at index", "example.com", "A", "B");
  }

  @Test
  void nothingToAskIsRefused() {
    refused("give a NAME, or --batch FILE");
    refused("--batch FILE and NAME exclude each other", "--batch", "-", "example.com");
    refused("standard input: no question in it", "--batch", "-");
  }

  @Test
  void malformedNameIsRefused() {
    refused("'www..example.com' isn't a DNS name", "www..example.com");
    refused("isn't a DNS name", "a".repeat(64) + ".example");
    refused("isn't a DNS name", "a\\999.example");
    refused("write the root as '.'", "");
    refused("write the root as '.'", "@");
    refused("a space as \\032", "two words");
  }

  @Test
  void unknownTypeIsRefused() {
    refused("'NOTYPE' isn't a record type", "example.com", "NOTYPE");
    refused("'TYPE0' isn't a record type", "example.com", "TYPE0");
    refused("'TYPE65536' isn't a record type", "example.com", "TYPE65536");
  }

  @Test
  void malformedInstantIsRefused() {
    refused(
        "Invalid value for option '--at': 'yesterday' isn't an instant", "--at", "yesterday", "x");
    refused("isn't an instant", "--at", "2026-02-30T00:00:00Z", "x");
  }

  @Test
  void malformedDurationIsRefused() {
    refused("'--timeout': '5 seconds' isn't a duration", "--timeout", "5 seconds", "x");
    refused("'0s' is not above 0", "--timeout", "0s", "x");
    refused("'PT1H' is not above 0 and up to 5 minutes", "--timeout", "PT1H", "x");
    refused("is not above 0", "--timeout", "-PT1S", "x");
  }

  @Test
  void malformedServerIsRefused() {
    refused("--doh http://127.0.0.1/: ", "--doh", "http://127.0.0.1/", "x");
    refused("--doh nonsense: ", "--doh", "nonsense", "x");
    refused("give the server's addresses with --bootstrap", "--doh", "https://dns.invalid/q", "x");
    refused("--bootstrap: ", "--doh", "https://dns.invalid/q", "--bootstrap", "ns1", "x");
    refused(
        "--bootstrap is for a server given by name",
        "--doh",
        "https://127.0.0.1/q",
        "--bootstrap",
        "127.0.0.1",
        "x");
    refused("add --doh URL", "--bootstrap", "127.0.0.1", "x");
    refused("add --doh URL", "--doh-ca", "ca.pem", "x");
  }

  @Test
  void fileThatIsNotThereIsRefusedByName() {
    String missing = folder.resolve("missing").toString();
    refused("--anchors " + missing + ": no such file", "--anchors", missing, "x");
    refused("--batch " + missing + ": no such file", "--batch", missing);
    refused(
        "--doh-ca " + missing + ": no such file",
        "--doh",
        "https://127.0.0.1/q",
        "--doh-ca",
        missing,
        "x");
  }

  @Test
  void fileThatIsSomethingElseIsRefusedWithItsPlace() throws IOException {
    Path anchors = Files.writeString(folder.resolve("anchors"), "; none\n. 300 IN DS x 8 2 AB\n");
    refused(anchors + ": line 2", "--anchors", anchors.toString(), "x");
    Path empty = Files.writeString(folder.resolve("empty"), "; none\n");
    refused("no trust anchor", "--anchors", empty.toString(), "x");
    Path unknown =
        Files.writeString(folder.resolve("unknown"), "\n. DS 1 200 2 " + "AB".repeat(32) + "\n");
    refused(
        unknown + ": line 2: no usable trust anchor for .: ", "--anchors", unknown.toString(), "x");
    Path pem = Files.writeString(folder.resolve("ca.pem"), "no certificate\n");
    refused("--doh-ca: ", "--doh", "https://127.0.0.1/q", "--doh-ca", pem.toString(), "x");
    Path bytes = Files.write(folder.resolve("bytes"), new byte[] {(byte) 0xC3, 0x28, 0x0A});
    refused("not a text file in UTF-8", "--batch", bytes.toString());
  }

  private static final List<String> COMMANDS =
      List.of(
          "resolve", "probe", "audit", "fetch", "proxy", "policy", "issued", "zone", "lock",
          "watch", "doctor", "explain", "demo", "bench");

  @Test
  void withoutACommandTheUsageIsPrinted() {
    Ran ran = CommandLab.run("");
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).isEqualTo(CommandLab.run("", "--help").out());
  }

  @Test
  void commandListHasOneLineForEachInTheOrderOfAFirstUse() {
    String help = CommandLab.run("", "--help").out();
    String list = help.substring(help.indexOf("Commands:"), help.indexOf("Begin with:"));

    assertThat(list.lines().skip(1).takeWhile(line -> !line.isBlank()))
        .extracting(line -> line.strip().split(" ")[0])
        .containsExactlyElementsOf(COMMANDS);
  }

  @Test
  void everyHelpFitsTheTerminalHasExamplesAndSaysEveryStatus() {
    for (String command : COMMANDS) {
      String help = CommandLab.run("", command, "--help").out();
      assertThat(help.lines()).as(command).allMatch(line -> line.length() <= 100);
      assertThat(help).as(command).contains("Examples:", "Exit status:", "  70", " 74");
    }
    assertThat(CommandLab.run("", "--help").out()).contains("\n  70  ", "\n  74  ");
  }

  @Test
  void optionGivenTwiceIsRefusedByItsName() {
    refused(
        "option '--at' (INSTANT) should be specified only once",
        "--at",
        "2026-01-01T00:00:00Z",
        "--at",
        "2026-01-01T00:00:00Z",
        "x");
  }

  @Test
  void sharedOptionsStandTogetherUnderOneHeading() {
    for (String command : List.of("resolve", "probe", "audit", "fetch", "proxy", "doctor")) {
      String help = CommandLab.run("", command, "--help").out();
      String shared =
          help.substring(help.indexOf("\nName resolution:\n"), help.indexOf("\nExamples:"));
      assertThat(shared)
          .as(command)
          .contains("--doh=", "--bootstrap=", "--doh-ca=", "--doh-proxy=", "--anchors=", "--at=")
          .contains("--timeout=");
      assertThat(help.substring(0, help.indexOf("\nName resolution:\n")))
          .as(command)
          .doesNotContain("--doh=", "--timeout=");
    }
  }

  @Test
  void helpTeachesWithExamples() {
    Ran ran = CommandLab.run("", "resolve", "--help");
    assertThat(ran.status()).isZero();
    assertThat(ran.out())
        .contains("Examples:")
        .contains("trustconnect resolve www.example.com")
        .contains("--bootstrap")
        .contains("Exit status:");
    assertThat(CommandLab.run("", "--help").status()).isZero();
  }

  @Test
  void versionIsOneLine() {
    Ran ran = CommandLab.run("", "--version");
    assertThat(ran.status()).isZero();
    assertThat(ran.out()).startsWith("trustconnect ").hasLineCount(1);
  }

  /** A result that couldn't be written is a failure. */
  @Test
  void unwritableOutputHasItsOwnStatus() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal = CommandLab.terminal(full, err);

    int status = Main.afterWriting(terminal, Main.run(terminal, "demo", "--list"));

    assertThat(status).isEqualTo(74);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("output can't be written");
  }
}
