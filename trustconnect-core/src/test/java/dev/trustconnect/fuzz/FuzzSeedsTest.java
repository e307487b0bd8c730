package dev.trustconnect.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The fuzzer's targets without the fuzzer: their seeds, small changes to them, what was found. */
class FuzzSeedsTest {
  private static final int CHANGES = 400;
  private static final long SEED = 20_261_125L;

  static Set<String> targets() {
    return FuzzTargets.ALL.keySet();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void propertiesHoldForSeedsAndTheirNeighbours(String name) throws Exception {
    FuzzTarget target = FuzzTargets.ALL.get(name).get();
    List<byte[]> seeds = target.seeds();
    assertThat(seeds).isNotEmpty();
    for (byte[] seed : seeds) {
      target.run(seed);
    }
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < CHANGES; i++) {
      target.run(changed(seeds.get(random.nextInt(seeds.size())), random));
    }
  }

  @ParameterizedTest
  @MethodSource("targets")
  void inputsThatOnceFailedPass(String name) throws Exception {
    FuzzTarget target = FuzzTargets.ALL.get(name).get();
    for (Path found : found(name)) {
      target.run(Files.readAllBytes(found));
    }
  }

  /** The inputs in resource folder {@code found/NAME}: each once failed under the fuzzer. */
  private static List<Path> found(String name) throws IOException, URISyntaxException {
    URL folder = FuzzSeedsTest.class.getResource("found/" + name);
    if (folder == null) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
      return files.sorted().toList();
    }
  }

  private static byte[] changed(byte[] seed, SplittableRandom random) {
    byte[] changed = seed.clone();
    for (int n = 1 + random.nextInt(4); n > 0 && changed.length > 0; n--) {
      changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
    }
    return changed;
  }
}
