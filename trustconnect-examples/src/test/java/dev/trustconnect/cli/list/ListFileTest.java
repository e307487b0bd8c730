package dev.trustconnect.cli.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A list is read line by line, and no line is kept that is too long. */
class ListFileTest {
  private static ListFile read(String text) throws IOException {
    return ListFile.read("-", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void anyEndOfALineCounts() throws IOException {
    ListFile list = read("a.test\r\n\rb.test:8443\n# a comment\nbad host\nc.test");

    assertThat(list.targets())
        .extracting(target -> target.endpoint().toString())
        .containsExactly("a.test:443", "b.test:8443", "c.test:443");
    assertThat(list.problems()).singleElement().asString().startsWith("standard input, line 5: ");
  }

  @Test
  void lineWithoutEndIsRefusedWithItsNumber() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'a';
          }

          @Override
          public int read(byte[] bytes, int from, int length) {
            Arrays.fill(bytes, from, from + length, (byte) 'a');
            return length;
          }
        };
    InputStream list =
        new SequenceInputStream(new ByteArrayInputStream(new byte[] {'\n'}), endless);
    assertThatThrownBy(() -> ListFile.read("-", list))
        .hasMessage("standard input, line 2: longer than 4096 characters");
  }

  @Test
  void longestLineIsRead() throws IOException {
    String comment = " #" + "x".repeat(4_096 - "a.test #".length());
    assertThat(read("a.test" + comment).targets()).hasSize(1);
    assertThatThrownBy(() -> read("a.test" + comment + "x")).hasMessageContaining("line 1: longer");
  }
}
