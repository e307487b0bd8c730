package dev.trustconnect.spring;

import dev.trustconnect.TrustConnect;
import java.util.List;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;

/** Ends the start if Spring Boot offers the application an HTTP client that isn't guarded. */
final class UnguardedClients implements SmartInitializingSingleton {
  private static final String REQUEST_FACTORIES =
      "org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder";
  private static final String WEB_CLIENT =
      "org.springframework.web.reactive.function.client.WebClient";
  private static final String CONNECTOR =
      "org.springframework.http.client.reactive.ClientHttpConnector";

  private final ConfigurableListableBeanFactory beans;

  UnguardedClients(ConfigurableListableBeanFactory beans) {
    this.beans = beans;
  }

  @Override
  public void afterSingletonsInstantiated() {
    if (beans.getBeanNamesForType(TrustConnect.class, true, false).length == 0) {
      throw new StartRefusedException(
          "trustconnect.refuse-unguarded-clients is set, but there is no TrustConnect",
          "set trustconnect.policy-file");
    }
    for (String name : beansOf(REQUEST_FACTORIES)) {
      if (!TrustedRequestFactoryBuilder.isOurs(beans.getBean(name))) {
        throw new StartRefusedException(
            "RestClient and RestTemplate use the request factories of the bean " + name,
            "remove this bean, so that TrustConnect's is used");
      }
    }
    List<String> builders = beansOf(WEB_CLIENT + "$Builder");
    builders.forEach(this::requireSpringBoots);
    if (!builders.isEmpty()) {
      requireGuardedConnectors();
    }
    for (String name : beansOf(WEB_CLIENT)) {
      throw new StartRefusedException(
          "the connector of the WebClient bean " + name + " can't be seen",
          "remove this bean, and build the client from Spring Boot's WebClient.Builder where it is"
              + " used");
    }
  }

  private void requireSpringBoots(String builder) {
    String declaredBy = beans.getMergedBeanDefinition(builder).getFactoryBeanName();
    if (declaredBy == null || !declaredBy.startsWith("org.springframework.boot.")) {
      throw new StartRefusedException(
          "the connector of the WebClient.Builder bean " + builder + " can't be seen",
          "remove this bean, so that Spring Boot's is used");
    }
  }

  /**
   * Without a connector, a {@code WebClient.Builder} takes a client that it finds on the class
   * path.
   */
  private void requireGuardedConnectors() {
    GuardedConnectors guarded =
        beans.getBeanProvider(GuardedConnectors.class).getIfAvailable(GuardedConnectors::new);
    List<String> connectors = beansOf(CONNECTOR);
    for (String name : connectors) {
      if (!guarded.contains(beans.getBean(name))) {
        throw unguarded("the connector of the bean " + name);
      }
    }
    if (connectors.isEmpty()) {
      throw unguarded("its own connector");
    }
  }

  private static StartRefusedException unguarded(String connector) {
    return new StartRefusedException(
        "WebClient uses " + connector + ", which TrustConnect can't guard",
        "let Spring Boot choose Reactor Netty: add io.projectreactor.netty:reactor-netty-http,"
            + " remove beans of this type, and set spring.http.clients.reactive.connector=reactor"
            + " (Spring Boot 3.5: spring.http.reactiveclient.connector)");
  }

  private List<String> beansOf(String type) {
    ClassLoader loader = UnguardedClients.class.getClassLoader();
    if (!ClassUtils.isPresent(type, loader)) {
      return List.of();
    }
    return List.of(
        beans.getBeanNamesForType(ClassUtils.resolveClassName(type, loader), true, false));
  }
}
