package dev.trustconnect.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.trustconnect.name.HostName;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.peer.PeerName;
import dev.trustconnect.pin.Pin;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.upstream.transport.DohServer;
import dev.trustconnect.upstream.transport.DohUrl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DohUpstreamTest {
  private static final Pin PIN = TestInternet.SPARE_PIN;

  @Test
  void presetsAreAtTheirPublishedAddresses() {
    assertThat(addresses(DohUpstream.QUAD9)).startsWith("9.9.9.9", "149.112.112.112").hasSize(4);
    assertThat(addresses(DohUpstream.CLOUDFLARE)).startsWith("1.1.1.1", "1.0.0.1").hasSize(4);
    assertThat(addresses(DohUpstream.GOOGLE)).startsWith("8.8.8.8", "8.8.4.4").hasSize(4);
    assertThat(Stream.of(DohUpstream.QUAD9, DohUpstream.CLOUDFLARE, DohUpstream.GOOGLE))
        .extracting(DohUpstream::label)
        .containsExactly("dns.quad9.net", "cloudflare-dns.com", "dns.google");
  }

  @ParameterizedTest
  @CsvSource({
    "http://192.0.2.1/dns-query, 1, https",
    "192.0.2.1, 1, https",
    "'', 1, https",
    "https://me:secret@192.0.2.1/, 9, user name",
    "https://me@under_score.example/, 9, user name",
    "https://192.0.2.1/dns-query#top, 28, fragment",
    "https:///dns-query, 9, host name",
    "https://under_score.example/, 9, host name",
    "https://bücher.example/, 9, xn--",
    "https://1.2.3/dns-query, 9, address literal",
    "https://192.0.2.256/, 9, address literal",
    "https://[fe80::1%25lo]/, 9, address literal",
    "https://192.0.2.1:0/, 19, port",
    "https://192.0.2.1:65536/, 19, port",
    "https://192.0.2.1/{name}, 19, Illegal character",
    "https://192.0.2.1/a b, 20, Illegal character",
  })
  void urlErrorNamesThePlace(String url, int place, String rule) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DohUpstream.builder(url))
        .withMessageContaining("at character " + place + ":")
        .withMessageContaining(rule)
        .satisfies(e -> assertThat(e.toString()).doesNotContain("secret"));
  }

  @ParameterizedTest
  @CsvSource({
    "https://192.0.2.1/dns-query, 192.0.2.1",
    "https://192.0.2.1/dns-query{?dns}, 192.0.2.1",
    "HTTPS://192.0.2.1:8443/, 192.0.2.1:8443",
    "https://[2001:db8::1], [2001:db8::1]",
    "https://[2001:DB8::1]:8443/x, [2001:db8::1]:8443",
  })
  void labelIsHostAndPort(String url, String label) {
    assertThat(DohUpstream.builder(url).build().label()).isEqualTo(label);
  }

  @Test
  void nameIsCanonical() {
    DohUpstream upstream =
        DohUpstream.builder("https://DNS.Example./dns-query").bootstrap("192.0.2.1").build();

    assertThat(upstream.label()).isEqualTo("dns.example");
    assertThat(upstream).hasToString("dns.example at 192.0.2.1");
  }

  @Test
  void serverByNameNeedsAnAddress() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DohUpstream.builder("https://localhost/dns-query").build())
        .withMessageContaining("bootstrap");
  }

  @Test
  void serverByAddressTakesNoOther() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DohUpstream.builder("https://192.0.2.1/").bootstrap("192.0.2.2").build())
        .withMessageContaining("address already");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "dns.example", "", "1.2.3", "192.0.2.01", "0x7f.1", "fe80::1%lo"})
  void bootstrapAddressIsALiteral(String text) {
    DohUpstream.Builder builder = DohUpstream.builder("https://dns.example/");

    assertThatIllegalArgumentException().isThrownBy(() -> builder.bootstrap(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "sha1/AAAA", "sha256/AAAA", "sha256/not base64", "AAAA"})
  void pinIsASha256Digest(String text) {
    DohUpstream.Builder builder = DohUpstream.builder("https://192.0.2.1/");

    assertThatIllegalArgumentException().isThrownBy(() -> builder.pins(Pin.parse(text)));
  }

  @Test
  void authorityFileHoldsCertificates(@TempDir Path directory) throws IOException {
    DohUpstream.Builder builder = DohUpstream.builder("https://192.0.2.1/");
    Path empty = Files.createFile(directory.resolve("empty.pem"));
    Path noise = Files.writeString(directory.resolve("noise.pem"), "no certificate\n");
    Path large = Files.write(directory.resolve("large.pem"), new byte[(1 << 20) + 1]);
    Path missing = directory.resolve("missing.pem");

    assertThatIllegalArgumentException().isThrownBy(() -> builder.roots(TrustRoots.fromPem(empty)));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.roots(TrustRoots.fromPem(noise)));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.roots(TrustRoots.fromPem(large)));
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> builder.roots(TrustRoots.fromPem(missing)));
  }

  @Test
  void upstreamsOfTheSamePartsAreEqual(@TempDir Path directory) throws IOException {
    TestCa ca = TestCa.create("Test CA");
    Path pem = ca.writePem(directory.resolve("ca.pem"));

    DohUpstream one =
        DohUpstream.builder("https://dns.example/q")
            .bootstrap("192.0.2.1")
            .roots(TrustRoots.fromPem(pem))
            .pins(PIN)
            .build();
    DohUpstream same =
        DohUpstream.builder("https://DNS.EXAMPLE/q")
            .bootstrap("192.0.2.1")
            .roots(TrustRoots.of(ca.certificate()))
            .pins(PIN)
            .build();
    DohUpstream unpinned =
        DohUpstream.builder("https://dns.example/q")
            .bootstrap("192.0.2.1")
            .roots(TrustRoots.of(ca.certificate()))
            .build();

    assertThat(one).isEqualTo(same).hasSameHashCodeAs(same).isNotEqualTo(unpinned);
  }

  @Test
  void withoutAnotherTransportTheJdksIsUsed() {
    assertThat(DohTransports.preferred().open(server())).isInstanceOf(JdkDohTransport.class);
  }

  private static DohServer server() {
    ServerTrust trust =
        new ServerTrust(
            PeerName.of(HostName.parse("dns.example")),
            TrustRoots.system(),
            List.of(),
            InstantSource.system());
    return new DohServer(
        "dns.example",
        URI.create("https://dns.example/"),
        "dns.example",
        443,
        List.of(DohUrl.address("192.0.2.1")),
        true,
        trust.context(),
        trust,
        null,
        null);
  }

  private static List<String> addresses(DohUpstream upstream) {
    return upstream.addresses().stream().map(InetAddress::getHostAddress).toList();
  }
}
