package dev.trustconnect.path;

import java.io.File;
import java.io.Serial;
import java.security.KeyStore;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The Java runtime has no trust store that can be used: it is empty, missing or broken, and no
 * other roots were given. The message is one sentence with the file and the remedy.
 */
public final class TrustStoreException extends IllegalStateException {
  // Settings of the runtime, read to explain what it does with them.
  private static final String FILE = "javax.net.ssl.trustStore";
  private static final String TYPE = "javax.net.ssl.trustStoreType";
  private static final Set<String> FILE_TYPES = Set.of("JKS", "JCEKS", "PKCS12");

  @Serial private static final long serialVersionUID = 1L;

  private TrustStoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * Throws if the runtime was told to use a file that can't be opened. It would use its own trust
   * store instead, without a word: hundreds of authorities in place of the one that was meant.
   */
  static void throwIfMissing() {
    String file = System.getProperty(FILE, "");
    String type = System.getProperty(TYPE, KeyStore.getDefaultType());
    boolean isFile = FILE_TYPES.contains(type.toUpperCase(Locale.ROOT)); // others need no file
    File there = new File(file);
    if (isFile
        && !file.isEmpty()
        && !file.equals("NONE")
        && (there.isDirectory() || !there.canRead())) {
      throw empty();
    }
  }

  static TrustStoreException empty() {
    return new TrustStoreException(
        "the Java runtime's trust store "
            + place()
            + " is missing, can't be opened or holds no trusted certificate; "
            + remedy(),
        null);
  }

  static TrustStoreException broken(Throwable cause) {
    Throwable deepest = cause;
    for (int i = 0; i < 8 && deepest.getCause() != null; i++) {
      deepest = deepest.getCause();
    }
    return new TrustStoreException(
        "the Java runtime's trust store "
            + place()
            + " can't be read: "
            + ShownText.of(String.valueOf(deepest.getMessage()))
            + "; "
            + remedy(),
        cause);
  }

  /** Where the runtime looks (JSSE Reference Guide, "Customizing the Default Trust Managers"). */
  private static String place() {
    String file = System.getProperty(FILE);
    return file == null
        ? "(jssecacerts or cacerts in " + System.getProperty("java.home") + "/lib/security)"
        : "(" + FILE + "=" + ShownText.of(file) + ")";
  }

  private static String remedy() {
    return "repair it, or give roots";
  }
}
