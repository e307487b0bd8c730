package dev.trustconnect.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.trustconnect.testing.AskOnce;
import dev.trustconnect.testing.DohProxyContract;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JDK transport keeps the contract; its client sends no password unless the JVM permits it. */
class JdkDohProxyTest extends DohProxyContract {
  @Override
  protected DohTransportFactory transport() {
    return DohTransportFactory.jdk();
  }

  @Override
  protected String transportName() {
    return "jdk";
  }

  @Test
  void passwordThatCannotBeSentIsRefusedAtOnce() {
    DohUpstream.Builder builder =
        DohUpstream.builder(doh.url()).proxy(proxyAt("user:" + SECRET + "@"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> open(builder))
        .withMessageContaining("disabledSchemes")
        .withMessageContaining(proxy.address().getPort() + "")
        .satisfies(refused -> assertThat(refused.toString()).doesNotContain(SECRET));
    assertThat(proxy.asked()).isEmpty();
  }

  /** In a JVM of its own, since the client reads the property once. */
  @Test
  void passwordIsSentWhereTheJvmPermitsIt(@TempDir Path directory) throws Exception {
    proxy.require(AUTHORIZATION);
    Path pem = doh.ca().writePem(directory.resolve("ca.pem"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djdk.http.auth.tunneling.disabledSchemes=",
                "-cp",
                System.getProperty("java.class.path"),
                AskOnce.class.getName(),
                transportName(),
                doh.url(),
                pem.toString(),
                proxyAt("user:" + SECRET + "@"))
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor()).as(output).isZero();
    assertThat(proxy.passwords()).isNotEmpty().containsOnly(AUTHORIZATION);
    assertThat(doh.questions()).hasSize(1);
  }
}
