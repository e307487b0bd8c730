package dev.trustconnect.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.survey.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rows about the system's files and its resolver service. */
class SystemRowsTest {
  @TempDir private Path folder;

  private final FakeMachine machine = new FakeMachine();
  private Hosts hosts = Hosts.of(null, List.of(Endpoint.parse("api.example.com")), false);

  @BeforeEach
  void files() throws IOException {
    Files.createDirectories(folder.resolve("etc"));
    Files.createDirectories(folder.resolve("bin"));
    machine.environment.put("PATH", folder.resolve("bin").toString());
    etc("resolv.conf", "# comment", "nameserver 127.0.0.1", "options trust-ad ndots:2");
    etc("nsswitch.conf", "passwd: files", "hosts:   files  mymachines dns");
    etc("hosts", "127.0.0.1 localhost", "192.0.2.9 other.example.com # api.example.com");
  }

  private void etc(String name, String... lines) throws IOException {
    Files.write(folder.resolve("etc").resolve(name), List.of(lines));
  }

  private void resolvectl(String script) throws IOException {
    Path program = folder.resolve("bin/resolvectl");
    Files.writeString(program, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Row row(String id) {
    Machine examined = machine.machine();
    return new SystemChecks(
            examined,
            new RootFiles(folder),
            new Resolvectl(examined.environment(), Duration.ofSeconds(20)),
            hosts)
        .checks().stream()
            .filter(check -> check.id().equals(id))
            .map(check -> check.examination().get().get(0))
            .findFirst()
            .orElseThrow();
  }

  private String text(String id) {
    Row row = row(id);
    return row.state().code() + ": " + Hidden.shown(row.text());
  }

  @Test
  void resolverOnThisHostIsInOrder() {
    assertThat(text("doctor.resolv"))
        .isEqualTo(
            "ok: nameserver 127.0.0.1, on this host; trust-ad, ndots:2; hosts: files mymachines"
                + " dns");
  }

  @Test
  void resolverElsewhereIsUnprotected() throws IOException {
    etc("resolv.conf", "search corp.internal", "nameserver 10.1.2.3");
    assertThat(text("doctor.resolv"))
        .startsWith("warning: nameserver 10.1.2.3, in the clear and off this host: unprotected")
        .contains("search corp.internal");
  }

  @Test
  void stubIsJudgedByWhatResolvectlSays() throws IOException {
    etc("resolv.conf", "nameserver 127.0.0.53");
    assertThat(text("doctor.resolv"))
        .startsWith("ok: nameserver 127.0.0.53, a stub; no resolvectl");
    resolvectl("[ \"$2\" = status ] && echo '  Protocols: -LLMNR +DNSOverTLS DNSSEC=yes'");
    assertThat(text("doctor.resolv"))
        .startsWith("ok: nameserver 127.0.0.53, a stub that asks over TLS");
    resolvectl("echo '  Protocols: -LLMNR -DNSOverTLS DNSSEC=no/unsupported'");
    assertThat(text("doctor.resolv"))
        .startsWith("warning: nameserver 127.0.0.53, a stub that asks in the clear: unprotected");
  }

  /** Its output is read to a limit only, so that one that never ends printing isn't waited for. */
  @Test
  void resolvectlThatPrintsWithoutEndIsReadToItsLimit() throws IOException {
    etc("resolv.conf", "nameserver 127.0.0.53");
    resolvectl("while :; do echo '+DNSOverTLS +DNSOverTLS +DNSOverTLS +DNSOverTLS'; done");
    assertThat(text("doctor.resolv"))
        .startsWith("ok: nameserver 127.0.0.53, a stub that asks over TLS");
  }

  @Test
  void resolvectlThatDoesNotEndIsLeftOut() throws IOException {
    etc("resolv.conf", "nameserver 127.0.0.53");
    resolvectl("exec tail -f /dev/null");
    Resolvectl hasty = new Resolvectl(machine.environment, Duration.ofMillis(50));
    assertThat(hasty.status()).isEmpty();
  }

  @Test
  void fileOfAnotherKindOrSizeIsNotEvaluated() throws IOException {
    etc("resolv.conf", "x".repeat(RootFiles.MAX_BYTES + 1));
    assertThat(text("doctor.resolv"))
        .isEqualTo("not-evaluated: not evaluated: its files can't be read: larger than 256 KiB");
    Files.delete(folder.resolve("etc/resolv.conf"));
    assertThat(text("doctor.resolv"))
        .isEqualTo("not-evaluated: not evaluated: there is no /etc/resolv.conf");
    Files.createDirectory(folder.resolve("etc/resolv.conf"));
    assertThat(text("doctor.resolv")).contains("not a regular file");
  }

  @Test
  void hostsFileWithoutAHostOfOursIsInOrder() {
    assertThat(text("doctor.hosts")).isEqualTo("ok: /etc/hosts has no line for these hosts");
  }

  @Test
  void lineOfTheHostsFileForAHostOfOursFails() throws IOException {
    etc("hosts", "127.0.0.1 localhost", "10.6.6.6\talias API.Example.com");
    assertThat(text("doctor.hosts"))
        .isEqualTo("failed: /etc/hosts line 2 leads API.Example.com to 10.6.6.6");
    assertThat(row("doctor.hosts").remedy()).startsWith("remove the line");
  }

  @Test
  void withoutHostsThereIsNothingToCheck() {
    hosts = Hosts.of(null, List.of(), false);
    assertThat(text("doctor.hosts")).isEqualTo("skipped: no host to look for");
    hosts = Hosts.of(null, List.of(), true);
    assertThat(row("doctor.hosts")).isEqualTo(Row.skipped("doctor.hosts", "doctor.policy"));
  }

  @Test
  void otherSystemsAreNotEvaluatedAndSayWhatToRun() {
    machine.os = "Windows 11";
    assertThat(text("doctor.resolv")).isEqualTo("not-evaluated: not evaluated: Windows");
    assertThat(row("doctor.resolv").remedy()).contains("Resolve-DnsName");
    assertThat(row("doctor.hosts").remedy()).contains("drivers\\etc\\hosts");
    machine.os = "Mac OS X";
    assertThat(text("doctor.hosts")).isEqualTo("not-evaluated: not evaluated: macOS");
    assertThat(row("doctor.resolv").remedy()).isEqualTo("run scutil --dns");
  }

  /** No text of a file reaches a terminal as a command, nor ends a hidden part. */
  @Test
  void controlCharactersOfFilesAreReplaced() throws IOException {
    etc("resolv.conf", "nameserver 10.1.2.3\u001b[31m\u0003", "search a\u0001b.test");
    etc("nsswitch.conf", "hosts: \u001b]0;x\u0007files");
    String shown = text("doctor.resolv");
    assertThat(shown).contains("10.1.2.3?[31m?", "search a?b.test").doesNotContain("\u001b");
    assertThat(new Hidden().replaced(row("doctor.resolv").text()))
        .startsWith("nameserver [address 1], in the clear")
        .contains("search [name 1]")
        .doesNotContain("10.1.2.3", "b.test");
  }
}
