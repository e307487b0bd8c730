package dev.trustconnect.cli.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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

  private static HelloName read(byte[] bytes) throws Refused {
    return HelloName.in(bytes, bytes.length).orElseThrow();
  }

  private static String codeOf(byte[] bytes) {
    return assertThatThrownBy(() -> HelloName.in(bytes, bytes.length))
                .isInstanceOf(Refused.class)
                .actual()
            instanceof Refused refused
        ? refused.code()
        : "";
  }

  @Test
  void nameIsRead() throws Exception {
    byte[] bytes = hello("api.example.test");

    assertThat(read(bytes)).isEqualTo(new HelloName(Optional.of("api.example.test"), bytes.length));
    assertThat(read(hello(null)).serverName()).isEmpty();
  }

  /** RFC 8446 §5.1: a message may come in several records. */
  @Test
  void messageMayComeInPieces() throws Exception {
    assertThat(read(Hellos.inRecordsOf(50, hello("api.example.test"))).serverName())
        .contains("api.example.test");
    assertThat(read(Hellos.inRecordsOf(1, hello("api.example.test"))).serverName())
        .contains("api.example.test");
  }

  @Test
  void everyBeginningOfAMessageWaitsForMore() throws Exception {
    byte[] whole = hello("api.example.test");
    for (int size = 0; size < whole.length; size++) {
      assertThat(HelloName.in(whole, size)).isEmpty();
    }
  }

  @Test
  void twoServerNamesAreRefused() throws Exception {
    byte[] name = Hellos.serverName("api.example.test");
    byte[] other = Hellos.serverName("other.example.test");
    byte[] both = Hellos.serverName("api.example.test", "other.example.test");

    assertThat(read(Hellos.with(name)).serverName()).contains("api.example.test");
    assertThat(codeOf(Hellos.with(name, other))).isEqualTo("proxy.other-name");
    assertThat(codeOf(Hellos.with(name, name))).isEqualTo("proxy.other-name");
    assertThat(codeOf(Hellos.with(both))).isEqualTo("proxy.other-name");
  }

  /** RFC 8446 §4.2, of any extension. */
  @Test
  void repeatedExtensionIsRefused() {
    byte[] any = Hellos.extension(0x1234, new byte[3]);

    assertThat(codeOf(Hellos.with(any, Hellos.serverName("api.example.test"), any)))
        .isEqualTo("proxy.other-name");
  }

  /** Real or GREASE (RFC 9849 §6.2): they can't be told apart. */
  @Test
  void encryptedHelloIsRefused() {
    byte[] encrypted = Hellos.extension(0xfe0d, new byte[64]);

    assertThat(codeOf(Hellos.with(Hellos.serverName("api.example.test"), encrypted)))
        .isEqualTo("proxy.encrypted-hello");
  }

  @Test
  void nameOfAnotherTypeIsRefused() {
    byte[] odd = Hellos.serverName("api.example.test");
    odd[6] = 1; // its name_type

    assertThat(codeOf(Hellos.with(odd))).isEqualTo("proxy.other-name");
  }

  @Test
  void bytesBehindTheHelloInItsRecordAreRefused() throws Exception {
    byte[] hello = hello("api.example.test");
    byte[] twice = Hellos.record(Hellos.twice(Hellos.message(hello)));

    assertThat(codeOf(twice)).isEqualTo("proxy.no-tls");
  }

  @Test
  void anythingElseIsNoTls() {
    assertThat(codeOf("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo("proxy.no-tls");
    assertThat(codeOf(Hellos.record(new byte[] {2, 0, 0, 1, 0}))).isEqualTo("proxy.no-tls");
    assertThat(codeOf(new byte[] {22, 3, 1, 0, 0})).isEqualTo("proxy.no-tls");
    assertThat(codeOf(new byte[] {22, 3, 1, (byte) 0xff, (byte) 0xff})).isEqualTo("proxy.no-tls");
    assertThat(codeOf(Hellos.endless())).isEqualTo("proxy.no-tls");
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
        assertThat(HelloName.in(changed, changed.length)).isNotNull();
      } catch (Refused malformed) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }
}
