package dev.trustconnect.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.trustconnect.upstream.transport.DohProxy;
import java.net.ProxySelector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a proxy is written. */
class DohProxyTest {
  @ParameterizedTest
  @CsvSource({
    "http://proxy.example.com:3128,          proxy.example.com:3128",
    "HTTP://Proxy.Example.com:3128/,         proxy.example.com:3128",
    "http://proxy:80,                        proxy:80",
    "http://192.0.2.80:3128,                 192.0.2.80:3128",
    "http://[2001:db8::80]:3128,             [2001:db8::80]:3128",
    "http://user:s3cr3t@192.0.2.80:3128,     192.0.2.80:3128",
    "http://user:a%40b%3Ac+d@192.0.2.80:3128, 192.0.2.80:3128"
  })
  void formsAreRead(String url, String shown) {
    assertThat(DohProxy.parse(url)).hasToString(shown);
  }

  @Test
  void nameStaysUnresolvedUntilItIsNeeded() {
    assertThat(DohProxy.parse("http://proxy.example.com:3128").address().isUnresolved()).isTrue();
    assertThat(DohProxy.parse("http://192.0.2.80:3128").address().isUnresolved()).isFalse();
  }

  /** RFC 3986 §2.1 for the URL, RFC 7617 §2 for the header. */
  @Test
  void passwordIsDecodedAndEncoded() {
    assertThat(DohProxy.parse("http://user:a%40b%3Ac+d@proxy:80").authorization())
        .contains("Basic dXNlcjphQGI6Yytk");
    assertThat(DohProxy.parse("http://proxy:80").authorization()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "proxy:3128",
        "https://user:s3cr3t@proxy:3128",
        "socks5://user:s3cr3t@proxy:1080",
        "http://user:s3cr3t@proxy",
        "http://user:s3cr3t@proxy:0",
        "http://user:s3cr3t@proxy:65536",
        "http://user:s3cr3t@:3128",
        "http://user:s3cr3t@proxy:3128/path",
        "http://user:s3cr3t@proxy:3128?q",
        "http://user:s3cr3t@proxy:3128#f",
        "http://s3cr3t@proxy:3128",
        "http://:s3cr3t@proxy:3128",
        "http://a%3Ab:s3cr3t@proxy:3128",
        "http://user:s3cr3t%0D%0AX:%20y@proxy:3128",
        "http://user:s3cr3t%0@proxy:3128",
        "http://user:s3cr3t@127.1:3128",
        "http://user:s3cr3t @proxy:3128"
      })
  void otherFormsAreRefusedWithoutShowingThem(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DohProxy.parse(url))
        .satisfies(
            refused -> {
              for (Throwable t = refused; t != null; t = t.getCause()) {
                assertThat(t.toString()).doesNotContain("s3cr3t");
              }
            });
  }

  @Test
  void upstreamDoesNotShowThePassword() {
    DohUpstream upstream = DohUpstream.QUAD9.withProxy("http://user:s3cr3t@proxy:3128");
    assertThat(upstream.toString() + upstream.label()).doesNotContain("s3cr3t");
    assertThat(upstream)
        .isNotEqualTo(DohUpstream.QUAD9)
        .isNotEqualTo(DohUpstream.QUAD9.withProxy("http://user:other@proxy:3128"))
        .isEqualTo(DohUpstream.QUAD9.withProxy("http://user:s3cr3t@proxy:3128"));
  }

  @Test
  void proxyAndSelectorExcludeEachOther() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                DohUpstream.builder("https://192.0.2.53/dns-query")
                    .proxy("http://proxy:3128")
                    .proxySelector(ProxySelector.of(null))
                    .build())
        .withMessageContaining("not both");
  }
}
