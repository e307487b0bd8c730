package dev.trustconnect.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockStateTest {
  private static final TestCa ROOT = TestCa.create("Root,O=Authority");

  @TempDir private Path folder;
  private Path file;
  private final Scene scene =
      Scene.in(Scene.world())
          .addresses("203.0.113.5", "2001:db8::1")
          .serving(ROOT, ROOT.intermediate("R1,O=Authority").server(Scene.HOST));
  private final TrustLock lock = scene.locked();

  @BeforeEach
  void place() {
    file = LockState.beside(folder.resolve("trustconnect.lock"));
  }

  private LockState seen(LockState before, Scene look) {
    return before.afterLooks(lock, List.of(look.look()));
  }

  @Test
  void whatIsSavedIsReadBack() throws IOException {
    LockState state = seen(LockState.read(file), scene);
    state.save(file);
    assertThat(file).hasFileName("state.jsonl").hasParentRaw(folder.resolve(".trustconnect"));
    LockState read = LockState.read(file);
    assertThat(read.of(Scene.ENDPOINT)).isEqualTo(state.of(Scene.ENDPOINT)).isPresent();
    assertThat(read.firstSeen(Scene.ENDPOINT)).contains(SignedWorld.NOW);
    assertThat(Files.readString(file))
        .contains("\"networks\":[\"2001:db8::/48\",\"203.0.113.0/24\"]")
        .contains("\"verdict\":\"SECURE\"");
  }

  @Test
  void aLookWithoutAChangeWritesNothing() throws IOException {
    seen(LockState.read(file), scene).save(file);
    String before = Files.readString(file);
    seen(LockState.read(file), scene.at(SignedWorld.NOW.plusSeconds(60))).save(file);
    assertThat(Files.readString(file)).isEqualTo(before);
  }

  @Test
  void aChangeIsOneLineAndKeepsTheFirstTime() throws IOException {
    seen(LockState.read(file), scene).save(file);
    Scene later = scene.at(SignedWorld.NOW.plusSeconds(60)).addresses("203.0.114.5");
    seen(LockState.read(file), later).save(file);
    assertThat(Files.readAllLines(file)).hasSize(2);
    LockState read = LockState.read(file);
    assertThat(read.firstSeen(Scene.ENDPOINT)).contains(SignedWorld.NOW);
    assertThat(read.lastChanged(Scene.ENDPOINT)).contains(SignedWorld.NOW.plusSeconds(60));
  }

  @Test
  void aTornLastLineIsLeftOutAndTheNextOneIsWhole() throws IOException {
    seen(LockState.read(file), scene).save(file);
    String whole = Files.readString(file);
    Files.writeString(file, whole.substring(0, whole.length() / 2), StandardOpenOption.APPEND);
    LockState torn = LockState.read(file);
    assertThat(torn.unreadableLines()).isEqualTo(1);
    assertThat(torn.of(Scene.ENDPOINT)).isPresent();
    seen(torn, scene.addresses("203.0.114.5")).save(file);
    LockState read = LockState.read(file);
    assertThat(read.unreadableLines()).isEqualTo(1);
    assertThat(read.of(Scene.ENDPOINT).orElseThrow().networks()).hasSize(3);
  }

  @Test
  void theFileStaysSmall() throws IOException {
    seen(LockState.read(file), scene).save(file);
    String line = Files.readAllLines(file).get(0) + "\n";
    Files.writeString(file, line.repeat((1 << 20) / line.length() + 1));
    seen(LockState.read(file), scene.addresses("203.0.114.5")).save(file);
    assertThat(Files.readAllLines(file)).hasSize(1);
    assertThat(LockState.read(file).of(Scene.ENDPOINT).orElseThrow().networks()).hasSize(3);
  }

  @Test
  void noMoreThanSomeNetworksAreRemembered() {
    LockState state = LockState.empty();
    for (int i = 0; i < 100; i++) {
      state = seen(state, scene.addresses("203.0." + i + ".5"));
    }
    assertThat(state.of(Scene.ENDPOINT).orElseThrow().networks()).hasSize(64);
  }
}
