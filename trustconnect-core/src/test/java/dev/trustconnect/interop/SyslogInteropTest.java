package dev.trustconnect.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trustconnect.audit.AuditEvent;
import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.audit.AuditEvent.Outcome;
import dev.trustconnect.audit.AuditSink;
import dev.trustconnect.audit.SyslogSink;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.testing.TestCa;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Debian's rsyslog gets every event once, also after it was restarted between two events. */
@Timeout(120)
class SyslogInteropTest {
  private static final String ADDRESS = "127.0.0.1";
  private static final String READY = "rsyslogd is ready";

  @TempDir private Path folder;

  private final TestCa corp = TestCa.create("Corp");

  @BeforeEach
  void installed() {
    assumeTrue(Program.find("rsyslogd").isPresent(), "not installed: rsyslogd");
  }

  private static AuditEvent event(int number) {
    return new AuditEvent.Judged(
        Instant.parse("2026-06-01T12:00:00Z"),
        Gate.HANDSHAKE,
        "host" + number + ".test:443",
        Outcome.REFUSED,
        Optional.of(Reason.PIN_NOT_IN_PATH),
        "refused host" + number + "\n<13>1 - - - - - - forged",
        "*.test",
        "ab12",
        List.of(),
        List.of());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(ADDRESS))) {
      return socket.getLocalPort();
    }
  }

  private Path file() {
    return folder.resolve("received.log");
  }

  private Path configuration(boolean tls, int port) throws IOException {
    TestCa.Identity server = corp.server(ADDRESS);
    Files.writeString(folder.resolve("key.pem"), server.keyPem());
    Files.writeString(folder.resolve("server.pem"), TestCa.pem(server.certificate()));
    corp.writePem(folder.resolve("corp.pem"));
    String driver =
        tls
            ? """
            global(defaultNetstreamDriver="ossl" defaultNetstreamDriverCAFile="%1$s/corp.pem"
              defaultNetstreamDriverCertFile="%1$s/server.pem"
              defaultNetstreamDriverKeyFile="%1$s/key.pem")
            module(load="imtcp" streamDriver.name="ossl" streamDriver.mode="1"
              streamDriver.authMode="anon")
            """
                .formatted(folder)
            : "module(load=\"imtcp\")\n";
    return Files.writeString(
        folder.resolve("rsyslog.conf"),
        "global(workDirectory=\"%s\" maxMessageSize=\"64k\" processInternalMessages=\"on\")\n"
                .formatted(folder)
            + driver
            + """
            template(name="whole" type="string"
              string="%%pri%% %%protocol-version%% %%timereported:::date-rfc3339%% %%hostname%% %%app-name%% %%msgid%% %%structured-data%%%%msg%%\\n")
            template(name="ready" type="string" string="%s\\n")
            ruleset(name="events") { action(type="omfile" file="%s" template="whole") }
            input(type="imtcp" address="%s" port="%d" ruleset="events")
            if $programname == "rsyslogd" then {
              action(type="omfile" file="/dev/stdout" template="ready")
            }
            """
                .formatted(READY, file(), ADDRESS, port));
  }

  private Daemon rsyslog(Path configuration) {
    return Daemon.start(
        Program.named("rsyslogd"),
        folder,
        List.of("-n", "-f", configuration.toString(), "-i", folder.resolve("pid").toString()),
        READY,
        folder.resolve("rsyslogd.out"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void everyEventIsReceivedOnce(boolean tls) throws Exception {
    int port = freePort();
    Path configuration = configuration(tls, port);
    SyslogSink.Builder builder = AuditSink.syslog(ADDRESS, port).appName("billing").hostName("app");
    if (tls) {
      builder.roots(List.of(corp.certificate()));
    } else {
      builder.unsafeWithoutTls();
    }
    try (SyslogSink sink = builder.build()) {
      try (Daemon first = rsyslog(configuration)) {
        assertThat(first).isNotNull();
        for (int i = 0; i < 200; i++) {
          sink.accept(event(i));
        }
        awaitLines(200);
      }
      try (Daemon second = rsyslog(configuration)) {
        assertThat(second).isNotNull();
        for (int i = 200; i < 400; i++) {
          sink.accept(event(i));
        }
        awaitLines(400);
      }
    }

    assertThat(Files.readAllLines(file()))
        .containsExactlyElementsOf(IntStream.range(0, 400).mapToObj(this::line).toList());
  }

  /** The daemon writes its file by itself: its lines are waited for, up to the test's limit. */
  private void awaitLines(int count) throws IOException {
    while (!Files.exists(file()) || Files.readAllLines(file()).size() < count) {
      Thread.onSpinWait();
    }
  }

  private String line(int number) {
    StringWriter json = new StringWriter();
    try (AuditSink ecs = AuditSink.ecs(json)) {
      ecs.accept(event(number));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "107 1 2026-06-01T12:00:00.000000Z app billing handshake-judged -"
        + json.toString().strip();
  }
}
