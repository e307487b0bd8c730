package dev.trustconnect.testing.house;

import java.io.IOException;
import java.io.InputStream;

/** Loads one package anew, as if an optional library weren't on the class path. */
public final class WithoutLibrary extends ClassLoader {
  private final String library;
  private final String user;

  /**
   * Hides a library from a package.
   *
   * @param library the start of its classes' names
   * @param user the start of the names of the classes that would use it
   */
  public WithoutLibrary(String library, String user) {
    super(WithoutLibrary.class.getClassLoader());
    this.library = library;
    this.user = user;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (name.startsWith(library)) {
      throw new ClassNotFoundException(name);
    }
    if (!name.startsWith(user)) {
      return super.loadClass(name, resolve);
    }
    Class<?> loaded = findLoadedClass(name);
    return loaded != null ? loaded : define(name);
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
      byte[] bytes = in.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
