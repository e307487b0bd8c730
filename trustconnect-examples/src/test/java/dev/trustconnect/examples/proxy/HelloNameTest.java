package dev.trustconnect.examples.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;

/** Whom a ClientHello calls, and what is none. */
class HelloNameTest {
  /** What the JDK's own TLS says first. */
  private static byte[] hello(String serverName) throws Exception {
    SSLEngine engine = SSLContext.getDefault().createSSLEngine();
    engine.setUseClientMode(true);
    if (serverName != null) {
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(serverName)));
      engine.setSSLParameters(parameters);
    }
    ByteBuffer out = ByteBuffer.allocate(1 << 16);
    engine.wrap(ByteBuffer.allocate(0), out);
    return Arrays.copyOf(out.array(), out.position());
  }

  private static HelloName read(byte[] bytes) throws IOException {
    return HelloName.read(new ByteArrayInputStream(bytes));
  }

  @Test
  void nameIsReadAndTheMessagePassedOnAsItCame() throws Exception {
    byte[] bytes = hello("api.example.test");
    ByteArrayOutputStream passedOn = new ByteArrayOutputStream();

    HelloName hello = read(bytes);
    hello.sendTo(passedOn);

    assertThat(hello.serverName()).contains("api.example.test");
    assertThat(passedOn.toByteArray()).isEqualTo(bytes);
    assertThat(read(hello(null)).serverName()).isEmpty();
  }

  /** RFC 8446 §5.1: a message may come in several records. */
  @Test
  void messageMayComeInPieces() throws Exception {
    byte[] whole = hello("api.example.test");
    ByteArrayOutputStream pieces = new ByteArrayOutputStream();
    for (int at = 5; at < whole.length; at += 50) {
      int size = Math.min(50, whole.length - at);
      pieces.writeBytes(new byte[] {22, 3, 1, 0, (byte) size});
      pieces.write(whole, at, size);
    }

    assertThat(read(pieces.toByteArray()).serverName()).contains("api.example.test");
  }

  @Test
  void everyBeginningOfAMessageIsTooShort() throws Exception {
    byte[] whole = hello("api.example.test");
    for (int size = 0; size < whole.length; size++) {
      byte[] part = Arrays.copyOf(whole, size);
      assertThatThrownBy(() -> read(part)).isInstanceOf(IOException.class);
    }
  }

  /** Seeded: any byte of it changed is read, or refused, and never anything else. */
  @Test
  void changedMessagesAreReadOrRefused() throws Exception {
    byte[] whole = hello("api.example.test");
    Random random = new Random(4711);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] changed = whole.clone();
      changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      try {
        assertThat(read(changed)).isNotNull();
      } catch (IOException malformed) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }
}
