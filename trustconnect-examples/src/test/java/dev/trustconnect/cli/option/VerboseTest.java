package dev.trustconnect.cli.option;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.cli.lab.CommandLab;
import dev.trustconnect.cli.lab.CommandLab.Ran;
import dev.trustconnect.cli.lab.EndpointLab;
import dev.trustconnect.testing.Harm;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code -v}: what was asked where, how long it took, and what came of it. */
class VerboseTest {
  @TempDir private Path folder;

  @Test
  void eachQuestionIsALineOnStandardErrorAndTheResultStays() {
    try (CommandLab lab = CommandLab.open(folder, Harm.none())) {
      Ran quiet = lab.resolve("--json", "www.example.test", "A");
      Ran verbose = lab.resolve("-v", "--json", "www.example.test", "A");

      assertThat(quiet.err()).isEmpty();
      assertThat(verbose.status()).isZero();
      assertThat(verbose.json().get(0).get("records"))
          .isEqualTo(quiet.json().get(0).get("records"));
      assertThat(verbose.err().lines())
          .hasSizeGreaterThan(3)
          .allMatch(line -> line.matches("-v \\S+ [A-Z]+ at \\S+: .+, \\d+ ms"))
          .anyMatch(
              line ->
                  line.matches(
                      "-v www\\.example\\.test\\. A at 127\\.0\\.0\\.1:\\d+: NOERROR, \\d+ in the"
                          + " answer section, \\d+ ms"));
    }
  }

  @Test
  void failureHasItsCode() {
    Ran ran =
        CommandLab.run(
            "", "resolve", "-v", "--doh", "https://127.0.0.1:1/dns-query", "example.test", "A");

    assertThat(ran.status()).isEqualTo(3);
    assertThat(ran.err()).contains("-v example.test. A at 127.0.0.1:1: [upstream.unreachable] ");
  }

  @Test
  void gatesSayWhatTheyDecided() throws IOException {
    try (EndpointLab lab = new EndpointLab(folder)) {
      String url = "https://" + EndpointLab.HOST + ":" + lab.peer.port() + "/";
      Ran allowed = lab.run("probe", lab.policy(), "--verbose", url);
      assertThat(allowed.status()).isZero();
      assertThat(allowed.err())
          .contains("-v name gate: allowed api.example.test")
          .contains("-v handshake gate: allowed api.example.test");

      Ran refused =
          lab.run(
              "probe",
              lab.policy(
                  "pins: [sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=,"
                      + " sha256/BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA=]",
                  "pinsExpire: 2027-06-30"),
              "-v",
              url);
      assertThat(refused.status()).isEqualTo(1);
      assertThat(refused.err()).contains("-v handshake gate: refused api.example.test");
      assertThat(refused.err()).contains("[pin.not-in-path]");
    }
  }
}
