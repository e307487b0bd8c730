package dev.trustconnect.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustconnect.upstream.DohUpstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code proxy:} of an upstream in a policy file. */
class UpstreamProxyTest {
  private static final String PROXY = "http://user:s3cr3t@proxy.example.com:3128";

  @TempDir private Path folder;

  private List<DohUpstream> upstreams(String entry) throws IOException {
    return PolicyFile.read(
            Files.writeString(
                folder.resolve("policy.yaml"), "version: 1\nupstreams:\n  - " + entry + "\n"))
        .upstreams();
  }

  @Test
  void upstreamGoesThroughItsProxy() throws IOException {
    assertThat(upstreams("{url: \"https://192.0.2.53/dns-query\", proxy: \"" + PROXY + "\"}"))
        .containsExactly(DohUpstream.builder("https://192.0.2.53/dns-query").proxy(PROXY).build());
  }

  @Test
  void knownUpstreamGoesThroughItsProxy() throws IOException {
    assertThat(upstreams("{name: QUAD9, proxy: \"" + PROXY + "\"}"))
        .containsExactly(DohUpstream.QUAD9.withProxy(PROXY));
    assertThat(upstreams("{name: QUAD9}")).containsExactly(DohUpstream.QUAD9);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://user:s3cr3t@proxy:3128",
        "user:s3cr3t@proxy:3128",
        "http://user:s3cr3t@proxy",
        "http://user:s3cr3t@proxy:3128/x"
      })
  void errorIsReportedWithItsPositionAndWithoutThePassword(String proxy) {
    PolicyFileException refused =
        catchThrowableOfType(
            PolicyFileException.class, () -> upstreams("{name: QUAD9, proxy: \"" + proxy + "\"}"));

    assertThat(refused).hasMessageContaining("3:26: upstreams[0].proxy: ");
    for (Throwable t = refused; t != null; t = t.getCause()) {
      assertThat(t.toString()).doesNotContain("s3cr3t");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"name: QUAD8", "name: QUAD9, url: \"https://192.0.2.53/\"", "proxy: x"})
  void entryWithoutOrWithTwoServersIsAnError(String fields) {
    assertThat(catchThrowableOfType(PolicyFileException.class, () -> upstreams("{" + fields + "}")))
        .hasMessageContaining("upstreams[0].");
  }
}
