package dev.trustconnect.cli.proxy;

import static dev.trustconnect.cli.lab.EndpointLab.HOST;
import static dev.trustconnect.cli.lab.EndpointLab.OTHER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.testing.TestCa;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that can't finish a handshake with a client without a certificate, and odd hellos. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ProxyJudgingTest {
  @TempDir private Path folder;

  private ProxyLab proxies;

  @BeforeEach
  void open() throws Exception {
    proxies = new ProxyLab(folder);
    proxies.start(List.of());
  }

  @AfterEach
  void stop() throws Exception {
    proxies.close();
  }

  private RawPeer other(TestCa.Identity identity) throws Exception {
    return new RawPeer("127.0.1.11", proxies.lab.peer.port(), proxies.lab.internet.ca(), identity);
  }

  private static void judgeWantingACertificate(RawPeer peer, String version) throws IOException {
    try (SSLSocket tls = peer.acceptTls()) {
      tls.setEnabledProtocols(new String[] {version});
      tls.setNeedClientAuth(true);
      assertThat(catchThrowable(tls::startHandshake)).isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void serverThatWantsAClientCertificateIsJudged(String version) throws Exception {
    try (RawPeer peer = other(proxies.lab.internet.ca().server(OTHER));
        Socket client = proxies.ask(OTHER)) {
      judgeWantingACertificate(peer, version);

      assertThat(ProxyLab.head(client)).startsWith("HTTP/1.1 200 ");
      peer.accept().close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void serverThatWantsAClientCertificateAndHasAWrongOneIsRefused(String version) throws Exception {
    try (RawPeer peer = other(proxies.lab.internet.ca().server(HOST));
        Socket client = proxies.ask(OTHER)) {
      judgeWantingACertificate(peer, version);

      assertThat(ProxyLab.head(client)).startsWith("HTTP/1.1 403 path.name-mismatch\r\n");
    }
  }

  @Test
  void serverThatEndsTheHandshakeWithoutAskingForACertificateIs502() throws Exception {
    try (RawPeer peer = other(proxies.lab.internet.ca().server(OTHER));
        Socket client = proxies.ask(OTHER)) {
      peer.accept().close();

      assertThat(ProxyLab.head(client)).startsWith("HTTP/1.1 502 proxy.server-unreachable\r\n");
    }
  }

  private byte[] answerInTunnel(byte[] hello) throws Exception {
    try (Socket client = proxies.connect()) {
      String head = "CONNECT " + HOST + ":" + proxies.lab.peer.port() + " HTTP/1.1\r\n\r\n";
      client.getOutputStream().write(Hellos.join(head.getBytes(StandardCharsets.US_ASCII), hello));
      assertThat(ProxyLab.head(client)).startsWith("HTTP/1.1 200 ");
      return ProxyLab.rest(client);
    }
  }

  private static byte[] unrecognizedName() {
    return new byte[] {21, 3, 3, 0, 2, 2, 112};
  }

  @Test
  void helloForTwoNamesReachesNoServer() throws Exception {
    byte[] name = Hellos.serverName(HOST);
    byte[] other = Hellos.serverName("twin.example.test");

    assertThat(answerInTunnel(Hellos.with(name, other))).isEqualTo(unrecognizedName());

    proxies.awaitReason("proxy.other-name");
    proxies.lab.peer.awaitNoConnection();
    assertThat(proxies.lab.peer.requests()).isEmpty();
  }

  @Test
  void encryptedHelloReachesNoServer() throws Exception {
    byte[] encrypted = Hellos.extension(0xfe0d, new byte[200]);

    assertThat(answerInTunnel(Hellos.with(Hellos.serverName(HOST), encrypted)))
        .isEqualTo(unrecognizedName());

    proxies.awaitReason("proxy.encrypted-hello");
    assertThat(proxies.told())
        .extracting(line -> line.path("event").asText())
        .containsExactly("refused");
  }

  @Test
  void hostIsComparedInItsOneSpelling() throws Exception {
    try (Socket client = proxies.connect()) {
      ProxyLab.write(
          client, "CONNECT API.Example.TEST.:" + proxies.lab.peer.port() + " HTTP/1.1\r\n\r\n");
      assertThat(ProxyLab.head(client)).startsWith("HTTP/1.1 200 ");
      client.getOutputStream().write(Hellos.with(Hellos.serverName(HOST)));
      proxies.awaitEvent("open");
    }
  }
}
