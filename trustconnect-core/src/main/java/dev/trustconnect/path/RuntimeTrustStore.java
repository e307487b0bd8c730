package dev.trustconnect.path;

import java.io.File;
import java.security.KeyStore;
import java.util.Locale;
import java.util.Set;

/**
 * Where the Java runtime looks for its roots (JSSE Reference Guide, "Customizing the Default Trust
 * Managers"). These are settings of the runtime, not of this library: they are read to refuse what
 * the runtime would pass over, and to name the place.
 */
final class RuntimeTrustStore {
  private static final String FILE = "javax.net.ssl.trustStore";
  private static final String TYPE = "javax.net.ssl.trustStoreType";
  private static final Set<String> FILE_TYPES = Set.of("JKS", "JCEKS", "PKCS12");

  private RuntimeTrustStore() {}

  /**
   * Throws if the runtime is configured to use a file that can't be opened. It would use its own
   * trust store instead, without a word: hundreds of authorities in place of the one that was
   * meant.
   */
  static void checkFile() {
    String file = System.getProperty(FILE, "");
    String type = System.getProperty(TYPE, KeyStore.getDefaultType());
    boolean isFile = FILE_TYPES.contains(type.toUpperCase(Locale.ROOT)); // others need no file
    File there = new File(file);
    if (isFile
        && !file.isEmpty()
        && !file.equals("NONE")
        && (there.isDirectory() || !there.canRead())) {
      throw TrustStoreException.empty();
    }
  }

  static String place() {
    String file = System.getProperty(FILE);
    return file == null
        ? "(jssecacerts or cacerts in " + System.getProperty("java.home") + "/lib/security)"
        : "(" + FILE + "=" + ShownText.of(file) + ")";
  }
}
