package dev.trustconnect.survey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.name.HostName;
import dev.trustconnect.survey.Handshake.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LegacyHelloTest {
  private static final HostName HOST = HostName.parse("old.example.test");

  private byte[] received = {};

  private Handshake answered(String hex) throws IOException {
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    try (ServerSocket server = new ServerSocket(0, 1, loopback)) {
      CompletableFuture<byte[]> hello =
          CompletableFuture.supplyAsync(() -> serve(server, HexFormat.of().parseHex(hex)));
      Handshake seen =
          LegacyHello.with(HOST, loopback, server.getLocalPort(), Duration.ofSeconds(30));
      received = hello.join();
      return seen;
    }
  }

  private static byte[] serve(ServerSocket server, byte[] answer) {
    try (Socket socket = server.accept()) {
      byte[] hello = socket.getInputStream().readNBytes(LegacyHello.hello(HOST).length);
      socket.getOutputStream().write(answer);
      return hello;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1603010031 0200002d 0301, COMPLETED, TLSv1", // server hellos
    "1603020031 0200002d 0302, COMPLETED, TLSv1.1",
    "1503010002 0246, REFUSED, ''", // an alert: protocol_version
    "1603030031 0200002d 0303, REFUSED, ''", // a version that wasn't offered
    "1603010031 0100002d 0301, REFUSED, ''", // not a server hello
    "48545450 2f312e31 20343030, REFUSED, ''", // HTTP/1.1 400
    "'', REFUSED, ''",
  })
  void readsTheFirstRecord(String answer, Outcome outcome, String version) throws IOException {
    Handshake seen = answered(answer.replace(" ", ""));
    assertThat(seen.outcome()).isEqualTo(outcome);
    assertThat(seen.session().protocol()).isEqualTo(version);
    assertThat(seen.kind()).isEqualTo(Handshake.Kind.LEGACY);
  }

  @Test
  void offersNothingNewerAndNamesTheHost() throws IOException {
    Handshake unused = answered("15030100020246");
    assertThat(received).startsWith(0x16, 3, 1).isEqualTo(LegacyHello.hello(HOST));
    assertThat(HexFormat.of().formatHex(received, 9, 11)).isEqualTo("0302");
    assertThat(new String(received, StandardCharsets.ISO_8859_1)).contains("old.example.test");
  }
}
