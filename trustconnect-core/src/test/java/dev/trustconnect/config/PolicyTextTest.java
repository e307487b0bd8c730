package dev.trustconnect.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.policy.PolicyBook.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A policy file means what an editor shows. */
class PolicyTextTest {
  private static final String HEAD = "version: 1\nupstreams: [QUAD9]\n";

  @TempDir private Path folder;

  private PolicyFile read(String text) throws IOException {
    return PolicyFile.read(Files.writeString(folder.resolve("policy.yaml"), text));
  }

  /** In an editor the second half is part of the comment; to YAML 1.2 it is a field in force. */
  @ParameterizedTest
  @CsvSource({
    "'# off:\rprofile: STRICT\n', 7",
    "'# off:\r\rprofile: STRICT\n', 7",
    "'#\r', 2",
    "'\r', 1",
    "'roots: \"a\rb\"\n', 10",
    "'# off:\r\n#\rx', 2",
  })
  void carriageReturnThatEndsNoLineIsRefused(String text, int column) {
    int line = text.contains("\r\n") ? 4 : 3;

    assertThatThrownBy(() -> read(HEAD + text))
        .isInstanceOf(PolicyFileException.class)
        .hasMessageContaining(
            "policy.yaml:" + line + ":" + column + ": a carriage return that ends no line");
  }

  @ParameterizedTest
  @ValueSource(chars = {'\u0085', '\u2028', '\u2029', '\u202A', '\u202E', '\u2066', '\u2069'})
  void characterThatMovesTextInAnEditorIsRefused(char character) {
    assertThatThrownBy(() -> read(HEAD + "# off: " + character + "profile: STRICT\n"))
        .isInstanceOf(PolicyFileException.class)
        .hasMessageContaining(
            "policy.yaml:3:8: the character U+%04X, which editors show in different ways",
            (int) character);
  }

  @Test
  void linesMayEndAsInDosAndTheFileMayBeginWithAByteOrderMark() throws IOException {
    String text = (HEAD + "# a comment\nprofile: STRICT\n").replace("\n", "\r\n");

    assertThat(read(text).policies().profile()).isEqualTo(Profile.STRICT);
    assertThat(read("\uFEFF" + text).policies().profile()).isEqualTo(Profile.STRICT);
  }

  /** A reader that takes a text in parts meets half of such a character at a part's end. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void surrogatePairsAreReadAnywhere(int shift) throws IOException {
    String comment = "#" + " ".repeat(shift) + "\uD83D\uDE00".repeat(5_000) + "\n";

    assertThat(read(HEAD + comment + "profile: STRICT\n").policies().profile())
        .isEqualTo(Profile.STRICT);
  }

  /** One line of a mebibyte took a reader in parts more than a second: it copied all before it. */
  @Test
  void fileOfAMebibyteIsRead() throws IOException {
    String end = "\nprofile: STRICT\n";
    String comment = "#" + "x".repeat((1 << 20) - HEAD.length() - end.length() - 1);

    assertThat(read(HEAD + comment + end).policies().profile()).isEqualTo(Profile.STRICT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- ", "? "})
  void deepNestingIsRefusedBeforeItIsParsed(String opening) {
    assertThatThrownBy(() -> read(HEAD + "roots:\n  " + opening.repeat(100_000)))
        .isInstanceOf(PolicyFileException.class)
        .hasMessageContaining("nested more than 16 deep");
  }
}
