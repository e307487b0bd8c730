package dev.trustconnect.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.watch.WatchEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class EventProgramTest {
  @TempDir private Path folder;
  private final List<String> notes = new ArrayList<>();
  private final WatchEvent event = TestEvent.of(InstantSource.system());

  private EventProgram program(Duration limit, String... script) throws IOException {
    Path file = Files.write(folder.resolve("hook"), List.of(script));
    Map<String, String> ours =
        Map.of("PATH", System.getenv("PATH"), "HOME", "/", "AWS_SECRET_ACCESS_KEY", "T0KEN");
    return new EventProgram(List.of("/bin/sh", file.toString()), ours, limit, notes::add);
  }

  @Test
  void theEventIsOnStandardInputAndInVariables() throws Exception {
    Path in = folder.resolve("in");
    Path environment = folder.resolve("environment");
    EventProgram program =
        program(EventProgram.LIMIT, "cat > '" + in + "'", "env > '" + environment + "'");
    program.accept(event);
    assertThat(Files.readString(in)).isEqualTo(event.toJson() + "\n");
    assertThat(Files.readAllLines(environment))
        .contains("TRUSTCONNECT_EVENT_ID=" + event.id())
        .contains("TRUSTCONNECT_EVENT_TYPE=" + event.kind().code())
        .contains("TRUSTCONNECT_SUMMARY=" + event.summary())
        .contains("HOME=/")
        .noneMatch(line -> line.contains("T0KEN"));
    assertThat(program.delivered()).isEqualTo(1);
    assertThat(notes).isEmpty();
  }

  @Test
  void aProgramThatFailsIsReportedWithItsFirstLine() throws Exception {
    EventProgram program = program(EventProgram.LIMIT, "echo 'no \033[31mtoken' >&2", "exit 3");
    assertThatThrownBy(() -> program.accept(event))
        .hasMessageContaining("it ended with 3: no ?[31mtoken");
    assertThat(notes).hasSize(1).first().asString().contains(event.id());
    assertThat(program.lost()).isEqualTo(1);
  }

  @Test
  void aProgramThatDoesNotEndIsKilledWithItsChildren() throws Exception {
    Path child = folder.resolve("child");
    EventProgram program =
        program(Duration.ofSeconds(2), "tail -f /dev/null &", "echo $! > '" + child + "'", "wait");
    assertThatThrownBy(() -> program.accept(event)).hasMessageContaining("didn't end within 2 s");
    long pid = Long.parseLong(Files.readString(child).strip());
    ProcessHandle.of(pid).ifPresent(left -> left.onExit().join());
  }

  @Test
  void muchOutputIsReadAndDropped() throws Exception {
    EventProgram program = program(EventProgram.LIMIT, "head -c 3000000 /dev/zero", "exit 0");
    program.accept(event);
    assertThat(program.delivered()).isEqualTo(1);
  }

  @Test
  void aProgramThatReadsNothingIsFine() throws Exception {
    program(EventProgram.LIMIT, "exec 0<&-", "exit 0").accept(event);
    assertThat(notes).isEmpty();
  }

  @Test
  void aProgramThatIsNotThereIsReported() {
    EventProgram program =
        new EventProgram(
            List.of(folder.resolve("none").toString()), Map.of(), EventProgram.LIMIT, notes::add);
    assertThatThrownBy(() -> program.accept(event)).isInstanceOf(IOException.class);
    assertThat(notes).hasSize(1).first().asString().contains("none");
  }

  @Test
  void argumentsAreSplitAtSpacesAndNothingElseHasAMeaning() {
    assertThat(EventProgram.parse(" run  '$HOME;ls' x ")).containsExactly("run", "'$HOME;ls'", "x");
    assertThatThrownBy(() -> EventProgram.parse(" ")).hasMessageContaining("name a program");
  }
}
