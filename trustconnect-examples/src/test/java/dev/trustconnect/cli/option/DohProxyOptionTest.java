package dev.trustconnect.cli.option;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.cli.lab.CommandLab;
import dev.trustconnect.cli.lab.CommandLab.Ran;
import dev.trustconnect.cli.lab.EndpointLab;
import dev.trustconnect.testing.ConnectProxy;
import dev.trustconnect.testing.Harm;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --doh-proxy}: DNS over HTTPS through a company's proxy. */
class DohProxyOptionTest {
  private static final String AUTHORIZATION = "Basic dXNlcjpzM2NyM3Q="; // user:s3cr3t

  @TempDir private Path folder;

  private static ConnectProxy proxyTo(int port) {
    return new ConnectProxy(new InetSocketAddress("127.0.0.1", port));
  }

  private static String url(ConnectProxy proxy, String userInfo) {
    return "http://" + userInfo + "127.0.0.1:" + proxy.address().getPort();
  }

  @Test
  void resolveAsksThroughTheProxy() {
    try (CommandLab lab = CommandLab.open(folder, Harm.none());
        ConnectProxy proxy = proxyTo(lab.doh().port()).require(AUTHORIZATION)) {
      Ran ran = lab.resolve("--doh-proxy", url(proxy, "user:s3cr3t@"), "www.example.test", "A");

      assertThat(ran.out()).contains("SECURE");
      assertThat(ran.status()).isZero();
      assertThat(proxy.asked()).isNotEmpty();
      assertThat(ran.out() + ran.err()).doesNotContain("s3cr3t");
    }
  }

  @Test
  void proxyThatRefusesIsReportedWithoutThePassword() {
    try (CommandLab lab = CommandLab.open(folder, Harm.none());
        ConnectProxy proxy = proxyTo(lab.doh().port()).require("Basic another")) {
      Ran ran = lab.resolve("--doh-proxy", url(proxy, "user:s3cr3t@"), "www.example.test", "A");

      assertThat(ran.status()).isEqualTo(3);
      assertThat(ran.out() + ran.err()).contains("through the proxy").doesNotContain("s3cr3t");
      assertThat(lab.doh().connections()).isZero();
    }
  }

  @Test
  void upstreamsOfThePolicyFileAreAskedThroughTheProxy() throws Exception {
    try (EndpointLab lab = new EndpointLab(folder);
        ConnectProxy proxy = proxyTo(lab.doh.port())) {
      Ran ran =
          lab.run(
              "probe",
              lab.policy(),
              "--doh-proxy",
              url(proxy, ""),
              EndpointLab.HOST + ":" + lab.peer.port());

      assertThat(ran.status()).as(ran.err()).isZero();
      assertThat(proxy.asked()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"user:s3cr3t@proxy:3128", "https://user:s3cr3t@proxy:3128"})
  void mistakeIsAUsageErrorThatDoesNotShowThePassword(String proxy) {
    for (String command : List.of("resolve", "probe")) {
      Ran ran = CommandLab.run("", command, "--doh-proxy", proxy, "www.example.test");

      assertThat(ran.status()).isEqualTo(2);
      assertThat(ran.err()).contains("--doh-proxy: ").doesNotContain("s3cr3t");
    }
  }
}
