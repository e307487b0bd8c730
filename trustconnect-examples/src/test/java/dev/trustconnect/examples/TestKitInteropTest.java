package dev.trustconnect.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The published test kit, as a user's own tests run on it: by Maven, outside this build. */
class TestKitInteropTest {
  @TempDir private static Path folder;

  @BeforeAll
  static void install() throws IOException {
    OutsideProject.repository(folder);
  }

  private static Path kit() throws IOException {
    String version = OutsideProject.version();
    return folder.resolve(
        Path.of(
            "repository/dev/trustconnect/trustconnect-core",
            version,
            "trustconnect-core-" + version + "-tests.jar"));
  }

  /** The project has exactly the dependencies that TESTING.md names. */
  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void testsOfAUsersClientPass(int release) throws Exception {
    Optional<Jdk> jdk = Jdk.of(release);
    assumeTrue(jdk.isPresent(), "no JDK " + release);

    assertThat(OutsideProject.tested(folder, jdk.get(), "test-kit"))
        .contains("Tests run: 2, Failures: 0, Errors: 0, Skipped: 0");
  }

  @Test
  void jarHoldsTheKitAlone() throws IOException {
    try (JarFile jar = new JarFile(kit().toFile())) {
      List<String> files =
          jar.stream().filter(entry -> !entry.isDirectory()).map(JarEntry::getName).toList();

      assertThat(files)
          .contains("META-INF/LICENSE", "dev/trustconnect/testing/TestInternet.class")
          .allMatch(
              name -> name.matches("META-INF/(MANIFEST.MF|LICENSE)|dev/trustconnect/testing/[^/]+"))
          .noneMatch(name -> name.matches(".*Test(\\$.*)?\\.class"));
    }
  }

  /** An automatic module beside core's: no package is in both. */
  @Test
  void jarIsAModuleBesideCore() throws IOException {
    Path core = Path.of("..", "trustconnect-core", "target");
    Path main = core.resolve("trustconnect-core-" + OutsideProject.version() + ".jar");

    assertThat(packages(kit())).containsExactly("dev.trustconnect.testing");
    assertThat(packages(main)).doesNotContain("dev.trustconnect.testing");
    try (JarFile jar = new JarFile(kit().toFile())) {
      assertThat(jar.getManifest().getMainAttributes().getValue("Automatic-Module-Name"))
          .isEqualTo("dev.trustconnect.testing");
    }
  }

  private static List<String> packages(Path path) {
    try (JarFile jar = new JarFile(path.toFile())) {
      return jar.stream()
          .map(JarEntry::getName)
          .filter(name -> name.endsWith(".class") && name.contains("/"))
          .map(name -> name.substring(0, name.lastIndexOf('/')).replace('/', '.'))
          .distinct()
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
