package dev.trustconnect.testing.house;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The Maven module whose tests are running: where its sources, classes and committed files are. */
public final class ModuleUnderTest {
  private static final Path BASE = Path.of(System.getProperty("basedir", "")).toAbsolutePath();

  private ModuleUnderTest() {}

  /** The module's directory name, such as {@code trustconnect-core}. */
  public static String name() {
    return BASE.getFileName().toString();
  }

  /** A file in the module's directory. */
  public static Path file(String path) {
    return BASE.resolve(path);
  }

  /** The main classes, as ArchUnit sees them; read once, since that takes a second. */
  public static JavaClasses mainClasses() {
    return Imported.MAIN;
  }

  /** The test classes, as ArchUnit sees them; read once. */
  public static JavaClasses testClasses() {
    return Imported.TESTS;
  }

  /** Every file below {@code path} whose name ends in {@code suffix}, sorted. */
  static List<Path> filesBelow(String path, String suffix) {
    try (Stream<Path> files = Files.walk(file(path))) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What was imported from the compiled classes; immutable. */
  private static final class Imported {
    static final JavaClasses MAIN = read("target/classes");
    static final JavaClasses TESTS = read("target/test-classes");

    /** Reads our classes only: following each import into its jar takes ten times as long. */
    private static JavaClasses read(String classes) {
      ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
      return new ClassFileImporter().importPath(file(classes));
    }
  }
}
