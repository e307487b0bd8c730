package dev.trustconnect.examples.recipes;

import dev.trustconnect.TrustConnect;
import java.security.KeyStore;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.security.auth.SslEngineFactory;

/**
 * The {@code ssl.engine.factory.class} of Kafka's clients: checks each handshake with a broker. It
 * doesn't see the address, which Kafka looks up with the JVM's resolver.
 */
public final class KafkaRecipe implements SslEngineFactory {
  private static final String TRUST = "trustconnect";

  private SSLContext context;

  /** To be put into the client's settings; {@code SASL_SSL} is as good. */
  public static Map<String, Object> settings(TrustConnect trust) {
    return Map.of(
        "security.protocol", "SSL", "ssl.engine.factory.class", KafkaRecipe.class, TRUST, trust);
  }

  @Override
  public void configure(Map<String, ?> settings) {
    if (!(settings.get(TRUST) instanceof TrustConnect trust)) {
      throw new ConfigException("no TrustConnect in the setting " + TRUST);
    }
    context = trust.tls().context();
  }

  @Override
  public SSLEngine createClientSslEngine(String host, int port, String algorithm) {
    SSLEngine engine = context.createSSLEngine(host, port);
    engine.setUseClientMode(true);
    return engine; // which checks the name, whatever the settings say
  }

  @Override
  public SSLEngine createServerSslEngine(String host, int port) {
    throw new UnsupportedOperationException("for clients");
  }

  @Override
  public boolean shouldBeRebuilt(Map<String, Object> settings) {
    return false;
  }

  @Override
  public Set<String> reconfigurableConfigs() {
    return Set.of();
  }

  @Override
  public KeyStore keystore() {
    return null;
  }

  @Override
  public KeyStore truststore() {
    return null;
  }

  @Override
  public void close() {}
}
