package dev.trustconnect.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.cli.lab.CommandLab.Ran;
import dev.trustconnect.testing.SignedWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The rows about the clock and the anchors, in a signed world whose time the test chooses. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class RootRowsTest {
  @TempDir private Path folder;

  @Test
  void clockOfTheWorldIsInOrderAndSoAreItsAnchors() throws IOException {
    try (DoctorLab lab = new DoctorLab(folder)) {
      Ran ran = lab.run("--json");
      assertThat(DoctorLab.row(ran, "doctor.clock"))
          .isEqualTo(
              "ok: within 60 s of 2 servers, inside the root's signatures, 2026-05-25 to"
                  + " 2026-06-15");
      assertThat(DoctorLab.row(ran, "doctor.anchors"))
          .matches("ok: the root's keys are verified by (\\d+) of \\1");
      assertThat(ran.status()).isZero();
    }
  }

  @Test
  void clockSomeMinutesAheadIsAWarning() throws IOException {
    try (DoctorLab lab = new DoctorLab(folder)) {
      lab.at = SignedWorld.NOW.plus(Duration.ofMinutes(5));
      Ran ran = lab.run("--json");
      assertThat(DoctorLab.row(ran, "doctor.clock"))
          .matches("warning: 4 min \\d+ s ahead of 2 servers; inside the root's signatures.*");
      assertThat(ran.status()).isZero();
    }
  }

  @Test
  void clockSomeMinutesBehindIsAWarning() throws IOException {
    try (DoctorLab lab = new DoctorLab(folder)) {
      lab.at = SignedWorld.NOW.minus(Duration.ofMinutes(5));
      assertThat(DoctorLab.row(lab.run("--json"), "doctor.clock"))
          .matches("warning: 5 min \\d+ s behind 2 servers; inside the root's signatures.*");
    }
  }

  /** A server can lie about the time; the signed times can't be changed. */
  @Test
  void clockOutsideTheSignaturesFailsWhateverTheServersSay() throws IOException {
    try (DoctorLab lab = new DoctorLab(folder)) {
      lab.at = SignedWorld.NOW.plus(Duration.ofDays(60));
      lab.dated(lab.at);
      Ran ran = lab.run("--json");
      assertThat(DoctorLab.row(ran, "doctor.clock"))
          .isEqualTo(
              "failed: at least 46 d 0 h ahead: the root's signatures ended"
                  + " 2026-06-15T12:00:00Z");
      assertThat(DoctorLab.row(ran, "doctor.anchors")).startsWith("ok: the root's keys");
      assertThat(ran.status()).isEqualTo(1);
      assertThat(ran.json().get(0).path("summary").asText())
          .isEqualTo("TrustConnect can't work here: clock failed.");

      lab.at = SignedWorld.NOW.minus(Duration.ofDays(60));
      assertThat(DoctorLab.row(lab.run("--json"), "doctor.clock"))
          .isEqualTo(
              "failed: at least 53 d 0 h behind: the root's signatures begin"
                  + " 2026-05-25T12:00:00Z");
    }
  }

  @Test
  void anchorThatFitsNoKeyFails() throws IOException {
    try (DoctorLab lab = new DoctorLab(folder)) {
      String other = lab.world.anchorRecords().get(0).toString();
      int digest = other.lastIndexOf(' ');
      Files.writeString(lab.anchors, other.substring(0, digest) + " " + "AB".repeat(32) + "\n");
      Ran ran = lab.run("--json");
      assertThat(DoctorLab.row(ran, "doctor.anchors"))
          .startsWith("failed: no anchor fits the root's keys: ")
          .endsWith("[dnssec.key-not-in-ds]");
      assertThat(DoctorLab.row(ran, "doctor.clock"))
          .isEqualTo("ok: within 60 s of 2 servers, no signature of the root to compare with");
      assertThat(ran.status()).isEqualTo(1);
    }
  }

  /** The root publishes a new key for months before it uses it. */
  @Test
  void keyOfTheRootThatIsNotAnAnchorIsAWarning() throws IOException {
    try (DoctorLab lab =
        new DoctorLab(folder, DoctorLab.plan().zone(".", zone -> zone.keys(2, 1)))) {
      lab.anchors(lab.world.anchorRecords().subList(0, 1));
      Ran ran = lab.run("--json");
      assertThat(DoctorLab.row(ran, "doctor.anchors"))
          .matches(
              "warning: the root's keys are verified by \\d+ of \\d+; the root also has key \\d+,"
                  + " which isn't an anchor here");
      assertThat(ran.status()).isZero();
    }
  }
}
