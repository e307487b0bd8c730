package dev.trustconnect.bench;

import dev.trustconnect.testing.TestCa;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.xbill.DNS.DohResolver;

/**
 * Makes the JVM's default TLS trust the test authority until it is closed: some peers can't be
 * given another TLS context.
 */
final class DefaultTls implements AutoCloseable {
  private final SSLContext before;

  DefaultTls(TestCa ca) throws NoSuchAlgorithmException {
    before = SSLContext.getDefault();
    SSLContext.setDefault(ca.clientContext());
  }

  /** dnsjava's DoH client, which takes no TLS context. */
  DohResolver resolver(String url) {
    DohResolver resolver = new DohResolver(url, 128, Duration.ofMinutes(5));
    resolver.setUsePost(true);
    resolver.setTimeout(Duration.ofSeconds(60));
    return resolver;
  }

  @Override
  public void close() {
    SSLContext.setDefault(before);
  }
}
