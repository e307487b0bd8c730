package dev.trustconnect.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.name.HostName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LockFileTest {
  private static final String WHOLE =
      """
      # trustconnect.lock: what is known of the endpoints. Written by `trustconnect lock`; review it like code.
      lock: 1
      endpoints:
        api.example.com:443:
          name:
            verdict: INSECURE
            zone: example.com
            aliases: [cdn.example.net]
            operators: [dns-operator.example]
            networks: moving
          tls:
            authorities: ["Google Trust Services LLC", "Let's Encrypt"]
            roots: ["sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]
            keys: reissued
            protocol: TLSv1.3
            clientCertificate: none
            scts: 2
          http:
            status: 4xx
            type: application/json
            server: nginx
          because: "second CA since 2026-11, \\"SEC-512\\""
        secure.example.org:8443:
          name:
            verdict: SECURE
            zone: example.org
            ds: ["13/2", "15/4"]
            aliases: [[cdn-a.example, cdn-b.example], edge.example]
            operators: [ns.example]
            networks: [203.0.113.0/24, "2001:db8::/48"]
          tls:
            authorities: ["Ährenwort \\\\ Söhne"]
            roots: ["sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]
            keys: {reused: ["sha256/BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA="]}
            clientCertificate: required
          http:
            status: [2xx, 4xx]
            type: []
            server: []
      """;

  @TempDir private Path folder;

  @Test
  void whatIsWrittenIsReadBackToTheByte() {
    assertThat(TrustLock.parse(WHOLE, "lock").toText()).isEqualTo(WHOLE);
  }

  @Test
  void orderAndStyleOfTheInputDoNotMatter() {
    String other =
        """
        endpoints:
          b.example:443:
            because: x
            name: {networks: ["2001:db8:0:0::/48", 203.0.113.0/24], operators: [b.example, a.example],
              aliases: [], zone: b.example, verdict: INSECURE}
          a.example:443:
            name:
              verdict: INSECURE
              zone: a.example
              aliases: []
              operators: []
              networks: []
        lock: 1
        """;
    assertThat(TrustLock.parse(other, "lock").toText())
        .isEqualTo(
            LockText.HEADER
                + """
                lock: 1
                endpoints:
                  a.example:443:
                    name:
                      verdict: INSECURE
                      zone: a.example
                      aliases: []
                      operators: []
                      networks: []
                  b.example:443:
                    name:
                      verdict: INSECURE
                      zone: b.example
                      aliases: []
                      operators: [a.example, b.example]
                      networks: [203.0.113.0/24, "2001:db8::/48"]
                    because: "x"
                """);
  }

  @Test
  void anEmptyLockIsReadBack() {
    String empty = TrustLock.empty().toText();
    assertThat(TrustLock.parse(empty, "lock")).isEqualTo(TrustLock.empty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "lock: 1                | lock: 2                    | :2:7: lock: '2' isn't supported",
        "zone: example.com      | zone: example.com\\n"
            + "      region: eu | :8:7: endpoints.api.example.com:443.name.region: no such field",
        "verdict: INSECURE      | verdict: insecure          | :6:16:"
            + " endpoints.api.example.com:443.name.verdict: 'insecure' isn't one",
        "verdict: INSECURE      | verdict: [                 | check quotes and indentation",
        "networks: moving       | networks: still            | networks: 'still'; moving, or a"
            + " list",
        "networks: moving       | networks: [1.2.3.4/99]     | a prefix has 0 to 32 bits",
        "keys: reissued         | keys: renewed              | keys: 'renewed'; reissued, or"
            + " reused:",
        "scts: 2                | scts: many                 | 'many' isn't such a number",
        "protocol: TLSv1.3      | protocol: SSLv3            | 'SSLv3' isn't a TLS version",
        "api.example.com:443:   | API.example.com:443:       | isn't how it is written:"
            + " api.example.com:443",
        "api.example.com:443:   | api.example.com:           | isn't how it is written:"
            + " api.example.com:443",
        "secure.example.org:8443: | api.example.com:443:     | written twice",
      })
  void aMistakeIsReportedWithItsPlace(String right, String wrong, String message) {
    String text = WHOLE.replace(right.strip(), wrong.strip().replace("\\n", "\n"));
    assertThatThrownBy(() -> TrustLock.parse(text, "trustconnect.lock"))
        .isInstanceOf(LockFileException.class)
        .hasMessageStartingWith("trustconnect.lock:")
        .hasMessageContaining(message.strip());
  }

  @Test
  void allMistakesAreReportedAtOnce() {
    String text = WHOLE.replace("scts: 2", "scts: x").replace("networks: moving", "networks: x");
    assertThatThrownBy(() -> TrustLock.parse(text, "lock"))
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(2));
  }

  @Test
  void charactersThatCannotBeShownAreRefused() {
    String text = WHOLE.replace("second CA", "second\\e[2J CA");
    assertThatThrownBy(() -> TrustLock.parse(text, "lock"))
        .hasMessageContaining("U+001B")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\u001b"));
    assertThatThrownBy(() -> TrustLock.parse(WHOLE.replace("because:", "b\\e: #"), "lock"))
        .isInstanceOf(LockFileException.class);
  }

  @Test
  void aFileThatIsNoLockIsRefused() throws IOException {
    Path file = folder.resolve("trustconnect.lock");
    assertThatThrownBy(() -> TrustLock.read(file)).isInstanceOf(NoSuchFileException.class);
    Files.writeString(file, "");
    assertThatThrownBy(() -> TrustLock.read(file)).hasMessageContaining("begin with lock: 1");
    Files.write(file, new byte[] {(byte) 0xff});
    assertThatThrownBy(() -> TrustLock.read(file)).hasMessageContaining("not UTF-8");
    Files.writeString(file, "#".repeat((4 << 20) + 1));
    assertThatThrownBy(() -> TrustLock.read(file)).hasMessageContaining("larger than 4 MiB");
    Files.writeString(file, WHOLE, StandardCharsets.UTF_8);
    assertThat(TrustLock.read(file).endpoints()).hasSize(2);
  }

  @Test
  void mergingIsTheUnionAndDoesNotDependOnTheOrder() {
    TrustLock one = TrustLock.parse(WHOLE, "one");
    TrustLock other =
        TrustLock.parse(
            WHOLE
                .replace("verdict: INSECURE\n", "verdict: SECURE\n")
                .replace("[cdn.example.net]", "[other.example, second.example]")
                .replace("[dns-operator.example]", "[b.example]")
                .replace("Google Trust Services LLC", "Sectigo")
                .replace("TLSv1.3", "TLSv1.2")
                .replace("scts: 2", "scts: 1")
                .replace("status: 4xx", "status: 2xx"),
            "other");
    TrustLock both = one.merge(other);
    assertThat(both).isEqualTo(other.merge(one));
    assertThat(both.merge(one)).isEqualTo(both);
    assertThat(both.toText())
        .contains("verdict: SECURE")
        .contains("aliases: [[cdn.example.net, other.example], second.example]")
        .contains("operators: [b.example, dns-operator.example]")
        .contains("[\"Google Trust Services LLC\", \"Let's Encrypt\", \"Sectigo\"]")
        .contains("protocol: TLSv1.2")
        .contains("scts: 1")
        .contains("status: [2xx, 4xx]");
  }

  @Test
  void secureHostsAreThoseThatLatch() {
    assertThat(TrustLock.parse(WHOLE, "lock").secureHosts())
        .containsExactly(HostName.parse("secure.example.org"));
  }
}
