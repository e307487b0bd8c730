package dev.trustconnect.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A trust store that this process might have been configured with. */
class RuntimeTrustStoreTest {
  private static final String REMEDY = "; repair it, or configure other roots";

  @TempDir private Path folder;

  private static void assertRefused(RuntimeTrustStore store) {
    assertThatThrownBy(() -> TrustRoots.system(store))
        .isInstanceOf(TrustStoreException.class)
        .hasMessage(
            "the Java runtime's trust store (javax.net.ssl.trustStore="
                + store.file()
                + ") is missing, can't be opened or holds no trusted certificate"
                + REMEDY);
  }

  /** The runtime would use its own roots instead of the intended ones. */
  @ParameterizedTest
  @ValueSource(strings = {"JKS", "JCEKS", "PKCS12", "pkcs12"})
  void fileThatIsMissingIsRefused(String type) throws IOException {
    Path file = folder.resolve("roots");
    RuntimeTrustStore store = new RuntimeTrustStore(file.toString(), type);

    assertRefused(store);
    Files.createFile(file);
    assertThatCode(store::checkFile).doesNotThrowAnyException();
  }

  @Test
  void folderIsRefused() {
    assertRefused(new RuntimeTrustStore(folder.toString(), "PKCS12"));
  }

  /** JSSE Reference Guide: such a store is elsewhere, or is configured to hold nothing. */
  @Test
  void storeWithoutAFileIsNotLookedFor() {
    String missing = folder.resolve("missing").toString();

    assertThatCode(new RuntimeTrustStore(null, "PKCS12")::checkFile).doesNotThrowAnyException();
    assertThatCode(new RuntimeTrustStore("", "PKCS12")::checkFile).doesNotThrowAnyException();
    assertThatCode(new RuntimeTrustStore("NONE", "PKCS12")::checkFile).doesNotThrowAnyException();
    assertThatCode(new RuntimeTrustStore(missing, "KeychainStore")::checkFile)
        .doesNotThrowAnyException();
  }

  @Test
  void messageNamesThePlaceAndTheDeepestCause() {
    Exception deepest = new IOException("toDerInputStream rejects tag type 110");
    Exception cause = new KeyStoreException("not loaded", new IOException("not read", deepest));

    assertThat(TrustStoreException.broken(new RuntimeTrustStore("roots.p12", "PKCS12"), cause))
        .hasMessage(
            "the Java runtime's trust store (javax.net.ssl.trustStore=roots.p12) can't be read: "
                + "toDerInputStream rejects tag type 110"
                + REMEDY)
        .hasCause(cause);
    assertThat(TrustStoreException.empty(new RuntimeTrustStore(null, "PKCS12")))
        .hasMessage(
            "the Java runtime's trust store (jssecacerts or cacerts in "
                + System.getProperty("java.home")
                + "/lib/security) is missing, can't be opened or holds no trusted certificate"
                + REMEDY);
  }

  @Test
  void causesThatFormACircleAreNotFollowedForever() {
    Exception one = new IOException("one");
    Exception two = new IOException("two", one);
    one.initCause(two);

    assertThat(TrustStoreException.broken(new RuntimeTrustStore(null, "PKCS12"), two))
        .hasMessageContaining("can't be read: ")
        .hasMessageEndingWith(REMEDY);
  }
}
