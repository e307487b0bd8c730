package dev.trustconnect.file;

/** Names of files, which messages show. */
public final class FileNames {
  private FileNames() {}

  /**
   * Refuses the text of a PEM file in place of its name, without showing it: it may be a key.
   *
   * @throws IllegalArgumentException if it is one
   */
  public static void refusePem(String name) {
    if (name.contains("-----BEGIN")) {
      throw new IllegalArgumentException("a text in PEM form in place of a file's name");
    }
  }
}
