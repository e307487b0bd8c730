package dev.trustconnect.testing.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a published module shows is what {@code public-api.txt} and {@code module-info.java} say.
 *
 * <p>A module takes part by a test class {@code PublicApiTest} that extends this one.
 */
@Tag("house")
public abstract class PublicApiRules {
  private static final String UPDATE =
      "mvn test -Dtest=PublicApiTest -Dsurefire.failIfNoSpecifiedTests=false"
          + " -Dtrustconnect.updateApi=true";

  @Test
  void publicApiIsTheCommittedOne() throws IOException {
    List<String> actual = promised();
    Path file = ModuleUnderTest.file("public-api.txt");
    if (Boolean.getBoolean("trustconnect.updateApi")) {
      Files.write(file, actual);
    }
    List<String> committed = Files.exists(file) ? Files.readAllLines(file) : List.of();

    assertThat(PublicApi.diff(committed, actual))
        .withFailMessage(
            () ->
                "the public API of %s differs from its public-api.txt:%n%s%nIf that is meant: %s"
                    .formatted(
                        ModuleUnderTest.name(),
                        String.join("\n", PublicApi.diff(committed, actual)),
                        UPDATE))
        .isEmpty();
  }

  @Test
  void moduleExportsExactlyThePackagesWithPublicTypes() throws IOException {
    Set<String> exported = new TreeSet<>();
    descriptor().exports().forEach(export -> exported.add(export.source()));
    Set<String> shown = PublicApi.packagesOf(mainClasses());
    shown.addAll(packagesForAdapters());
    assertThat(exported)
        .as(
            "exports in module-info.java of %s: one for each package with a public type, but for"
                + " the internal ones",
            ModuleUnderTest.name())
        .isEqualTo(shown);
  }

  /**
   * Members of exported types that show a type which isn't exported. No other module can name that
   * type, so none can call them: they are for other packages of this module and not promised.
   */
  @Test
  void innerDoorsAreTheKnownOnes() throws IOException {
    Set<String> found = new TreeSet<>();
    String type = "";
    for (String line : PublicApi.of(mainClasses())) {
      if (!line.startsWith("  ")) {
        assertThat(isInner(line))
            .as("a type that only other packages can name: %s", line)
            .isFalse();
        type = PublicApi.nameOf(line);
      } else if (isInner(line)) {
        found.add(type + ": " + line.replaceFirst("\\(.*", "").replaceFirst(".* ", ""));
      }
    }
    assertThat(found).containsExactlyInAnyOrderElementsOf(innerDoors());
  }

  /** {@code type: member} of each public member that no other module can call. */
  protected Set<String> innerDoors() {
    return Set.of();
  }

  private List<String> promised() throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line : PublicApi.of(mainClasses())) {
      if (!isInner(line)) {
        lines.add(line);
      }
    }
    return lines;
  }

  private boolean isInner(String line) throws IOException {
    Set<String> hidden = new TreeSet<>(internalPackages());
    hidden.addAll(packagesForAdapters());
    return hidden.stream().anyMatch(name -> line.matches(".*\\b" + name + "\\.[A-Z].*"));
  }

  /** Packages that are exported to modules of this project alone. */
  private static Set<String> packagesForAdapters() throws IOException {
    Set<String> packages = new TreeSet<>();
    for (ModuleDescriptor.Exports export : descriptor().exports()) {
      if (export.isQualified()) {
        packages.add(export.source());
      }
    }
    return packages;
  }

  private static ModuleDescriptor descriptor() throws IOException {
    try (InputStream in =
        Files.newInputStream(ModuleUnderTest.file("target/classes/module-info.class"))) {
      return ModuleDescriptor.read(in);
    }
  }

  /** The public types in whose own or members' signatures a name begins with {@code prefix}. */
  protected final Set<String> typesThatShow(String prefix) throws IOException {
    Set<String> types = new TreeSet<>();
    for (Class<?> type : mainClasses()) {
      if (PublicApi.of(Set.of(type)).stream().anyMatch(line -> line.contains(prefix))) {
        types.add(type.getName());
      }
    }
    return types;
  }

  /** Packages whose public types are for other packages of this module only; not exported. */
  protected Set<String> internalPackages() {
    return Set.of();
  }

  private List<Class<?>> mainClasses() throws IOException {
    Path classes = ModuleUnderTest.file("target/classes");
    ClassLoader loader = PublicApiRules.class.getClassLoader();
    List<Class<?>> found = new ArrayList<>();
    Set<String> hidden = new TreeSet<>(internalPackages());
    hidden.addAll(packagesForAdapters());
    for (Path file : ModuleUnderTest.filesBelow("target/classes", ".class")) {
      String name =
          classes.relativize(file).toString().replace(file.getFileSystem().getSeparator(), ".");
      name = name.substring(0, name.length() - ".class".length());
      if (name.endsWith("-info") || hidden.contains(name.substring(0, name.lastIndexOf('.')))) {
        continue; // not loaded either: some need a newer JDK
      }
      try {
        found.add(Class.forName(name, false, loader));
      } catch (ClassNotFoundException e) {
        throw new AssertionError("compiled, but not on the class path: " + name, e);
      }
    }
    return found;
  }
}
