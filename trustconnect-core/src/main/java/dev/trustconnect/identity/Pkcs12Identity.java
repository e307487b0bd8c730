package dev.trustconnect.identity;

import dev.trustconnect.text.SafeText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/** Reads the only private key of a PKCS#12 file (RFC 7292) with its chain. */
final class Pkcs12Identity {
  private Pkcs12Identity() {}

  /** The identity in {@code bytes}; fills the array of {@code password} with zeros afterwards. */
  static ClientIdentity read(byte[] bytes, Supplier<char[]> password) {
    char[] secret = password.get();
    if (secret == null) {
      throw new IdentityException("no password for the PKCS#12 file; set it");
    }
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(bytes), secret);
      return only(store, secret);
    } catch (IOException e) { // KeyStore.load documents the cause for a wrong password
      throw new IdentityException(
          e.getCause() instanceof java.security.UnrecoverableKeyException
              ? "the password of the PKCS#12 file is wrong"
              : "not a PKCS#12 file, or an incomplete one",
          e);
    } catch (GeneralSecurityException e) {
      throw new IdentityException("a key of the PKCS#12 file can't be read", e);
    } finally {
      Arrays.fill(secret, '\0');
    }
  }

  private static ClientIdentity only(KeyStore store, char[] secret)
      throws GeneralSecurityException {
    List<String> keys = new ArrayList<>();
    for (String alias : Collections.list(store.aliases())) {
      if (store.isKeyEntry(alias)) {
        keys.add(alias);
      }
    }
    if (keys.size() != 1) {
      throw new IdentityException(
          "a PKCS#12 file with "
              + keys.size()
              + " keys ("
              + SafeText.of(String.join(", ", keys))
              + "); keep exactly one");
    }
    Certificate[] chain = store.getCertificateChain(keys.get(0));
    if (!(store.getKey(keys.get(0), secret) instanceof PrivateKey key) || chain == null) {
      throw new IdentityException("a PKCS#12 file whose key has no certificate; add its chain");
    }
    List<X509Certificate> certificates = new ArrayList<>();
    for (Certificate certificate : chain) {
      certificates.add((X509Certificate) certificate);
    }
    return ClientIdentity.of(certificates, key);
  }
}
