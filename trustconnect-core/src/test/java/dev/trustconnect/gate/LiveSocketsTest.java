package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.name.HostName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which connections a name doesn't lead to any more. */
class LiveSocketsTest {
  private static final HostName HOST = HostName.parse("api.example.test");

  private final LiveSockets live = new LiveSockets();
  private final SSLSocket tls = socket();
  private final Socket below = new Socket();

  private static SSLSocket socket() {
    try {
      return (SSLSocket) SSLSocketFactory.getDefault().createSocket();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<InetAddress> addresses(String text) throws IOException {
    return text == null ? List.of() : List.of(InetAddress.getByName(text));
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.1.10, 127.0.1.10, false",
    "127.0.1.10, 127.0.1.11, true",
    "127.0.1.10,, true",
    ", 127.0.1.10, false",
    ",, true",
  })
  void peerThatCantBeSeenIsAStrayOnlyIfTheNameLeadsNowhere(String peer, String led, boolean stray)
      throws IOException {
    live.add(tls, below, HOST, peer == null ? null : InetAddress.getByName(peer));

    assertThat(live.strays(HostName.parse("other.example.test"), List.of())).isEmpty();
    assertThat(live.strays(HOST, addresses(led))).isEqualTo(stray ? List.of(below) : List.of());
    assertThat(live.strays(HOST, addresses(led))).as("told once").isEmpty();
  }

  @Test
  void connectionThatIsClosedIsNoStray() throws IOException {
    live.add(tls, below, HOST, null);
    tls.close();

    assertThat(live.strays(HOST, List.of())).isEmpty();
  }
}
