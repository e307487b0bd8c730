package dev.trustconnect.okhttp.adapter;

/**
 * A library that an adapter is compiled against and an application may not have.
 *
 * @param witness one of its classes
 * @param artifact its Maven coordinates, without the version
 * @param module its name on the module path
 */
public record OptionalLibrary(String witness, String artifact, String module) {
  /**
   * Checks that the library is present, and lets this module read it on the class path: a named
   * module doesn't read the class path (JLS §7.7.5), so linking would end in an {@code
   * IllegalAccessError}, although the class is found.
   *
   * @param adapter the class that needs it
   * @throws IllegalStateException if it is absent; the message names the artifact and where to add
   *     it
   */
  public void require(Class<?> adapter) {
    try {
      Class<?> found = Class.forName(witness, false, adapter.getClassLoader());
      OptionalLibrary.class.getModule().addReads(found.getModule());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(
          "%s needs %s on the class path, or on the module path with --add-modules %s"
              .formatted(adapter.getSimpleName(), artifact, module),
          e);
    }
  }
}
