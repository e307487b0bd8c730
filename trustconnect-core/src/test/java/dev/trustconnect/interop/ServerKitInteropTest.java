package dev.trustconnect.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.audit.AuditEvent.Judged;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.server.ClientRules;
import dev.trustconnect.server.ServerKit;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients of OpenSSL and curl at Java servers whose clients our kit checks. */
@Timeout(120)
class ServerKitInteropTest {
  private static final String HOST = "gateway.example.test";
  private static final String CLIENT = "billing.corp.example";

  @TempDir private Path folder;

  private final TestInternet internet = TestInternet.usual();
  private final TestCa corp = TestCa.create("Corp");
  private final TrustConnect trust = internet.trust().build();

  @AfterEach
  void close() {
    trust.close();
    internet.close();
  }

  /** A program that is a TLS client. */
  private enum Caller {
    OPENSSL {
      @Override
      List<String> arguments(int port, String version, boolean identified) {
        List<String> arguments =
            new ArrayList<>(
                List.of("s_client", "-quiet", "-connect", GuardedServer.ADDRESS + ":" + port));
        arguments.addAll(
            List.of("-servername", HOST, "-verify_hostname", HOST, "-verify_return_error"));
        arguments.addAll(List.of("-CAfile", "roots.pem"));
        arguments.add(version.equals("TLSv1.3") ? "-tls1_3" : "-tls1_2");
        if (identified) {
          arguments.addAll(List.of("-cert", "client.pem", "-key", "client.pem"));
        }
        return arguments;
      }
    },
    CURL {
      @Override
      List<String> arguments(int port, String version, boolean identified) {
        String number = version.substring("TLSv".length());
        List<String> arguments =
            new ArrayList<>(
                List.of("-sS", "--http1.1", "--cacert", "roots.pem", "--tlsv" + number));
        arguments.addAll(List.of("--tls-max", number));
        arguments.addAll(List.of("--resolve", HOST + ":" + port + ":" + GuardedServer.ADDRESS));
        if (identified) {
          arguments.addAll(List.of("--cert", "client.pem", "--key", "client.pem"));
        }
        arguments.add("https://" + HOST + ":" + port + "/");
        return arguments;
      }
    };

    /** The command line, in a folder with {@code roots.pem} and {@code client.pem}. */
    abstract List<String> arguments(int port, String version, boolean identified);

    String program() {
      return this == OPENSSL ? "openssl" : "curl";
    }
  }

  static Stream<Arguments> calls() {
    return Stream.of(GuardedServer.Kind.values())
        .flatMap(
            kind ->
                Stream.of(Caller.values())
                    .flatMap(
                        caller ->
                            Stream.of("TLSv1.2", "TLSv1.3")
                                .map(version -> Arguments.of(kind, caller, version))));
  }

  /** What the program prints, calling as {@code client}, or without a certificate. */
  private String call(
      GuardedServer.Kind kind, Caller caller, String version, TestCa.@Nullable Identity client)
      throws Exception {
    ServerKit kit =
        trust.server(ClientRules.roots(TrustRoots.of(corp.certificate())).names(CLIENT).build());
    TestCa.Identity own =
        corp.odd(HOST)
            .purposes(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth)
            .identity();
    corp.writePem(folder.resolve("roots.pem"));
    if (client != null) {
      Files.writeString(folder.resolve("client.pem"), client.pem());
    }
    try (StrictServer server = GuardedServer.start(kind, kit, own.asClient())) {
      return printed(caller, caller.arguments(server.port(), version, client != null));
    }
  }

  /** curl makes its own request, and OpenSSL sends its input. */
  private String printed(Caller caller, List<String> arguments)
      throws IOException, InterruptedException {
    Path request =
        Files.writeString(
            folder.resolve("request"),
            "GET / HTTP/1.1\r\nhost: " + HOST + "\r\nconnection: close\r\n\r\n");
    Process process =
        Program.named(caller.program())
            .builder(folder, arguments)
            .redirectInput(request.toFile())
            .start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return output;
    } finally {
      process.destroyForcibly();
    }
  }

  private List<Reason> refusals() {
    trust.close(); // all events have arrived
    return internet.events().stream()
        .filter(Judged.class::isInstance)
        .map(Judged.class::cast)
        .filter(event -> event.gate() == Gate.CLIENT)
        .flatMap(event -> event.reason().stream())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("calls")
  void listedClientIsServed(GuardedServer.Kind kind, Caller caller, String version)
      throws Exception {
    assertThat(call(kind, caller, version, corp.client(CLIENT))).contains(CLIENT);
    assertThat(refusals()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("calls")
  void clientWithoutACertificateIsRefused(GuardedServer.Kind kind, Caller caller, String version)
      throws Exception {
    assertThat(call(kind, caller, version, null)).containsIgnoringCase("alert");
  }

  @ParameterizedTest
  @MethodSource("calls")
  void clientOfAnotherAuthorityIsRefused(GuardedServer.Kind kind, Caller caller, String version)
      throws Exception {
    TestCa.Identity other = TestCa.create("Another").client(CLIENT);

    assertThat(call(kind, caller, version, other))
        .containsIgnoringCase("alert")
        .doesNotContain(CLIENT);
    assertThat(refusals()).containsExactly(Reason.PATH_ISSUER_UNKNOWN);
  }

  @ParameterizedTest
  @MethodSource("calls")
  void clientThatIsNotListedIsRefused(GuardedServer.Kind kind, Caller caller, String version)
      throws Exception {
    assertThat(call(kind, caller, version, corp.client("other.corp.example")))
        .containsIgnoringCase("alert")
        .doesNotContain("other.corp");
    assertThat(refusals()).containsExactly(Reason.PATH_CLIENT_NOT_LISTED);
  }
}
