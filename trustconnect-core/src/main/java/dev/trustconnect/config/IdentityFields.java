package dev.trustconnect.config;

import dev.trustconnect.file.FileNames;
import dev.trustconnect.yaml.Section;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads one entry of {@code identities}. */
final class IdentityFields {
  static final Set<String> KNOWN = Set.of("pem", "chain", "key", "pkcs12", "passwordEnv");

  private static final String FORMS =
      "pem: a file with key and chain; or chain: and key: two PEM files; or pkcs12: a file and"
          + " passwordEnv: the environment variable with its password";

  private final Section section;
  private final Path folder;

  IdentityFields(Section section, Path folder) {
    this.section = section;
    this.folder = folder;
  }

  /** The files; empty, with a problem added, if it isn't one of the three forms. */
  Optional<IdentityFiles> files() {
    Set<String> fields = section.names();
    if (fields.equals(Set.of("pem"))) {
      return file("pem").map(bundle -> new IdentityFiles(List.of(bundle), Optional.empty()));
    }
    if (fields.equals(Set.of("chain", "key"))) {
      Optional<Path> chain = file("chain");
      Optional<Path> key = file("key");
      return chain.isPresent() && key.isPresent()
          ? Optional.of(new IdentityFiles(List.of(chain.get(), key.get()), Optional.empty()))
          : Optional.empty();
    }
    if (fields.equals(Set.of("pkcs12", "passwordEnv"))) {
      Optional<Path> store = file("pkcs12");
      Optional<String> variable = section.value("passwordEnv", FORMS, text -> text);
      return store.isPresent() && variable.isPresent()
          ? Optional.of(new IdentityFiles(List.of(store.get()), variable))
          : Optional.empty();
    }
    section.problem("", "neither a PEM nor a PKCS#12 identity", FORMS);
    return Optional.empty();
  }

  private Optional<Path> file(String name) {
    return section.value(
        name,
        "a file, relative to this file's folder",
        text -> {
          FileNames.refusePem(text);
          return folder.resolve(text);
        });
  }
}
