package dev.trustconnect.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.testing.house.WithoutLibrary;
import java.lang.reflect.InvocationTargetException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostNameTest {

  @ParameterizedTest
  @CsvSource({
    "Example.COM, example.com",
    "example.com., example.com",
    "localhost, localhost",
    "a.b-c.1d.example, a.b-c.1d.example",
    "r3---sn-x.example, r3---sn-x.example",
    "1.2.3.4.example, 1.2.3.4.example",
    "bücher.example, xn--bcher-kva.example",
    "BÜCHER.example, xn--bcher-kva.example",
    "straße.example, xn--strae-oqa.example",
    "例え。テスト, xn--r8jz45g.xn--zckzah",
    "XN--BCHER-KVA.example, xn--bcher-kva.example",
    "ｅｘａｍｐｌｅ.com, example.com",
  })
  void everySpellingHasOneCanonicalForm(String text, String ascii) {
    HostName name = HostName.parse(text);

    assertThat(name.ascii()).isEqualTo(ascii);
    assertThat(HostName.parse(name.toString())).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.1",
        "0x7f.1",
        "0x7f000001",
        "2130706433",
        "0177.0.0.1",
        "1.2.3.0x4",
        "example.0x",
        "1",
        "4.3.2.1.",
        "１２７.0.0.1",
        "127。0。0。1",
        "a.256"
      })
  void anythingReadAsAnIpv4AddressIsNotAHostName(String text) {
    assertThatThrownBy(() -> HostName.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("IP address");
  }

  @ParameterizedTest
  @ValueSource(strings = {"::1", "[::1]", "fe80::1%eth0", "::ffff:127.0.0.1", "[2001:db8::1]:443"})
  void ipv6LiteralsAreNotHostNames(String text) {
    assertThatThrownBy(() -> HostName.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("IPv6 address");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "\"\"|empty",
        ".|root",
        "a..b|position 3",
        ".a|position 1",
        "a.b..|position 5",
        "under_score.example|'_' at position 6",
        "*.example|'*' at position 1",
        "-a.example|hyphen at the edge of a label at position 1",
        "a-.example|hyphen at the edge of a label at position 2",
        "a b.example|U+0020 at position 2",
        "example.com:443|no port",
        "a\\046b.example|'\\' at position 2",
      })
  void invalidHostNameIsRefusedWithItsPosition(String text, String place) {
    assertThatThrownBy(() -> HostName.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(place);
  }

  @Test
  void labelsHaveAtMost63Characters() {
    assertThat(HostName.parse("a".repeat(63) + ".example").ascii()).hasSize(71);
    assertThatThrownBy(() -> HostName.parse("a".repeat(64) + ".example"))
        .hasMessageContaining("64 characters at position 1");
  }

  @Test
  void namesHaveAtMost253Characters() {
    String full = ("a".repeat(61) + ".").repeat(4) + "aaaaa";

    assertThat(HostName.parse(full).ascii()).hasSize(253);
    assertThat(HostName.parse(full + ".").ascii()).hasSize(253);
    assertThatThrownBy(() -> HostName.parse(full + "a")).hasMessageContaining("has 254");
    assertThatThrownBy(() -> HostName.parse("a".repeat(1_000_000)))
        .hasMessageContaining("has 1000000");
  }

  @ParameterizedTest
  @CsvSource({
    "ab--ü.example, hyphen 3 4",
    "-ü.example, leading hyphen",
    "ü_.example, disallowed",
    "\u0644a\u0644.example, bidi",
    "a\u200Db.example, contextj",
    "xn--a.example, invalid ace label",
    "xn--bcher-kva8.example, punycode",
    "xn--example-.example, invalid ace label",
  })
  void rulesOfUts46AreEnforced(String text, String rule) {
    assertThatThrownBy(() -> HostName.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("internationalised")
        .hasMessageContaining(rule);
  }

  @Test
  void joinerIsKeptWhereTheScriptNeedsIt() {
    assertThat(HostName.parse("क्\u200Cष.example").ascii()).startsWith("xn--").endsWith(".example");
    assertThat(HostName.parse("क्\u200Dष.example").ascii())
        .isNotEqualTo(HostName.parse("क्ष.example").ascii());
  }

  @Test
  void constructorTakesTheCanonicalFormOnly() {
    assertThat(new HostName("example.com")).isEqualTo(HostName.parse("EXAMPLE.com."));
    assertThatThrownBy(() -> new HostName("Example.com")).hasMessageContaining("'E' at position 1");
    assertThatThrownBy(() -> new HostName("example.com.")).hasMessageContaining("empty label");
  }

  @Test
  void messagesContainNoTerminalControls() {
    assertThatThrownBy(() -> HostName.parse("a\u001b[2J\u202e.example\n"))
        .message()
        .doesNotContain("\u001b", "\u202e", "\n");
  }

  @Test
  void withoutIcuAsciiNamesWorkAndOthersNameTheDependency() throws Exception {
    Class<?> name =
        new WithoutLibrary("com.ibm.icu.", "dev.trustconnect.name.")
            .loadClass(HostName.class.getName());

    assertThat(parse(name, "Example.com.")).hasToString("example.com");
    assertThat(parse(name, "xn--bcher-kva.example")).hasToString("xn--bcher-kva.example");
    assertThatThrownBy(() -> parse(name, "bücher.example"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("com.ibm.icu:icu4j");
    assertThatThrownBy(() -> parse(name, "１２７.1")).hasMessageContaining("com.ibm.icu:icu4j");
  }

  private static Object parse(Class<?> name, String text) throws Exception {
    try {
      return name.getMethod("parse", String.class).invoke(null, text);
    } catch (InvocationTargetException e) {
      throw (Exception) e.getCause();
    }
  }
}
