package dev.trustconnect.path;

import java.io.File;
import java.security.KeyStore;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The location of the Java runtime's roots (JSSE Reference Guide, "Customizing the Default Trust
 * Managers"). Its settings belong to the runtime, not to this library; they are read only to refuse
 * a misconfiguration that the runtime ignores, and to name the location in messages.
 *
 * @param file the configured file; null if none is configured, empty or {@code NONE} if there is no
 *     file
 * @param type the type of the key store
 */
record RuntimeTrustStore(@Nullable String file, String type) {
  private static final String FILE = "javax.net.ssl.trustStore";
  private static final String TYPE = "javax.net.ssl.trustStoreType";
  private static final Set<String> FILE_TYPES = Set.of("JKS", "JCEKS", "PKCS12");

  /** As this process is configured. */
  static RuntimeTrustStore configured() {
    return new RuntimeTrustStore(
        System.getProperty(FILE), System.getProperty(TYPE, KeyStore.getDefaultType()));
  }

  /**
   * Throws if the runtime is configured to use a file that can't be opened. The runtime would
   * silently use its own trust store instead: more than a hundred authorities in place of the
   * intended one.
   */
  void checkFile() {
    if (file == null || file.isEmpty() || file.equals("NONE")) {
      return;
    }
    boolean isFile = FILE_TYPES.contains(type.toUpperCase(Locale.ROOT)); // other types need no file
    File there = new File(file);
    if (isFile && (there.isDirectory() || !there.canRead())) {
      throw TrustStoreException.empty(this);
    }
  }

  /** Where it is, in parentheses. */
  String place() {
    return file == null
        ? "(jssecacerts or cacerts in " + System.getProperty("java.home") + "/lib/security)"
        : "(" + FILE + "=" + ShownText.of(file) + ")";
  }
}
