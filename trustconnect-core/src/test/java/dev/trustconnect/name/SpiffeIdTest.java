package dev.trustconnect.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a SPIFFE ID, and which presented ones match it. */
class SpiffeIdTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "spiffe://corp.example/a",
        "spiffe://corp.example/ns/llm/sa/gateway",
        "spiffe://corp_1-x.example/A.b_c-d/...",
        "spiffe://10.0.0.1/a",
        "spiffe://corp.example/*",
        "spiffe://corp.example/ns/*"
      })
  void idIsReadAndWrittenBack(String text) {
    assertThat(SpiffeId.parse(text).toString()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "'', begins with spiffe",
    "https://corp.example/a, begins with spiffe",
    "SPIFFE://corp.example/a, begins with spiffe",
    "spiffe:/corp.example/a, begins with spiffe",
    "spiffe:///a, its trust domain",
    "spiffe://, its trust domain",
    "spiffe://*, its trust domain",
    "spiffe:///*, its trust domain",
    "spiffe://Corp.example/a, its trust domain",
    "spiffe://corp.example:8443/a, its trust domain",
    "spiffe://me@corp.example/a, its trust domain",
    "spiffe://corp%2eexample/a, its trust domain",
    "spiffe://cörp.example/a, its trust domain",
    "spiffe://corp.example, has a path",
    "spiffe://corp.example/, the segments",
    "spiffe://corp.example//a, the segments",
    "spiffe://corp.example/a/, the segments",
    "spiffe://corp.example/a//b, the segments",
    "spiffe://corp.example/./a, the segments",
    "spiffe://corp.example/a/.., the segments",
    "spiffe://corp.example/%61, the segments",
    "spiffe://corp.example/a b, the segments",
    "spiffe://corp.example/ä, the segments",
    "spiffe://corp.example/a?x=1, the segments",
    "spiffe://corp.example/a#x, the segments",
    "spiffe://corp.example/*/a, the segments",
    "spiffe://corp.example/a*, the segments",
    "spiffe://*/a, its trust domain"
  })
  void anythingElseIsRefusedWithTheRule(String text, String rule) {
    assertThatThrownBy(() -> SpiffeId.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not a SPIFFE ID, such as spiffe://corp.example/")
        .hasMessageContaining(rule);
  }

  @Test
  void lengthIsLimited() {
    String longest = "spiffe://corp.example/" + "a".repeat(2_048 - 22 - 2);
    assertThat(SpiffeId.parse(longest).toString()).isEqualTo(longest);
    assertThatThrownBy(() -> SpiffeId.parse(longest + "a")).hasMessageContaining("2,048");
    String domain = "a".repeat(255);
    assertThat(SpiffeId.parse("spiffe://" + domain + "/a").trustDomain()).isEqualTo(domain);
    assertThatThrownBy(() -> SpiffeId.parse("spiffe://" + domain + "a/a"))
        .hasMessageContaining("its trust domain");
  }

  @ParameterizedTest
  @CsvSource({
    "spiffe://corp.example/a/b, spiffe://corp.example/a/b, true",
    "spiffe://corp.example/a/b, spiffe://corp.example/a/B, false",
    "spiffe://corp.example/a/b, spiffe://corp.example/a, false",
    "spiffe://corp.example/a/b, spiffe://corp.example/a/b/c, false",
    "spiffe://corp.example/a/b, spiffe://other.example/a/b, false",
    "spiffe://corp.example/a/b, https://corp.example/a/b, false",
    "spiffe://corp.example/a/b, spiffe://corp.example/a/*, false",
    "spiffe://corp.example/a/*, spiffe://corp.example/a/b, true",
    "spiffe://corp.example/a/*, spiffe://corp.example/a, false",
    "spiffe://corp.example/a/*, spiffe://corp.example/a/b/c, false",
    "spiffe://corp.example/a/*, spiffe://corp.example/ab/c, false",
    "spiffe://corp.example/a/*, spiffe://corp.example/a/*, false",
    "spiffe://corp.example/a/*, spiffe://corp.example/a/, false",
    "spiffe://corp.example/*, spiffe://corp.example/a, true",
    "spiffe://corp.example/*, spiffe://corp.example/a/b, false",
    "spiffe://corp.example/*, spiffe://corp.example, false",
    "spiffe://corp.example/*, spiffe://*, false",
  })
  void presentedIdMatches(String wanted, String presented, boolean matches) {
    assertThat(SpiffeId.parse(wanted).matches(presented)).isEqualTo(matches);
  }
}
