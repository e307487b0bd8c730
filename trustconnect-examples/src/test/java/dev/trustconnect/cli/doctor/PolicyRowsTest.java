package dev.trustconnect.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trustconnect.cli.lab.CommandLab.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The rows about the policy, the files beside it, and an endpoint. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class PolicyRowsTest {
  private static final String PINS =
      "pins: [sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=,"
          + " sha256/BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA=]";

  @TempDir private Path folder;
  private DoctorLab lab;

  @BeforeEach
  void open() throws IOException {
    lab = new DoctorLab(folder);
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private Ran run(Path policy, String... more) {
    String[] all = new String[more.length + 3];
    all[0] = "--policy";
    all[1] = policy.toString();
    all[2] = "--json";
    System.arraycopy(more, 0, all, 3, more.length);
    return lab.runWith(all);
  }

  @Test
  void policyThatCanBeUsedIsInOrderAndItsServersAreAsked() throws IOException {
    Path policy = lab.policy("  - host: " + DoctorLab.HOST);
    Ran ran = run(policy);
    assertThat(ran.err()).isEmpty();
    assertThat(DoctorLab.row(ran, "doctor.policy"))
        .isEqualTo("ok: " + policy + ": 1 entry, profile STANDARD");
    assertThat(DoctorLab.rows(ran, "doctor.upstream")).hasSize(2);
    assertThat(DoctorLab.row(ran, "doctor.hosts"))
        .isEqualTo("ok: /etc/hosts has no line for these hosts");
    assertThat(ran.status()).isZero();
  }

  @Test
  void policyWithAMistakeFailsAndTheServersAreSkippedBecauseOfIt() throws IOException {
    Path policy = lab.policy("  - host: " + DoctorLab.HOST, "    pinns: []");
    Ran ran = run(policy);
    JsonNode row = DoctorLab.rows(ran, "doctor.policy").get(0);
    assertThat(DoctorLab.shown(row))
        .isEqualTo(
            "failed: " + policy + " can't be used: line 7: endpoints[0].pinns: no such field");
    assertThat(row.path("remedy").asText()).endsWith("trustconnect policy check shows all");
    assertThat(DoctorLab.row(ran, "doctor.upstream"))
        .isEqualTo("skipped: skipped because of policy");
    assertThat(DoctorLab.row(ran, "doctor.hosts")).isEqualTo("skipped: skipped because of policy");
    assertThat(ran.json().get(0).path("summary").asText())
        .isEqualTo("TrustConnect can't work here: policy failed.");
    assertThat(ran.status()).isEqualTo(1);
    assertThat(lab.first.requests()).isEmpty();
  }

  /** The servers of the command line are known although the policy can't be used. */
  @Test
  void serversOfTheCommandLineAreCheckedDespiteABrokenPolicy() throws IOException {
    Path policy = lab.policy("  - hosst: x");
    Ran ran = run(policy, lab.servers().toArray(String[]::new));
    assertThat(DoctorLab.rows(ran, "doctor.upstream"))
        .extracting(row -> row.path("state").asText())
        .containsExactly("ok", "ok");
    assertThat(ran.status()).isEqualTo(1);
  }

  @Test
  void pinsThatAreDueAreAWarning() throws IOException {
    Path policy =
        lab.policy("  - host: " + DoctorLab.HOST, "    " + PINS, "    pinsExpire: 2026-06-10");
    assertThat(DoctorLab.row(run(policy), "doctor.policy"))
        .isEqualTo("warning: the pins of www.example.test are to be renewed by 2026-06-10");
    lab.policy("  - host: " + DoctorLab.HOST, "    " + PINS, "    pinsExpire: 2030-01-01");
    assertThat(DoctorLab.row(run(policy), "doctor.policy")).startsWith("ok: ");
  }

  @Test
  void hostThatNoEntryCoversIsAWarningOrAFailure() throws IOException {
    Path policy = lab.policy("  - host: other.example.test");
    assertThat(DoctorLab.row(run(policy, "--host", DoctorLab.HOST), "doctor.policy"))
        .isEqualTo("warning: www.example.test has no entry: the defaults apply to it");
    Files.writeString(
        policy, Files.readString(policy).replace("version: 1", "version: 1\nprofile: STRICT"));
    assertThat(DoctorLab.row(run(policy, "--host", DoctorLab.HOST), "doctor.policy"))
        .isEqualTo("failed: www.example.test has no entry, and profile STRICT refuses it");
  }

  @Test
  void filesThatOnlyTheirOwnerChangesAreInOrder() throws IOException {
    Path policy = lab.policy("  - host: " + DoctorLab.HOST);
    Files.setPosixFilePermissions(policy, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(DoctorLab.row(run(policy), "doctor.files"))
        .isEqualTo("ok: 1 file is readable, and private");
    Files.setPosixFilePermissions(policy, PosixFilePermissions.fromString("rw-r--rw-"));
    assertThat(DoctorLab.row(run(policy), "doctor.files"))
        .isEqualTo("warning: " + policy + " may be changed by every user");
    assertThat(DoctorLab.row(lab.run("--json"), "doctor.files"))
        .isEqualTo("skipped: no policy, lock or state here");
  }

  @Test
  void lockWithMistakesAndOpenStateAreWarnings() throws IOException {
    Path lock = Files.writeString(folder.resolve("trustconnect.lock"), "nonsense: [\n");
    Files.setPosixFilePermissions(lock, PosixFilePermissions.fromString("rw-r--r--"));
    Files.createDirectory(folder.resolve(".trustconnect"));
    Path state = Files.writeString(folder.resolve(".trustconnect/state.jsonl"), "");
    Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(DoctorLab.row(lab.run("--json"), "doctor.files"))
        .isEqualTo("warning: " + lock + " has mistakes; " + state + " may be read by every user");
  }

  @Test
  void endpointThatIsRefusedFails() {
    Ran ran = lab.run("--host", DoctorLab.HOST, "--json");
    assertThat(DoctorLab.row(ran, "doctor.endpoint"))
        .startsWith("failed: www.example.test:443 is refused [address.special-purpose]: seen ");
    assertThat(DoctorLab.rows(ran, "doctor.endpoint").get(0).path("remedy").asText())
        .isEqualTo("trustconnect explain address.special-purpose");
    assertThat(ran.status()).isEqualTo(1);
  }
}
