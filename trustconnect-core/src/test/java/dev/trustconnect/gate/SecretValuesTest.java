package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.hash.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which secrets a header's lines are split into: these and no others. */
class SecretValuesTest {
  private static Set<ByteBuffer> digests(String... values) {
    return Arrays.stream(values)
        .map(value -> ByteBuffer.wrap(Sha256.of(value)))
        .collect(Collectors.toSet());
  }

  private static Set<ByteBuffer> credentials(String line) {
    return SecretValues.in("authorization", line);
  }

  private static Set<ByteBuffer> cookies(String line) {
    return SecretValues.in("cookie", line);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic ", "basic ", "BASIC ", " Basic \t "})
  void userAndPasswordOfBasicAreSecretsEach(String scheme) {
    String pair = base64("username1:password1");

    assertThat(credentials(scheme + pair)).isEqualTo(digests(pair, "username1", "password1"));
  }

  /** The user may not contain a colon, the password may (RFC 7617 §2). */
  @Test
  void passwordOfBasicBeginsAfterTheFirstColon() {
    String pair = base64("username1:password:1");

    assertThat(credentials("Basic " + pair)).isEqualTo(digests(pair, "username1", "password:1"));
  }

  /** A key is often given as one of the two, and the other is empty or a word such as "token". */
  @Test
  void shortOrEmptyPartOfBasicIsNoSecret() {
    String user = base64("username1:");
    String password = base64(":password1");
    String both = base64("token:password1");

    assertThat(credentials("Basic " + user)).isEqualTo(digests(user, "username1"));
    assertThat(credentials("Basic " + password)).isEqualTo(digests(password, "password1"));
    assertThat(credentials("Basic " + both)).isEqualTo(digests(both, "password1"));
  }

  @Test
  void basicWithoutAColonIsOneSecret() {
    String alone = base64("only-a-user");

    assertThat(credentials("Basic " + alone)).isEqualTo(digests(alone, "only-a-user"));
  }

  /** RFC 9110 §5.6.1: recipients ignore empty elements. */
  @Test
  void secretBehindALeadingCommaIsComparedAlone() {
    assertThat(credentials(",sk-secret-4711")).containsAll(digests("sk-secret-4711"));
  }

  @Test
  void basicThatCantBeDecodedIsComparedAsItIs() {
    assertThat(credentials("Basic sk-secret-4711!")).isEqualTo(digests("sk-secret-4711!"));
  }

  @Test
  void base64UnderAnotherSchemeIsNotDecoded() {
    String pair = base64("username1:password1");

    assertThat(credentials("Bearer " + pair)).isEqualTo(digests(pair));
    assertThat(credentials(pair)).isEqualTo(digests(pair));
  }

  @Test
  void basicInAListIsDecoded() {
    String pair = base64("username1:password1");

    assertThat(credentials("Bearer sk-secret-4711, Basic " + pair))
        .isEqualTo(
            digests(
                "Bearer sk-secret-4711, Basic " + pair,
                "sk-secret-4711",
                pair,
                "username1",
                "password1"));
  }

  /** The line is compared too, since its parameters may be too short to be compared alone. */
  @ParameterizedTest
  @ValueSource(strings = {"Custom key=sk-secret-4711", "key=sk-secret-4711"})
  void parameterIsASecretAndSoIsItsLine(String line) {
    assertThat(credentials(line)).isEqualTo(digests(line, "sk-secret-4711"));
  }

  @Test
  void parameterThatIsShortIsComparedWithItsLineOnly() {
    assertThat(credentials("Custom key=sk-4711")).isEqualTo(digests("Custom key=sk-4711"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Digest username=\"somebody-1\"",
        "Digest USERNAME=\"somebody-1\"",
        "Digest username = \"somebody-1\"",
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/2026",
      })
  void parameterThatIsPublicIsNoSecret(String line) {
    assertThat(credentials(line)).isEqualTo(digests(line));
  }

  /** One name and another value: only the padding of Base64 consists of equals signs. */
  @Test
  void equalsSignsAtTheEndArePaddingAndOthersBeginAValue() {
    assertThat(credentials("Bearer c2VjcmV0LTQ3MTE=")).isEqualTo(digests("c2VjcmV0LTQ3MTE="));
    assertThat(credentials("Bearer c2VjcmV0LTQ3MQ==")).isEqualTo(digests("c2VjcmV0LTQ3MQ=="));
    assertThat(credentials("key==sk-secret-4711"))
        .isEqualTo(digests("key==sk-secret-4711", "=sk-secret-4711"));
    assertThat(credentials("=sk-secret-4711")).isEqualTo(digests("=sk-secret-4711"));
  }

  @Test
  void eachWordOfATokenIsASecret() {
    assertThat(credentials("Two sk-secret-4711 and sk-secret-4712"))
        .isEqualTo(
            digests("sk-secret-4711 and sk-secret-4712", "sk-secret-4711", "sk-secret-4712"));
  }

  /** What comes before the first space is a scheme only if it can be one. */
  @Test
  void parameterOrQuotedTextWithASpaceHasNoScheme() {
    assertThat(credentials("key= sk-secret-4711"))
        .isEqualTo(digests("key= sk-secret-4711", "sk-secret-4711"));
    assertThat(credentials("key=my sk-secret-4711"))
        .isEqualTo(digests("key=my sk-secret-4711", "my sk-secret-4711"));
    assertThat(credentials("\"my sk-secret-4711\""))
        .isEqualTo(digests("my sk-secret-4711", "sk-secret-4711\""));
    assertThat(credentials("=my sk-secret-4711"))
        .isEqualTo(digests("=my sk-secret-4711", "sk-secret-4711"));
    assertThat(credentials("my\" sk-secret-4711"))
        .isEqualTo(digests("my\" sk-secret-4711", "sk-secret-4711"));
  }

  @Test
  void elementsOfAListAndTheWholeListAreSecrets() {
    assertThat(credentials("sk-secret-4711,  short"))
        .isEqualTo(digests("sk-secret-4711, short", "sk-secret-4711", "short"));
    assertThat(credentials("sk-secret-4711")).isEqualTo(digests("sk-secret-4711"));
  }

  @Test
  void quotedCommaSeparatesNothing() {
    String line = "Custom key=\"sk-secret,4711\", other=\"sk-secret-4712\"";

    assertThat(credentials(line)).isEqualTo(digests(line, "sk-secret,4711", "sk-secret-4712"));
  }

  /** RFC 9110 §5.6.4: the character after a backslash ends no quoted text. */
  @Test
  void escapedQuoteEndsNoQuotedText() {
    String quote = "Custom key=\"sk-secret\\\",4711\", other=\"sk-secret-4712\"";
    String backslash = "Custom key=\"sk-secret-4711\\\\\", other=\"sk-secret-4712\"";

    assertThat(credentials(quote))
        .isEqualTo(digests(quote, "sk-secret\\\",4711", "sk-secret-4712"));
    assertThat(credentials(backslash))
        .isEqualTo(digests(backslash, "sk-secret-4711\\\\", "sk-secret-4712"));
  }

  @Test
  void backslashOutsideQuotedTextEscapesNothing() {
    assertThat(credentials("sk-secret-4711\\,sk-secret-4712"))
        .isEqualTo(
            digests("sk-secret-4711\\,sk-secret-4712", "sk-secret-4711\\", "sk-secret-4712"));
  }

  @Test
  void eachLineIsSplitOnItsOwn() {
    assertThat(credentials("Bearer sk-secret-4711\nkey=sk-secret-4712"))
        .isEqualTo(digests("sk-secret-4711", "key=sk-secret-4712", "sk-secret-4712"));
    assertThat(cookies("a=sk-secret-4711\nb=sk-secret-4712"))
        .isEqualTo(
            digests("a=sk-secret-4711", "sk-secret-4711", "b=sk-secret-4712", "sk-secret-4712"));
  }

  @Test
  void valuesOfCookiesAndTheWholeLineAreSecrets() {
    assertThat(cookies("session=sk-secret-4711; lang=en; other=sk=secret-4712"))
        .isEqualTo(
            digests(
                "session=sk-secret-4711; lang=en; other=sk=secret-4712",
                "sk-secret-4711",
                "sk=secret-4712"));
    assertThat(cookies("sk-secret-4711")).isEqualTo(digests("sk-secret-4711"));
  }

  /** Seven characters are too few, quotes and white space don't count. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "1234567, false",
        "12345678, true",
        "\"1234567\", false",
        "\"12345678\", true",
        "`  1234567  `, false",
      })
  void partOfEightCharactersIsASecret(String part, boolean isSecret) {
    String plain = part.replace("\"", "").strip();

    assertThat(cookies("a=" + part).containsAll(digests(plain))).isEqualTo(isSecret);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "` \tsk  secret\t4711 `, sk secret 4711",
        "\u00a0sk\u2003secret\u00a0, sk secret",
        "`\u0000sk\u0001secret\u001f`, sk secret",
        "`\" sk-secret \"`, sk-secret",
        "`\"sk-secret`, `\"sk-secret`",
        "`sk-secret\"`, `sk-secret\"`",
        "`\"`, `\"`",
      })
  void paddingAndQuotesDontMatter(String line, String secret) {
    assertThat(SecretValues.in("cookie", line)).isEqualTo(digests(secret));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\"\"", "\" \"", "\n"})
  void nothingIsNoSecret(String line) {
    assertThat(credentials(line)).isEmpty();
    assertThat(cookies(line)).isEmpty();
  }
}
