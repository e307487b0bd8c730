package dev.trustconnect.examples;

import java.io.File;
import java.io.StringWriter;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles a source in memory, on the class path of this test. */
final class SnippetCompiler {
  private SnippetCompiler() {}

  /**
   * What the compiler says against a source with a class {@code Example}; empty if it compiles.
   *
   * @param folder where class files go
   */
  static String complaints(Path folder, String source) {
    JavaFileObject file =
        new SimpleJavaFileObject(URI.create("string:///Example.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    return complaints(folder, file);
  }

  /** The same against a source file. */
  static String complaints(Path folder, Path source) {
    return complaints(
        folder,
        ToolProvider.getSystemJavaCompiler()
            .getStandardFileManager(null, null, null)
            .getJavaFileObjects(source)
            .iterator()
            .next());
  }

  private static String complaints(Path folder, JavaFileObject file) {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    List<String> options =
        List.of(
            "-proc:none",
            "-parameters", // as Spring Boot's own parent has it
            "-Xlint:-options",
            "-d",
            folder.toString(),
            "-cp",
            classPath());
    boolean compiled = javac.getTask(said, null, null, options, null, List.of(file)).call();
    return compiled ? "" : said.toString();
  }

  /** That of the tests, which a launcher may have in a class loader instead of the property. */
  private static String classPath() {
    if (Thread.currentThread().getContextClassLoader() instanceof URLClassLoader launcher) {
      return Stream.of(launcher.getURLs())
          .map(url -> Path.of(URI.create(url.toString())).toString())
          .collect(Collectors.joining(File.pathSeparator));
    }
    return System.getProperty("java.class.path");
  }
}
