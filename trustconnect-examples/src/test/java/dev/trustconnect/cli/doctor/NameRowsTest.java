package dev.trustconnect.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.cli.lab.CommandLab.Ran;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The rows about the system's resolver, compared with the signed world. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class NameRowsTest {
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

  private Ran run() {
    return lab.run("--host", DoctorLab.HOST, "--json");
  }

  @Test
  void resolverThatRefusesBrokenSignaturesIsInOrder() {
    Ran ran = lab.run("--json");
    assertThat(DoctorLab.row(ran, "doctor.os-validates"))
        .isEqualTo("ok: the system's resolver refuses dnssec-failed.org and knows iana.test");
    assertThat(DoctorLab.row(ran, "doctor.canary"))
        .isEqualTo("ok: the network doesn't ask to turn DNS over HTTPS off");
    assertThat(DoctorLab.row(ran, "doctor.diverges")).isEqualTo("skipped: no host to look up");
  }

  @Test
  void resolverThatBelievesBrokenSignaturesIsAWarning() {
    lab.machine.resolves("dnssec-failed.org", "192.0.2.66");
    Ran ran = lab.run("--json");
    assertThat(DoctorLab.row(ran, "doctor.os-validates"))
        .isEqualTo(
            "warning: the system's resolver believes dnssec-failed.org, whose signatures are"
                + " broken");
    assertThat(ran.status()).isZero();
  }

  @Test
  void namesOfTheCheckAreSettable() {
    lab.machine.resolves("bad.corp.test", "192.0.2.66");
    assertThat(
            DoctorLab.row(
                lab.run("--broken-name", "bad.corp.test", "--json"), "doctor.os-validates"))
        .startsWith("warning: the system's resolver believes bad.corp.test");
  }

  /** Not evaluated is neither in order nor failed. */
  @Test
  void resolverThatKnowsNothingIsNotEvaluated() {
    Ran ran = lab.run("--signed-name", "unknown.test", "--json");
    assertThat(DoctorLab.row(ran, "doctor.os-validates"))
        .isEqualTo("not-evaluated: not evaluated: the system's resolver knows neither name");
  }

  @Test
  void canaryWithoutAnAddressIsAFact() {
    lab.machine.names.remove("use-application-dns.net");
    Ran ran = lab.run("--json");
    assertThat(DoctorLab.row(ran, "doctor.canary"))
        .isEqualTo(
            "info: the network asks to turn DNS over HTTPS off: use-application-dns.net has no"
                + " address here");
    assertThat(ran.status()).isZero();
  }

  @Test
  void sameNetworkFromBothSidesIsInOrderUnlessAnAddressIsSpecial() {
    lab.machine.resolves(DoctorLab.HOST, "192.0.2.200");
    assertThat(DoctorLab.row(run(), "doctor.diverges"))
        .startsWith("failed: ")
        .contains("192.0.2.200 (Documentation (TEST-NET-1))");
    lab.machine.resolves(DoctorLab.HOST, "192.0.2.1", "2001:db8:0:0:1:0:0:9");
    assertThat(DoctorLab.row(run(), "doctor.diverges")).startsWith("failed: ");
    lab.machine.resolves(DoctorLab.HOST, "192.0.2.1");
    assertThat(DoctorLab.row(run(), "doctor.diverges"))
        .isEqualTo("ok: 1 of 1 hosts have the same networks from both sides");
  }

  @Test
  void privateAddressOfThePublicNameFails() {
    lab.machine.resolves(DoctorLab.HOST, "10.6.6.6");
    assertThat(DoctorLab.row(run(), "doctor.diverges"))
        .isEqualTo(
            "failed: for the system www.example.test is 10.6.6.6 (Private-Use); DNS over HTTPS"
                + " proves another address");
  }

  @Test
  void otherPublicNetworkIsAWarning() {
    lab.machine.resolves(DoctorLab.HOST, "8.8.4.4");
    assertThat(DoctorLab.row(run(), "doctor.diverges"))
        .isEqualTo(
            "warning: the system sends www.example.test to other networks than DNS over HTTPS");
  }

  @Test
  void hostThatOneSideDoesNotKnowIsNotEvaluated() {
    assertThat(DoctorLab.row(run(), "doctor.diverges"))
        .isEqualTo("not-evaluated: not evaluated: no host has addresses from both sides");
  }
}
