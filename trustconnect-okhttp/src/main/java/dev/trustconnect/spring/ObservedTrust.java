package dev.trustconnect.spring;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.micrometer.TrustConnectMetrics;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Says which {@link TrustConnect} the metrics are of as soon as it exists, so that neither has to
 * be created for the other.
 */
final class ObservedTrust implements BeanPostProcessor {
  private final ObjectProvider<TrustConnectMetrics> metrics;

  ObservedTrust(ObjectProvider<TrustConnectMetrics> metrics) {
    this.metrics = metrics;
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    if (bean instanceof TrustConnect trust) {
      metrics.ifUnique(unique -> unique.observe(trust));
    }
    return bean;
  }
}
