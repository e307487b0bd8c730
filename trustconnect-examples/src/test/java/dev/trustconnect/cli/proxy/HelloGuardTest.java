package dev.trustconnect.cli.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;

/** What may pass before and after a server's first message. */
class HelloGuardTest {
  private static final String HOST = "api.example.test";

  private final HelloGuard guard = new HelloGuard(HOST);
  private final ByteArrayOutputStream passed = new ByteArrayOutputStream();

  private void client(byte[] bytes) throws Refused {
    collect(guard.pass(ByteBuffer.wrap(bytes)));
    collectAll();
  }

  private void collectAll() throws Refused {
    for (ByteBuffer more = guard.waiting(); more.hasRemaining(); more = guard.waiting()) {
      collect(more);
    }
  }

  private void collect(ByteBuffer bytes) {
    byte[] some = new byte[bytes.remaining()];
    bytes.get(some);
    passed.writeBytes(some);
  }

  private void server(byte[] bytes) throws Refused {
    guard.fromServer(ByteBuffer.wrap(bytes));
    collectAll();
  }

  private static byte[] helloFor(String name) {
    return Hellos.with(Hellos.serverName(name));
  }

  private static byte[] retry() throws Exception {
    return Hellos.serverHello(
        MessageDigest.getInstance("SHA-256")
            .digest("HelloRetryRequest".getBytes(StandardCharsets.US_ASCII)));
  }

  private static byte[] changeCipherSpec() {
    return Hellos.record(20, new byte[] {1});
  }

  @Test
  void firstHelloPassesAndWhatFollowsWaits() throws Refused {
    client(helloFor(HOST));
    byte[] later = Hellos.record(23, new byte[100]);
    client(later);

    assertThat(passed.toByteArray()).isEqualTo(helloFor(HOST));
    server(Hellos.serverHello(new byte[32]));
    assertThat(passed.toByteArray()).isEqualTo(Hellos.join(helloFor(HOST), later));
    assertThat(guard.isHolding()).isFalse();
  }

  /** A resumed session of TLS 1.2: its Finished is encrypted and may begin like a hello. */
  @Test
  void afterAnOrdinaryAnswerNothingIsInspected() throws Refused {
    client(helloFor(HOST));
    server(Hellos.serverHello(new byte[32]));
    byte[] looksLikeAHello = helloFor("other.example.test");
    client(Hellos.join(changeCipherSpec(), looksLikeAHello));

    assertThat(passed.toByteArray()).endsWith(looksLikeAHello);
  }

  @Test
  void secondHelloForTheSameNamePasses() throws Exception {
    client(helloFor(HOST));
    server(retry());
    byte[] second =
        Hellos.join(
            changeCipherSpec(),
            Hellos.record(23, new byte[300]),
            Hellos.inRecordsOf(7, helloFor(HOST)));
    for (byte single : second) {
      client(new byte[] {single});
    }
    byte[] data = Hellos.record(23, new byte[10]);
    client(data);

    assertThat(passed.toByteArray()).isEqualTo(Hellos.join(helloFor(HOST), second, data));
  }

  @Test
  void secondHelloForAnotherNameIsRefused() throws Exception {
    client(helloFor(HOST));
    server(retry());

    Refused refused =
        catchThrowableOfType(
            Refused.class,
            () ->
                client(
                    Hellos.join(
                        changeCipherSpec(),
                        Hellos.inRecordsOf(40, helloFor("other.example.test")))));

    assertThat(refused.code()).isEqualTo("proxy.other-name");
    assertThat(passed.toByteArray()).isEqualTo(Hellos.join(helloFor(HOST), changeCipherSpec()));
  }

  /** It doesn't wait for the server's answer, which it can foresee. */
  @Test
  void secondHelloThatComesEarlyIsRefusedToo() throws Exception {
    client(Hellos.join(helloFor(HOST), helloFor("other.example.test")));
    assertThat(passed.toByteArray()).isEqualTo(helloFor(HOST));

    Refused refused = catchThrowableOfType(Refused.class, () -> server(retry()));

    assertThat(refused.code()).isEqualTo("proxy.other-name");
    assertThat(passed.toByteArray()).isEqualTo(helloFor(HOST));
  }

  @Test
  void answerOfTheServerIsKnownInPiecesToo() throws Exception {
    client(helloFor(HOST));
    for (byte single : Hellos.inRecordsOf(3, retry())) {
      server(new byte[] {single});
    }

    Refused refused =
        catchThrowableOfType(Refused.class, () -> client(helloFor("other.example.test")));

    assertThat(refused.code()).isEqualTo("proxy.other-name");
  }

  @Test
  void clientThatNeverStopsIsNotReadForEver() throws Refused {
    client(helloFor(HOST));
    while (guard.hasRoom()) {
      client(new byte[1_000]);
    }

    assertThat(passed.toByteArray()).isEqualTo(helloFor(HOST));
    server(new byte[] {21, 3, 3, 0, 2, 2, 40});
    assertThat(passed.size()).isEqualTo(helloFor(HOST).length + HelloName.MAX_BYTES);
  }

  @Test
  void helloWithoutANameIsRefused() {
    Refused refused = catchThrowableOfType(Refused.class, () -> client(Hellos.with()));

    assertThat(refused.code()).isEqualTo("proxy.other-name");
  }
}
