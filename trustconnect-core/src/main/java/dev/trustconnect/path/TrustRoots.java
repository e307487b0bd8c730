package dev.trustconnect.path;

import dev.trustconnect.hash.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** The roots that paths may end in: the Java runtime's, or only the given ones. Immutable. */
public final class TrustRoots {
  private static final int MAX_PEM_BYTES = 4 << 20;

  private final Map<X500Principal, List<X509Certificate>> bySubject;
  private final Set<X509Certificate> all;
  private final @Nullable X509TrustManager platform;

  /** Roots for which chains that {@code platform} refuses are refused too, unless it is null. */
  TrustRoots(Set<X509Certificate> all, @Nullable X509TrustManager platform) {
    this.all = all;
    this.platform = platform;
    this.bySubject = bySubject(all);
  }

  private static Map<X500Principal, List<X509Certificate>> bySubject(Set<X509Certificate> all) {
    Map<X500Principal, List<X509Certificate>> bySubject = new HashMap<>();
    for (X509Certificate root : all) {
      List<X509Certificate> same = bySubject.get(root.getSubjectX500Principal());
      if (same == null) {
        same = new ArrayList<>(1);
        bySubject.put(root.getSubjectX500Principal(), same);
      }
      same.add(root);
    }
    return bySubject;
  }

  /**
   * The Java runtime's current roots. The runtime's own rules about them (distrusted authorities,
   * disabled algorithms) apply too. Reads the trust store, and so blocks on a file, each time.
   *
   * @throws TrustStoreException if the runtime's trust store is empty, missing or broken
   */
  public static TrustRoots system() {
    return system(RuntimeTrustStore.configured());
  }

  /** The Java runtime's current roots, which {@code store} describes. */
  static TrustRoots system(RuntimeTrustStore store) {
    store.checkFile();
    X509TrustManager platform = platform(store);
    Set<X509Certificate> roots = new LinkedHashSet<>(Arrays.asList(platform.getAcceptedIssuers()));
    if (roots.isEmpty()) {
      throw TrustStoreException.empty(store);
    }
    return new TrustRoots(roots, platform);
  }

  private static X509TrustManager platform(RuntimeTrustStore store) {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509TrustManager platform) {
          return platform;
        }
      }
    } catch (GeneralSecurityException | RuntimeException e) { // a provider's store may throw both
      throw TrustStoreException.broken(store, e);
    }
    throw new IllegalStateException("this Java runtime has no X.509 trust manager");
  }

  /**
   * Only these certificates: authorities, or a server's own certificate.
   *
   * @throws IllegalArgumentException if {@code roots} is empty
   */
  public static TrustRoots of(List<X509Certificate> roots) {
    if (roots.isEmpty()) {
      throw new IllegalArgumentException(
          "give at least one root: without any, every path is refused");
    }
    return new TrustRoots(new LinkedHashSet<>(roots), null);
  }

  /** {@link #of(List)}. */
  public static TrustRoots of(X509Certificate... roots) {
    return of(List.of(roots));
  }

  /**
   * The certificates in PEM text (RFC 7468). Text between the blocks is ignored.
   *
   * @throws IllegalArgumentException naming the line, if there is anything else, such as a private
   *     key, a revocation list or an incomplete block; or if there is no certificate
   */
  public static TrustRoots parsePem(String pem) {
    return of(PemText.read(pem.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * The certificates in a PEM file of at most 4 MiB, in ASCII or UTF-8. Blocks on the file.
   *
   * @throws IOException if the file can't be read
   * @throws IllegalArgumentException as {@link #parsePem}, or if the file is larger; the message
   *     names the file
   */
  public static TrustRoots fromPem(Path file) throws IOException {
    byte[] bytes;
    try (var in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_PEM_BYTES + 1);
    }
    if (bytes.length > MAX_PEM_BYTES) {
      throw new IllegalArgumentException("larger than 4 MiB, so not a CA file: " + file);
    }
    try {
      return of(PemText.read(bytes));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  /** Whether these are the Java runtime's roots. */
  public boolean isSystem() {
    return platform != null;
  }

  /** All roots, in no order. */
  public Set<X509Certificate> certificates() {
    return Set.copyOf(all);
  }

  List<X509Certificate> called(X500Principal subject) {
    return bySubject.getOrDefault(subject, List.of());
  }

  boolean holds(X509Certificate certificate) {
    return all.contains(certificate);
  }

  @Nullable X509TrustManager platformRules() {
    return platform;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TrustRoots that
        && isSystem() == that.isSystem()
        && all.equals(that.all);
  }

  @Override
  public int hashCode() {
    return all.hashCode();
  }

  /** {@code the system's roots}, or the SHA-256 fingerprints of the given roots. */
  @Override
  public String toString() {
    if (isSystem()) {
      return "the system's roots";
    }
    Set<String> fingerprints = new TreeSet<>();
    all.forEach(root -> fingerprints.add(fingerprint(root)));
    return (all.size() == 1 ? "only the root " : "only the roots ")
        + String.join(", ", fingerprints);
  }

  private static String fingerprint(X509Certificate certificate) {
    try {
      return Sha256.hex(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a parsed certificate can always be encoded", e);
    }
  }
}
