package dev.trustconnect.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.cli.list.Place;
import dev.trustconnect.name.HostName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that grew after it was accepted isn't taken into memory. */
class PolicyLinesTest {
  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("policies.yaml"), text);
  }

  @Test
  void hostIsFoundWithItsPlace() throws IOException {
    Path file = file("endpoints:\r\n  - host: a.test\r\n");
    assertThat(PolicyLines.of(file).find(HostName.parse("a.test")))
        .contains(new Place(file.toString(), 2, 11, 17));
  }

  @Test
  void longLineIsRefusedWithItsNumber() throws IOException {
    Path file = file("version: 1\n" + "x".repeat((1 << 20) + 1));
    assertThatThrownBy(() -> PolicyLines.of(file))
        .hasMessage(file + ", line 2: longer than 1048576 characters");
  }

  @Test
  void largeFileIsRefusedAtTheLineThatIsTooMuch() throws IOException {
    Path file = file("x\n".repeat(1 << 19) + "x\n");
    assertThatThrownBy(() -> PolicyLines.of(file))
        .hasMessage(file + ", line " + ((1 << 19) + 1) + ": larger than 1 MiB up to here");
  }
}
