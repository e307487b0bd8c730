package dev.trustconnect.spring;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.reactor.TrustedReactor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;
import reactor.netty.http.client.HttpClient;

/**
 * Secures the clients that Spring Boot builds for {@code WebClient}, after everything else that the
 * application sets. The type of this builder is the same in 3.5 and 4.0; that of its customizers
 * isn't.
 */
final class ReactorConnectors implements BeanPostProcessor {
  private final ObjectProvider<TrustConnect> trust;
  private final GuardedConnectors guarded;

  ReactorConnectors(ObjectProvider<TrustConnect> trust, GuardedConnectors guarded) {
    this.trust = trust;
    this.guarded = guarded;
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    return bean instanceof ReactorClientHttpConnectorBuilder builder
        ? builder.withHttpClientCustomizer(this::secure).withCustomizer(guarded::add)
        : bean;
  }

  private HttpClient secure(HttpClient client) {
    if (client.configuration().sslProvider() != null) {
      throw StartRefusedException.sslBundle();
    }
    return TrustedReactor.secure(trust.getObject(), client);
  }
}
